import { matchesGlob } from '../discover/glob.ts';

/** What the configuration says of where to look. */
export interface ScopeOptions {
  /** Globs; default: everything. */
  readonly include?: readonly string[];
  /** Globs of what is left out beside what never runs in production. */
  readonly exclude?: readonly string[];
  /** Names a file as the globs do, which are relative to the configuration. */
  readonly toGlob: (file: string) => string;
  /** The migrations themselves. */
  readonly migrations: ReadonlySet<string>;
}

/** Folders with code that is not the application's, or that only tests it. */
const FOLDERS = new Set([
  ...[
    'node_modules',
    'bower_components',
    'third_party',
    'flow-typed',
    '.yarn',
    '.pnpm-store',
    'Pods',
    '.git',
  ],
  ...['dist', '.next', '.nuxt', '.output', '.turbo', '.svelte-kit', '.storybook', 'storybook-static'],
  ...['test', 'tests', '__tests__', 'spec', 'e2e', 'cypress', 'playwright', 'fixtures', '__fixtures__'],
  ...['testdata', '__mocks__', '__snapshots__', 'migrations', 'migration', 'seeds', 'seeders'],
]);
/** The same, where they do not lie among the sources: there they may be named after what they are about. */
const OUTER_FOLDERS = new Set([
  ...['vendor', 'build', 'out', 'target', 'coverage', 'docs', 'examples', 'mocks', 'migrate'],
]);
const SOURCES = new Set(['src', 'app', 'lib', 'server']);

const TEST =
  /(?:\.|-|_)(?:test|tests|spec|e2e|stories|fixture|mock)s?\.[^/.]+$|_test\.(?:go|py)$|(?:^|\/)test_[^/]*\.py$/;
const MINIFIED = /\.min\.js$|\.bundle\.js$/;
/** What Prisma generates from its schema, wherever it is told to put it. */
const GENERATED = /(?:^|\/)generated\/(?:prisma|client)(?:\/|$)/;

/** Whether a file (relative to the root that is searched) is code of the application that runs in production. */
export function searchScope({
  include,
  exclude,
  toGlob,
  migrations,
}: ScopeOptions): (file: string) => boolean {
  const isIncluded = include === undefined ? undefined : matchesGlob(include);
  const isExcluded = exclude === undefined ? undefined : matchesGlob(exclude);
  const homes = [...new Set([...migrations].map(foldersOf).map((folders) => folders.join('/')))].map((home) =>
    home.split('/'),
  );
  return (file) => {
    if (migrations.has(file) || isForeign(file, homes)) return false;
    if (isIncluded === undefined && isExcluded === undefined) return true;
    const name = toGlob(file);
    return isIncluded?.(name) !== false && isExcluded?.(name) !== true;
  };
}

function isForeign(file: string, homes: readonly (readonly string[])[]): boolean {
  if (TEST.test(file) || MINIFIED.test(file) || GENERATED.test(file)) return true;
  const folders = foldersOf(file);
  // Only what looks foreign is compared with where each migration lies, of which there may be thousands.
  if (!hasForeign(folders, 0)) return false;
  return hasForeign(folders, Math.max(0, ...homes.map((home) => sharedWith(home, folders))));
}

/** Whether one of the folders from that index on is foreign. */
function hasForeign(folders: readonly string[], from: number): boolean {
  if (folders.slice(from).some((folder) => FOLDERS.has(folder))) return true;
  const sources = folders.findIndex((folder) => SOURCES.has(folder));
  return folders.slice(from, sources < 0 ? undefined : sources).some((folder) => OUTER_FOLDERS.has(folder));
}

function foldersOf(file: string): readonly string[] {
  return file.split('/').slice(0, -1);
}

/**
 * How many folders of a file are those that the project of the migrations lies in. The last that they
 * share is not: two projects may lie beside each other in a folder of examples.
 */
function sharedWith(home: readonly string[], folders: readonly string[]): number {
  const other = home.findIndex((folder, index) => folders[index] !== folder);
  return Math.max(other - 1, 0);
}
