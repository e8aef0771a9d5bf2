import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The last version of Node.js on which the flags were tried: V8 complains of one that it does not know. */
const LAST_TRIED = 24;

/**
 * Sets V8 up for a process that ends after a second: little of what its optimising compilers make
 * is used before. Measured in docs/decisions/0007-speed.md. To be called before the
 * grammar is loaded, and by the command line alone: the flags are those of the whole process.
 */
export function tuneEngine(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major > LAST_TRIED) return;
  // Some functions of Postgres's grammar are so large that to optimise one takes 600 MB on Node 24.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  // About six times of what V8 waits for by itself before it optimises a function.
  setFlagsFromString(major === 20 ? '--interrupt-budget=400000' : '--invocation-count-for-turbofan=20000');
}

/**
 * Has Node.js keep what V8 makes of the modules that are loaded from now on, for the runs to come:
 * in a folder of the system for temporary files, or where NODE_COMPILE_CACHE says. Since Node.js
 * 22.1. To be called once the flags are set, as V8 takes only what was compiled under the same.
 */
export function keepCompiledCode(): void {
  (module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
}
