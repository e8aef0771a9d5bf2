import { existsSync } from 'node:fs';
import path from 'node:path';

/** In the order in which they are looked for. */
const FILE_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `ddlint.config.${extension}`);

/**
 * The nearest configuration file, in a directory or above it, as an absolute path. The search ends
 * at the root of the repository.
 */
export function findConfig(directory: string): string | undefined {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const name = FILE_NAMES.find((candidate) => existsSync(path.join(at, candidate)));
    if (name !== undefined) return path.join(at, name);
    if (existsSync(path.join(at, '.git')) || path.dirname(at) === at) return undefined;
  }
}
