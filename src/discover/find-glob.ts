import { createRequire } from 'node:module';
import type * as TinyGlobby from 'tinyglobby';

/**
 * What a glob finds below a directory, dependencies left out; relative, with forward slashes. The
 * package is loaded at the first call: most runs name no glob, and would wait for it all the same.
 */
export function findGlob(
  pattern: string,
  options: { readonly cwd: string; readonly onlyDirectories?: boolean },
): readonly string[] {
  const { globSync } = createRequire(import.meta.url)('tinyglobby') as typeof TinyGlobby;
  return globSync(pattern.replaceAll('\\', '/'), {
    ...options,
    ignore: ['**/node_modules/**'],
    expandDirectories: false,
  });
}
