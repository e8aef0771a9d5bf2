import { findUp, type Directory } from './directory.ts';

export interface PackageVersion {
  readonly major: number;
  readonly minor: number;
}

const versions = new WeakMap<Directory, Map<string, PackageVersion | undefined>>();

/**
 * The version of a package that is installed for the directory or, failing that, the lowest that
 * the nearest package.json which names it allows; undefined where none does or the range is not a
 * plain one.
 */
export function packageVersion(directory: Directory, name: string): PackageVersion | undefined {
  const known = versions.get(directory) ?? new Map<string, PackageVersion | undefined>();
  versions.set(directory, known);
  if (!known.has(name)) known.set(name, findVersion(directory, name));
  return known.get(name);
}

function findVersion(directory: Directory, name: string): PackageVersion | undefined {
  let at: Directory | undefined = directory;
  while (at !== undefined) {
    const found = findUp(at, ['package.json']);
    if (found === undefined) return undefined;
    const version = versionAt(found.directory, name);
    if (version !== undefined) return version;
    if (found.directory.directories.includes('.git')) return undefined;
    at = found.directory.parent;
  }
  return undefined;
}

function versionAt(directory: Directory, name: string): PackageVersion | undefined {
  const installed = parseJson(directory.read(`node_modules/${name}/package.json`) ?? '');
  if (isRecord(installed) && typeof installed.version === 'string') return parseRange(installed.version);
  const range = rangeOf(directory.read('package.json') ?? '', name);
  return range === undefined ? undefined : parseRange(range);
}

function rangeOf(text: string, name: string): string | undefined {
  const manifest = parseJson(text);
  if (!isRecord(manifest)) return undefined;
  for (const group of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
    const dependencies = manifest[group];
    if (!isRecord(dependencies)) continue;
    const range = dependencies[name];
    if (typeof range === 'string') return range;
  }
  return undefined;
}

function parseRange(range: string): PackageVersion | undefined {
  const match = /^(?:npm:[^@]+@|workspace:)?[\^~>=v\s]*(\d+)(?:\.(\d+))?/.exec(range);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2] ?? 0) };
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
