import type { Directory } from './directory.ts';

export function isSqlFile(name: string): boolean {
  return /\.sql$/i.test(name);
}

/** The first and the last SQL file of a directory: enough to tell whose markers its files carry. */
export function samples(directory: Directory): readonly string[] {
  const files = directory.files.filter(isSqlFile);
  const names = new Set([files[0], files.at(-1)].filter((name) => name !== undefined));
  return [...names].map((name) => directory.read(name)).filter((text) => text !== undefined);
}

/** Paths, relative to the directory, of the SQL files in and below it; those of a folder before those of its folders. */
export function sqlFilesBelow(directory: Directory): readonly string[] {
  return [
    ...directory.files.filter(isSqlFile),
    ...directory.directories.flatMap((name) =>
      sqlFilesBelow(directory.directory(name)).map((path) => `${name}/${path}`),
    ),
  ];
}
