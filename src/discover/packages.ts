import { findUp, type Directory } from './directory.ts';

export interface PackageVersion {
  readonly major: number;
  readonly minor: number;
}

const versions = new WeakMap<Directory, Map<string, PackageVersion | undefined>>();

/**
 * The lowest version of a package that the nearest package.json which names it allows; undefined
 * where none names it or the range is not a plain one.
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
    const range = rangeOf(found.directory.read('package.json') ?? '', name);
    if (range !== undefined) return parseRange(range);
    if (found.directory.directories.includes('.git')) return undefined;
    at = found.directory.parent;
  }
  return undefined;
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
