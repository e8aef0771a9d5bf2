import { findUp, type Directory } from './directory.ts';
import { packageVersion } from './packages.ts';

/** Drivers by their database; Postgres first, since a project that has one is taken to use it. */
const DRIVERS: readonly (readonly [database: string | undefined, packages: readonly string[]])[] = [
  [
    undefined,
    [
      'pg',
      'postgres',
      'pg-promise',
      'slonik',
      'pg-native',
      '@neondatabase/serverless',
      '@electric-sql/pglite',
      '@mikro-orm/postgresql',
      '@vercel/postgres',
      '@aws-sdk/client-rds-data',
      'kysely-postgres-js',
    ],
  ],
  ['MySQL', ['mysql2', 'mysql', 'mariadb', '@mikro-orm/mysql', '@mikro-orm/mariadb']],
  ['SQL Server', ['mssql', 'tedious', '@mikro-orm/mssql']],
  ['Oracle', ['oracledb']],
  ['MongoDB', ['mongodb', 'mongoose', '@mikro-orm/mongodb']],
  ['SQLite', ['better-sqlite3', 'sqlite3', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite']],
];

/** The database other than Postgres that the drivers of the project are for. */
export function databaseOfProject(directory: Directory): string | undefined {
  const found = DRIVERS.find(([, packages]) =>
    packages.some((name) => packageVersion(directory, name) !== undefined),
  );
  return found?.[0];
}

/** By directory and by what was looked for: it is asked anew for each migration. */
const configurations = new WeakMap<Directory, Map<string, string | undefined>>();

const ENDINGS = ['ts', 'js', 'mjs', 'cjs', 'mts', 'cts'];

/**
 * The text of the nearest configuration of one of these names, without extensions, in the
 * directory or above it or, of `folders`, in one of those beside it.
 */
export function configurationOf(
  directory: Directory,
  names: readonly string[],
  folders: readonly string[] = [],
): string | undefined {
  const known = configurations.get(directory) ?? new Map<string, string | undefined>();
  configurations.set(directory, known);
  const key = [...names, '', ...folders].join('\n');
  if (!known.has(key)) known.set(key, findConfiguration(directory, names, folders));
  return known.get(key);
}

function findConfiguration(
  directory: Directory,
  names: readonly string[],
  folders: readonly string[],
): string | undefined {
  const files = names.flatMap((name) => ENDINGS.map((ending) => `${name}.${ending}`));
  const found = findUp(directory, files);
  if (found !== undefined) return found.directory.read(found.name);
  for (let at: Directory | undefined = directory; at !== undefined; at = at.parent) {
    for (const folder of folders) {
      if (!at.directories.includes(folder)) continue;
      const inner = at.directory(folder);
      const name = files.find((file) => inner.files.includes(file));
      if (name !== undefined) return inner.read(name);
    }
    if (at.directories.includes('.git')) return undefined;
  }
  return undefined;
}

/** The literal that a setting has in the text of a configuration; undefined where it is not one. */
export function settingIn(text: string | undefined, name: string): string | undefined {
  const literal = new RegExp(`\\b${name}['"]?\\s*:\\s*(?:(['"\`])(\\w+)\\1|(true|false)\\b)`).exec(
    text ?? '',
  );
  return literal?.[2] ?? literal?.[3];
}
