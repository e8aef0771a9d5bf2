import type { Directory } from './directory.ts';
import { isSqlFile } from './names.ts';

/** The first and the last SQL file of a directory: enough to tell whose markers its files carry. */
export function samples(
  directory: Directory,
  isMigration: (name: string) => boolean = isSqlFile,
): readonly string[] {
  const files = directory.files.filter(isMigration);
  const names = new Set([files[0], files.at(-1)].filter((name) => name !== undefined));
  return [...names].map((name) => directory.read(name)).filter((text) => text !== undefined);
}
