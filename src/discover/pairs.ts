import { basename, dirname } from 'node:path/posix';

import { databaseOf } from './databases.ts';
import type { Directory } from './directory.ts';
import { compareDigits, compareText, withoutExtension } from './names.ts';
import { isScript } from '../script-file.ts';
import { scriptUnit } from './script-files.ts';
import { isSqlFile } from './sql-files.ts';
import { wholeFile, type Listing, type Unit } from './tool.ts';

const DOWN_SUFFIX = /[._-](?:down|rollback|undo|revert)$/i;
const UP_SUFFIX = /[._-](?:up|do)$/i;
const DOWN_FOLDER = /^(?:down|rollback|rollbacks|undo|revert)$/i;

/**
 * Units of the ups among these paths (relative to the directory), in their order, each with the
 * down of the same name: `1_x.up.sql` and `1_x.down.sql`, or `1_x.sql` and `down/1_x.sql`.
 */
export function pairUpAndDown(
  directory: Directory,
  paths: readonly string[],
  isDown: (path: string) => boolean = looksDown,
): readonly Unit[] {
  const downs = new Map<string, string>();
  const ups: { readonly id: string; readonly path: string }[] = [];
  for (const path of paths) {
    const stem = withoutExtension(path);
    if (isDown(path)) downs.set(idOf(stem.replace(DOWN_SUFFIX, '')), path);
    else ups.push({ id: idOf(stem.replace(UP_SUFFIX, '')), path });
  }
  return ups.flatMap(({ id, path }): Unit | readonly Unit[] => {
    if (isScript(path)) return scriptUnit(directory, path) ?? [];
    const up = wholeFile(directory, path);
    const down = downs.get(id);
    return up === undefined
      ? []
      : [{ id, up, down: down === undefined ? undefined : wholeFile(directory, down) }];
  });
}

function looksDown(path: string): boolean {
  return DOWN_SUFFIX.test(withoutExtension(basename(path))) || DOWN_FOLDER.test(basename(dirname(path)));
}

/** The SQL files of a directory by name, with those of the folders in it that hold its downs. */
export function sqlWithDowns(directory: Directory): readonly string[] {
  const downs = directory.directories
    .filter((name) => DOWN_FOLDER.test(name))
    .flatMap((folder) => directory.directory(folder).files.map((name) => `${folder}/${name}`));
  return [...directory.files.toSorted(compareText), ...downs].filter(isSqlFile);
}

/** The path without its extension and without an `up` or `down` folder. */
function idOf(stem: string): string {
  const folder = dirname(stem);
  const name = basename(stem);
  const isSide = /^(?:up|do)$/i.test(basename(folder)) || DOWN_FOLDER.test(basename(folder));
  const parent = isSide ? dirname(folder) : folder;
  return parent === '.' ? name : `${parent}/${name}`;
}

/** The part before the direction may name a database: `1_users.mysql.up.sql`. */
const PAIR = /^(\d+)_.*?(?:\.(\w+))?\.(up|down)\.sql$/;

/** Whether most SQL files of the directory are named `<version>_name.up.sql` or `.down.sql`. */
export function mostArePairs(directory: Directory): boolean {
  const files = directory.files.filter(isSqlFile);
  return files.length > 0 && files.filter((name) => PAIR.test(name)).length * 2 > files.length;
}

/**
 * The migrations of a directory of `<version>_name.up.sql`, `.down.sql` and, where the tool knows
 * them, `<version>_name.sql` files, by version. Two of one version are both there, with one id.
 */
export function listPairs(directory: Directory, { simple }: { readonly simple: boolean }): Listing {
  const ups: Versioned[] = [];
  const downs: Versioned[] = [];
  const notes: string[] = [];
  for (const name of directory.files.filter(isSqlFile)) {
    const [, , database, direction] = PAIR.exec(name) ?? [];
    const version = /^(\d+)_/.exec(name)?.[1];
    if (version === undefined || (direction === undefined && !simple)) {
      notes.push(`${directory.pathOf(name)} is not named as a migration and was left out.`);
    } else if (database === undefined || databaseOf(database) === undefined) {
      (direction === 'down' ? downs : ups).push({ version, name });
    }
  }
  const ways = forPostgres(downs);
  const units = forPostgres(ups)
    .toSorted((left, right) => compareDigits(left.version, right.version))
    .flatMap(({ version, name }) => {
      const up = wholeFile(directory, name);
      const down = downOf({ version, name }, ways);
      return up === undefined
        ? []
        : [{ id: version, up, down: down === undefined ? undefined : wholeFile(directory, down.name) }];
    });
  return { units, notes };
}

interface Versioned {
  readonly version: string;
  readonly name: string;
}

/** Of several files of a version those that name Postgres, where some do. */
function forPostgres(files: readonly Versioned[]): readonly Versioned[] {
  const isFor = ({ name }: Versioned): boolean =>
    /\.(?:postgres|postgresql|pg)\.(?:up|down)\.sql$/.test(name);
  const named = new Set(files.filter(isFor).map(({ version }) => version));
  return files.filter((file) => isFor(file) || !named.has(file.version));
}

/** That of the same name, else of the same version. */
function downOf({ version, name }: Versioned, downs: readonly Versioned[]): Versioned | undefined {
  const own = downs.filter((down) => down.version === version);
  return own.find((down) => down.name === name.replace(/\.up\.sql$/, '.down.sql')) ?? own[0];
}
