import type { Directory } from './directory.ts';
import { databaseOf } from './databases.ts';
import { recognise, type Root } from './root.ts';
import { isWalked } from './walked.ts';

export interface WalkOptions {
  readonly tests: boolean;
  readonly ignored: (path: string) => boolean;
  /** Takes a sentence on each folder that is left out for a reason that a person may doubt. */
  readonly note: (sentence: string) => void;
}

/** The roots in and below a directory, in the order of their paths. A root holds no other root. */
export function findRoots(directory: Directory, options: WalkOptions): readonly Root[] {
  const tool = recognise(directory);
  if (tool !== undefined) {
    const database = tool.otherDatabase?.(directory);
    if (database === undefined) return [{ tool, directory }];
    options.note(`${directory.path} was left out: its migrations are for ${database}.`);
    return [];
  }
  return directory.directories
    .filter((name) => isWalked(name, options))
    .map((name) => directory.directory(name))
    .filter((child) => !options.ignored(child.path) && isForPostgres(child, options))
    .flatMap((child) => findRoots(child, options));
}

/** Whether `findRoots` would come to the directory from the working directory and judge what it holds. */
export function isReached({ tool, directory }: Root): boolean {
  const names = directory.path.split('/').filter((name) => name !== '.' && name !== '..');
  const isPassed = (name: string): boolean =>
    isWalked(name, { tests: false }) && databaseOf(name) === undefined;
  return names.every(isPassed) && tool.otherDatabase?.(directory) === undefined;
}

function isForPostgres(directory: Directory, options: WalkOptions): boolean {
  const database = databaseOf(directory.name);
  if (database === undefined) return true;
  // Only folders that hold migrations deserve a word: `sqlite` may as well be a module of the application.
  if (findRoots(directory, { ...options, note: () => undefined }).length > 0) {
    options.note(`${directory.path} was left out: by its name it is for ${database}.`);
  }
  return false;
}
