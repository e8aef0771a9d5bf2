import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TypeScript from 'typescript';

export type Compiler = typeof TypeScript;

const known = new Map<string, Compiler | undefined>();

/**
 * The TypeScript compiler that a project uses, or else the one that is installed beside ddlint; of 5.x
 * or 6.x, the lines with a JavaScript API. Undefined where there is none. Loads no code of the project.
 */
export function compilerFor(directory: string): Compiler | undefined {
  if (!known.has(directory)) {
    known.set(directory, required(path.join(directory, 'package.json')) ?? required(import.meta.url));
  }
  return known.get(directory);
}

function required(from: string): Compiler | undefined {
  try {
    const compiler = createRequire(from)('typescript') as Compiler;
    return /^[56]\./.test(compiler.version) ? compiler : undefined;
  } catch {
    return undefined;
  }
}
