import { existsSync } from 'node:fs';
import path from 'node:path';

/** What installs the packages of a project, and how it is told to. */
export interface PackageManager {
  readonly name: string;
  /** Adds ddlint to the project. */
  readonly add: string;
  /** Installs what the lock file says, in CI. */
  readonly install: string;
  /** Stands in front of the name of an installed command. */
  readonly exec: string;
  /** Whether commands are in `node_modules/.bin`. */
  readonly hasBin: boolean;
  /** Where the lock file is; the folder of package.json where there is none. Absolute. */
  readonly directory: string;
}

type Commands = Omit<PackageManager, 'directory'>;

const NPM: Commands = {
  name: 'npm',
  add: 'npm install --save-dev ddlint',
  install: 'npm ci',
  exec: 'npx',
  hasBin: true,
};
const PNPM: Commands = {
  name: 'pnpm',
  add: 'pnpm add --save-dev ddlint',
  install: 'pnpm install --frozen-lockfile',
  exec: 'pnpm exec',
  hasBin: true,
};
const YARN: Commands = {
  name: 'yarn',
  add: 'yarn add --dev ddlint',
  install: 'yarn install --immutable',
  exec: 'yarn',
  hasBin: false,
};
const YARN_CLASSIC: Commands = { ...YARN, install: 'yarn install --frozen-lockfile', hasBin: true };
const BUN: Commands = {
  name: 'bun',
  add: 'bun add --dev ddlint',
  install: 'bun install --frozen-lockfile',
  exec: 'bunx',
  hasBin: true,
};

const LOCK_FILES: readonly (readonly [file: string, commands: Commands])[] = [
  ['pnpm-lock.yaml', PNPM],
  ['yarn.lock', YARN_CLASSIC],
  ['bun.lock', BUN],
  ['bun.lockb', BUN],
  ['package-lock.json', NPM],
  ['npm-shrinkwrap.json', NPM],
];

/**
 * The package manager of the package in a directory: what `packageManager` in package.json names,
 * else what the nearest lock file up to `root` is of, else npm.
 */
export function findPackageManager(
  directory: string,
  root: string,
  named: string | undefined,
): PackageManager {
  const [name, version = ''] = named?.split('@') ?? [];
  for (let at = directory; ; at = path.dirname(at)) {
    const found = LOCK_FILES.find(
      ([file, commands]) => (name === undefined || commands.name === name) && existsSync(path.join(at, file)),
    );
    if (found !== undefined) return { ...ofYarn(found[1], version, at), directory: at };
    if (at === root || path.dirname(at) === at) break;
  }
  const commands = [NPM, PNPM, YARN_CLASSIC, BUN].find((known) => known.name === name) ?? NPM;
  // Without a lock file there is nothing that npm ci could install.
  const install = commands === NPM ? 'npm install' : commands.install;
  return { ...ofYarn({ ...commands, install }, version, directory), directory };
}

/** From version 2 on, yarn has other flags, and may install without a node_modules. */
function ofYarn(commands: Commands, version: string, directory: string): Commands {
  if (commands.name !== 'yarn') return commands;
  const isModern = /^[2-9]/.test(version) || existsSync(path.join(directory, '.yarnrc.yml'));
  return isModern ? YARN : commands;
}
