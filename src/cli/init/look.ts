import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Discovery } from '../../discover/discover.ts';
import { isRecord, parseJson } from '../../discover/packages.ts';
import { accessing } from '../error.ts';
import { findUpwards, repositoryRoot } from '../../repository.ts';
import { findPackageManager, type PackageManager } from './package-manager.ts';

/** What there is in a project that decides how it is set up. */
export interface Project {
  /** Absolute, as are all directories here. */
  readonly cwd: string;
  /** The root of the repository, where hooks and CI services look. */
  readonly root: string;
  readonly histories: Discovery['histories'];
  /** The nearest package.json, up to the root. */
  readonly manifest: Manifest | undefined;
  readonly configFile: string | undefined;
}

export interface Manifest {
  readonly directory: string;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly packageManager: PackageManager;
}

/** Looks for the nearest package.json; a `UsageError` where it cannot be read. */
export function findManifest(cwd: string): Manifest | undefined {
  const root = repositoryRoot(cwd);
  const directory = findUpwards(cwd, 'package.json');
  if (directory === undefined || path.relative(root, directory).startsWith('..')) return undefined;
  const file = path.join(directory, 'package.json');
  const text = accessing(file, 'read', () => readFileSync(file, 'utf8'));
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  if (!isRecord(value)) return undefined;
  const named = typeof value.packageManager === 'string' ? value.packageManager : undefined;
  return { directory, text, value, packageManager: findPackageManager(directory, root, named) };
}

/** Whether package.json names a package. */
export function dependsOn({ manifest }: Pick<Project, 'manifest'>, name: string): boolean {
  return ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].some((group) => {
    const dependencies = manifest?.value[group];
    return isRecord(dependencies) && Object.hasOwn(dependencies, name);
  });
}

/** The first of the files that is in a directory, absolute. */
export function firstFile(directory: string, names: readonly string[]): string | undefined {
  return names.map((name) => path.join(directory, name)).find((file) => existsSync(file));
}

/** The text of a file; undefined where there is none. A `UsageError` where it cannot be read. */
export function textOf(file: string): string | undefined {
  return existsSync(file) ? accessing(file, 'read', () => readFileSync(file, 'utf8')) : undefined;
}

/** The names in a directory; none where there is no such directory. */
export function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? accessing(directory, 'read', () => readdirSync(directory)) : [];
}

/** How ddlint is called in the project's own folder. */
export function commandOf({ manifest }: Pick<Project, 'manifest'>, version: string): string {
  return manifest === undefined ? `npx --yes ddlint@${version}` : `${manifest.packageManager.exec} ddlint`;
}

/** A path from the root of the repository, with forward slashes; empty for the root itself. */
export function fromRoot({ root }: Pick<Project, 'root'>, directory: string): string {
  return path.relative(root, directory).split(path.sep).join('/');
}
