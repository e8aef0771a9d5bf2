import path from 'node:path/posix';

import type { Moment } from '../../src/reference.ts';
import type { CodeTree } from '../../src/references/source.ts';
import { sourceFile } from '../../src/references/tree.ts';

interface CodeTreeOptions {
  readonly moment?: Moment;
  readonly revision?: string;
  /** What imports may start with, and the folder that it stands for: `{ '@/': 'src/' }`. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** The files of an application by their paths, held in memory. */
export function codeTree(
  texts: Readonly<Record<string, string>>,
  { moment = 'head', revision, aliases = {} }: CodeTreeOptions = {},
): CodeTree {
  const names = Object.keys(texts).sort();
  const files = new Map(names.map((file) => [file, sourceFile(file, texts[file] ?? '')]));
  return {
    moment,
    revision,
    read: (file) => files.get(file),
    filesWith: (words) => names.filter((file) => words.some((word) => texts[file]?.includes(word))),
    resolve(from, specifier) {
      const target = targetOf(from.file, specifier, aliases);
      if (target === undefined) return undefined;
      const found = candidates(target).find((file) => files.has(file));
      return found === undefined ? undefined : files.get(found);
    },
  };
}

function targetOf(
  from: string,
  specifier: string,
  aliases: Readonly<Record<string, string>>,
): string | undefined {
  if (specifier.startsWith('.')) return path.join(path.dirname(from), specifier);
  const alias = Object.entries(aliases).find(([start]) => specifier.startsWith(start));
  return alias === undefined ? undefined : path.join(alias[1], specifier.slice(alias[0].length));
}

function candidates(target: string): readonly string[] {
  const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.d.ts', '/index.ts', '/index.js'];
  return [...endings.map((ending) => target + ending), target.replace(/\.([mc]?)js$/, '.$1ts')];
}
