import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

import { runUntuned } from './engine.ts';
import { findUpwards } from './repository.ts';

/** Whether Node.js keeps compiled code by itself: from 22.1 on. */
export const IS_KEPT_BY_NODE = 'enableCompileCache' in Module;

/**
 * Has what V8 makes of ddlint's own code kept for the runs to come, from the modules on that are
 * loaded next. From 22.1 on Node.js does it by itself, in a folder of the system for temporary files or
 * where NODE_COMPILE_CACHE says; before, it is done here, in node_modules/.cache/ddlint.
 * NODE_DISABLE_COMPILE_CACHE turns off both.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache, _extensions: loaders } = Module as unknown as ModuleInternals;
  if (enableCompileCache !== undefined) {
    enableCompileCache();
    return;
  }
  const modules = findUpwards(import.meta.dirname, 'node_modules');
  if (modules === undefined || process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  const kept = new KeptCode(path.join(modules, 'node_modules/.cache/ddlint'));
  const usual = loaders['.js'];
  loaders[EXTENSION] = (module, file) => {
    const isOurs = file.startsWith(import.meta.dirname + path.sep);
    if (!isOurs || !kept.load(module, file)) usual(module, file);
  };
  process.once('exit', () => {
    kept.keep();
  });
}

/** Of the files that ddlint is built as, all of which are CommonJS. */
const EXTENSION = '.cjs';

type Loader = (module: NodeJS.Module, file: string) => void;

/** What Node.js's types leave out. */
interface ModuleInternals {
  readonly enableCompileCache?: () => unknown;
  readonly _extensions: Record<typeof EXTENSION | '.js', Loader>;
}

/** A file of code that was loaded, with what has been kept of it. */
interface Loaded {
  readonly script: Script;
  /** Stands for the file as it was loaded. */
  readonly stamp: string;
  /** How long the run took that what is kept was made in; undefined where nothing of use is. */
  readonly made: number | undefined;
}

/** In bytes, at the end of a kept file. */
const FOOTER = 80;
/** In UTF-16 units: what is shorter is compiled in no time. */
const WORTH_KEEPING = 30_000;

/** What V8 has made of files of code, as far as it was run. */
class KeptCode {
  readonly #directory: string;
  /** By the name of the file that it is kept in. */
  readonly #loaded = new Map<string, Loaded>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Runs a CommonJS file as the module that Node.js has made for it; false where it has to run it itself. */
  load(module: NodeJS.Module, file: string): boolean {
    const text = readFileSync(file, 'utf8');
    // In what V8 has kept, nothing answers an `import()` any more.
    if (text.length < WORTH_KEEPING || text.includes('import(')) return false;
    const code = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
    const { ctimeMs, size } = statSync(file);
    const stamp = `${size.toString()} ${ctimeMs.toString()}`;
    const name = `${path.basename(file)}-${process.version}-${process.arch}`;
    const kept = this.#find(name, stamp);
    const script = runUntuned(() => new Script(code, { filename: file, cachedData: kept?.code }));
    const made = script.cachedDataRejected === true ? undefined : kept?.made;
    this.#loaded.set(name, { script, stamp, made });
    const run = script.runInThisContext() as (...parts: unknown[]) => void;
    run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
    return true;
  }

  /**
   * To be called at the end of a run. A long one has used more of the code than a short one, so that
   * what it has to keep takes the place of what a much shorter one has kept.
   */
  keep(): void {
    const time = performance.now();
    for (const [name, { script, stamp, made = 0 }] of this.#loaded) {
      if (time < made * 2) continue;
      const file = path.join(this.#directory, name);
      try {
        mkdirSync(this.#directory, { recursive: true });
        const code = runUntuned(() => script.createCachedData());
        const footer = `${stamp} ${checksumOf(code)} ${time.toFixed()}`.padEnd(FOOTER);
        write(file, Buffer.concat([code, Buffer.from(footer)]));
      } catch {
        // A folder that is read-only, or a disk that is full: the next run compiles for itself.
        return;
      }
    }
  }

  /** Undefined where nothing is kept of the file as it is now. */
  #find(name: string, stamp: string): { readonly code: Buffer; readonly made: number } | undefined {
    try {
      const bytes = readFileSync(path.join(this.#directory, name));
      const code = bytes.subarray(0, -FOOTER);
      const footer = bytes.toString('latin1', bytes.length - FOOTER);
      const expected = `${stamp} ${checksumOf(code)} `;
      return footer.startsWith(expected) ? { code, made: Number(footer.slice(expected.length)) } : undefined;
    } catch {
      return undefined;
    }
  }
}

/** V8 itself takes what is damaged as it is, and crashes. */
function checksumOf(code: Buffer): string {
  return process.getBuiltinModule('node:zlib').crc32(code).toString(16);
}

/** So that who reads it meanwhile finds all of it or nothing. */
function write(file: string, bytes: Buffer): void {
  const written = `${file}.${process.pid.toString()}`;
  writeFileSync(written, bytes);
  renameSync(written, file);
}
