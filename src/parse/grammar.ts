import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createContext, runInContext } from 'node:vm';
import type { Node } from 'libpg-query';

export interface GrammarError {
  readonly message: string;
  /** In code points from the start of the text. */
  readonly position: number;
  /** It is ddlint that cannot read it. */
  readonly tooLarge?: true;
}

/** One statement as Postgres's grammar reads it; locations in the tree are UTF-8 bytes. */
export type Parsed = { readonly nodes: readonly Node[] } | { readonly error: GrammarError };

// About 3,000 levels are 1,500 operators in a row. Whoever walks such a tree recurses once a level,
// and Node's default stack holds some 10,000 calls.
const MAX_DEPTH = 3000;

/** What is called of libpg-query's Emscripten module, which has no types of its own. */
interface LibPgQuery {
  /** Another array after the memory has grown. */
  readonly HEAPU8: Uint8Array;
  getValue(pointer: number, type: 'i32'): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(query: number): number;
  _wasm_free_parse_result(result: number): void;
}

let library: LibPgQuery | undefined;

/** Loads Postgres's grammar, for which the first parse would wait otherwise. See docs/decisions/0002-parser-start-up.md. */
export function loadParser(): Promise<void> {
  return new Promise((resolve) => {
    loadParserSync();
    resolve();
  });
}

/**
 * As `loadParser`, for a host that cannot wait, such as ESLint. What the start of the library awaits is
 * ready at once; in a context with a queue of its own it has run to its end when this returns. What a
 * second thread loads V8 has compiled for the first.
 */
export function loadParserSync(): void {
  library ??= load();
}

function load(): LibPgQuery {
  const require = createRequire(import.meta.url);
  const file = require.resolve('libpg-query/wasm/libpg-query.js');
  const module: Loading = { exports: {} };
  const context = createContext(
    {
      ...{ module, exports: module.exports, require, console, process, TextDecoder },
      binary: readFileSync(file.replace(/\.js$/, '.wasm')),
      __dirname: path.dirname(file),
    },
    { microtaskMode: 'afterEvaluate' },
  );
  // V8 compiles a module a second time in the background, and the process waits for that at exit.
  setFlagsFromString('--liftoff-only');
  try {
    runInContext(`${readFileSync(file, 'utf8')}\n${START_AT_ONCE}`, context, { filename: file });
  } finally {
    setFlagsFromString('--no-liftoff-only');
  }
  if (module.library === undefined) throw new Error('The grammar of Postgres did not load.');
  return module.library;
}

/** What the library's file fills in. */
interface Loading {
  readonly exports: object;
  library?: LibPgQuery;
}

const START_AT_ONCE = `
  const instantiateWasm = (imports, done) => {
    done(new WebAssembly.Instance(new WebAssembly.Module(binary), imports));
  };
  module.exports({ instantiateWasm }).then((library) => (module.library = library));
`;

/**
 * What short texts were read as. Histories repeat themselves: `BEGIN`, `SET`, the lines of trigger
 * functions. Trees are never changed.
 */
const known = new Map<string, Parsed>();
const MAX_KNOWN = 1000;
const MAX_KNOWN_LENGTH = 100;

/** Parses text that is neither empty nor holds a NUL character. Whatever goes wrong inside is an error result. */
export function parseWithGrammar(text: string): Parsed {
  if (text.length > MAX_KNOWN_LENGTH) return parse(text);
  const parsed = known.get(text) ?? parse(text);
  if (known.size < MAX_KNOWN) known.set(text, parsed);
  return parsed;
}

function parse(text: string): Parsed {
  library ??= load();
  const exitCode = process.exitCode;
  const query = copyIn(library, text);
  let result = 0;
  try {
    result = library._wasm_parse_query_raw(query);
    const error = library.getValue(result + 8, 'i32');
    if (error !== 0) return { error: readError(library, error) };
    return readTree(textAt(library, library.getValue(result, 'i32')));
  } catch {
    // A stack overflow, or memory that ran out: the library then asks the process to exit. It is
    // usable afterwards, as each call has memory of its own.
    process.exitCode = exitCode;
    return { error: tooDeep() };
  } finally {
    library._free(query);
    if (result !== 0) library._wasm_free_parse_result(result);
  }
}

// Node's own conversions take a third of the time of the module's.
function copyIn(library: LibPgQuery, text: string): number {
  const bytes = Buffer.byteLength(text);
  const pointer = library._malloc(bytes + 1);
  memoryOf(library).write(text, pointer);
  library.HEAPU8[pointer + bytes] = 0;
  return pointer;
}

function textAt(library: LibPgQuery, pointer: number): string {
  return memoryOf(library).toString('utf8', pointer, library.HEAPU8.indexOf(0, pointer));
}

let memory: Buffer = Buffer.alloc(0);

function memoryOf({ HEAPU8: { buffer, byteOffset, byteLength } }: LibPgQuery): Buffer {
  if (memory.buffer !== buffer) memory = Buffer.from(buffer, byteOffset, byteLength);
  return memory;
}

function readError(library: LibPgQuery, pointer: number): GrammarError {
  const message = textAt(library, library.getValue(pointer, 'i32'));
  return { message, position: Math.max(0, library.getValue(pointer + 16, 'i32') - 1) };
}

function readTree(json: string): Parsed {
  if (json.length > 10 * MAX_DEPTH && depthOf(json) > MAX_DEPTH) return { error: tooDeep() };
  const tree = JSON.parse(json) as { readonly stmts?: readonly { readonly stmt?: Node }[] };
  const nodes: Node[] = [];
  for (const { stmt } of tree.stmts ?? []) if (stmt !== undefined) nodes.push(stmt);
  return { nodes };
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 34: // "
        at = endOfString(json, at);
        break;
      case 123: // {
        depth++;
        if (depth > deepest) deepest = depth;
        break;
      case 125: // }
        depth--;
        break;
      default:
    }
  }
  return deepest;
}

function endOfString(json: string, quote: number): number {
  let at = quote + 1;
  while (json.charCodeAt(at) !== 34) at += json.charCodeAt(at) === 92 ? 2 : 1;
  return at;
}

function tooDeep(): GrammarError {
  return {
    message: 'the statement is too deeply nested or too large to be read',
    position: 0,
    tooLarge: true,
  };
}
