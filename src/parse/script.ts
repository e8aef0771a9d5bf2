import { createRequire } from 'node:module';

import type { Program } from '@oxc-project/types';
import type { parseSync } from 'oxc-parser';

import type { SourceComment, Span } from '../operation.ts';

export type { Program };

/** A TypeScript or JavaScript file as a tree; offsets are UTF-16. */
export interface ParsedScript {
  readonly program: Program;
  readonly comments: readonly SourceComment[];
  /** What keeps the file from being parsed, if anything does; `program` is empty then. */
  readonly error: { readonly message: string; readonly span: Span } | undefined;
}

let parse: typeof parseSync | undefined;

/** Loads the parser. Needed once before `parseScript`, and only where there are scripts. */
export async function loadScriptParser(): Promise<void> {
  parse ??= (await import('oxc-parser')).parseSync;
}

/** As `loadScriptParser`, for a host that cannot wait. */
export function loadScriptParserSync(): void {
  if (parse !== undefined) return;
  const require = createRequire(import.meta.url);
  parse = (require('oxc-parser') as { readonly parseSync: typeof parseSync }).parseSync;
}

/** Parses a file by its extension. Never throws on what the file holds. */
export function parseScript(file: string, text: string): ParsedScript {
  const lang = languageOf(file);
  const parsed = parseAs(lang, file, text);
  if (parsed.error === undefined || lang !== 'jsx') return parsed;
  // The types that Flow puts into JavaScript are, most of them, written as those of TypeScript.
  const typed = parseAs('tsx', file, text);
  return typed.error === undefined ? typed : parsed;
}

function parseAs(lang: 'ts' | 'tsx' | 'jsx', file: string, text: string): ParsedScript {
  if (parse === undefined) throw new Error('loadScriptParser() has to be awaited before a script is parsed');
  const result = parse(file, text, { lang, sourceType: 'unambiguous' });
  const [error] = result.errors;
  const [label] = error?.labels ?? [];
  return {
    program: result.program,
    comments: result.comments.map(({ start, end, value }) => ({ span: { start, end }, text: value })),
    error:
      error === undefined
        ? undefined
        : { message: error.message, span: { start: label?.start ?? 0, end: label?.end ?? text.length } },
  };
}

/** JavaScript may hold JSX whatever its name; in TypeScript that decides what `<T>x` means. */
function languageOf(file: string): 'ts' | 'tsx' | 'jsx' {
  if (file.endsWith('.tsx')) return 'tsx';
  return file.endsWith('ts') ? 'ts' : 'jsx';
}
