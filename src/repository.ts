import { existsSync } from 'node:fs';
import path from 'node:path';

/** The nearest directory, this one or one above it, that holds an entry of this name. */
export function findUpwards(directory: string, name: string): string | undefined {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, name))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** The root of the repository; the directory itself outside of one. */
export function repositoryRoot(directory: string): string {
  return findUpwards(directory, '.git') ?? path.resolve(directory);
}
