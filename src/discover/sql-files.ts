import type { Directory } from './directory.ts';
import { isScriptFile } from './script-files.ts';

export function isSqlFile(name: string): boolean {
  return /\.sql$/i.test(name);
}

/** The first and the last SQL file of a directory: enough to tell whose markers its files carry. */
export function samples(directory: Directory): readonly string[] {
  const files = directory.files.filter(isSqlFile);
  const names = new Set([files[0], files.at(-1)].filter((name) => name !== undefined));
  return [...names].map((name) => directory.read(name)).filter((text) => text !== undefined);
}

/** As `sqlFilesBelow`, with the scripts that may be migrations. */
export function migrationFilesBelow(directory: Directory): readonly string[] {
  return filesBelow(directory, (name) => isSqlFile(name) || isScriptFile(name));
}

/** Paths, relative to the directory, of the SQL files in and below it; those of a folder before those of its folders. */
export function sqlFilesBelow(directory: Directory): readonly string[] {
  return filesBelow(directory, isSqlFile);
}

function filesBelow(directory: Directory, isWanted: (name: string) => boolean): readonly string[] {
  return [
    ...directory.files.filter(isWanted),
    ...directory.directories.flatMap((name) =>
      filesBelow(directory.directory(name), isWanted).map((path) => `${name}/${path}`),
    ),
  ];
}
