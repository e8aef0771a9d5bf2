import path from 'node:path/posix';

import type { SourceFile } from './source.ts';

const IMPORT = /(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** What an import can name; a schema of Prisma is read with its models. */
const MODULE = /\.(?:[cm]?[jt]sx?|json|vue|svelte)$/;

/**
 * Tells files that say the same at both moments: they are not among those that differ, and import
 * none of them, as far as the names of modules tell.
 */
export function sameFiles(differing: readonly string[]): (file: SourceFile) => boolean {
  const files = new Set(differing);
  const modules = new Set(differing.filter((file) => MODULE.test(file)).flatMap(moduleNames));
  return ({ file, text }) => {
    if (files.has(file)) return false;
    if (modules.size === 0) return true;
    return [...text.matchAll(IMPORT)].every(([, specifier = '']) => {
      const name = stem(path.basename(specifier));
      return name !== '' && name !== '.' && name !== '..' && !modules.has(name);
    });
  };
}

/** What an import may call a file: an index is called by the folders that it stands for. */
function moduleNames(file: string): readonly string[] {
  const name = stem(path.basename(file));
  return name === 'index' ? [name, ...path.dirname(file).split('/')] : [name];
}

function stem(name: string): string {
  return name.replace(/\.(?:d\.)?[cm]?[jt]sx?$/, '');
}
