import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { isWalked } from '../discover/walked.ts';
import { isScript } from '../script-file.ts';

/** So many migrations take longer to read than a second thread takes to start. */
const MANY = 250;
/** To look into more folders costs more than it gains. */
const MOST_FOLDERS = 100;
/** Commands, and flags with which a run may have little to read. */
const OTHERWISE = ['baseline', 'explain', 'fix', 'init', 'rules', '--staged', '--stdin', '--cache', '--fix'];

/**
 * Whether a command line looks as if it had a long history to lint, guessed from the
 * names of files and folders before anything else is loaded. What comes of a wrong guess is the same report.
 */
export function looksLong(argv: readonly string[], cwd: string): boolean {
  if (argv.some((argument) => OTHERWISE.includes(argument))) return false;
  const named = argv.filter((argument) => !argument.startsWith('-'));
  if (named.filter(isSql).length >= MANY) return true;
  const folders = named.map((name) => path.resolve(cwd, name)).filter(isFolder);
  return holdsMany(folders.length === 0 && named.every((name) => !isSql(name)) ? [cwd] : folders);
}

/** Counts the SQL files and numbered scripts in and below these folders, and the folders that are named as those of one migration. */
function holdsMany(folders: string[]): boolean {
  let count = 0;
  // What is found on the way is looked into last: the upper folders come first.
  for (const [index, folder] of folders.entries()) {
    if (index >= MOST_FOLDERS) return false;
    for (const entry of entriesOf(folder)) {
      if (!entry.isDirectory()) count += isSql(entry.name) || isNumberedScript(entry.name) ? 1 : 0;
      else if (/^V?\d/.test(entry.name)) count += 1;
      else if (isWalked(entry.name, { tests: false })) folders.push(path.join(folder, entry.name));
    }
    if (count >= MANY) return true;
  }
  return false;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isSql(name: string): boolean {
  return /\.sql$/i.test(name);
}

function isNumberedScript(name: string): boolean {
  return /^\d/.test(name) && isScript(name);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
