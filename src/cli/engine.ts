import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The last version of Node.js on which the flags were tried: V8 complains of one that it does not know. */
const LAST_TRIED = 24;

/** A flag of V8 for work that is done once, and what undoes it: V8's own default. */
interface Flag {
  readonly patient: string;
  readonly usual: string;
}

/**
 * Sets V8 up for a process that ends after a second: little of what its optimising compilers make
 * is used before. Measured in docs/decisions/0007-speed.md. To be called before the
 * grammar is loaded, and by the command line alone: the flags are those of the whole process.
 */
export function tuneEngine(): void {
  for (const { patient } of flags()) setFlagsFromString(patient);
}

/**
 * Runs what is done once in a process that goes on, with V8 set up for it meanwhile: to be called
 * before the grammar is loaded. Nobody else's code runs in this thread until it returns.
 */
export function runOnce<Result>(run: () => Result): Result {
  const changed = flags();
  for (const { patient } of changed) setFlagsFromString(patient);
  try {
    return run();
  } finally {
    for (const { usual } of changed) setFlagsFromString(usual);
  }
}

/** None of those that somebody has set for this process. */
function flags(): readonly Flag[] {
  const major = Number.parseInt(process.versions.node, 10);
  if (major > LAST_TRIED) return [];
  const given = new Set(process.execArgv.map((argument) => nameOf(argument.replaceAll('_', '-'))));
  return flagsOf(major).filter(({ usual }) => !given.has(nameOf(usual)));
}

function nameOf(flag: string): string {
  return flag.replace(/=.*/, '').replace(/^--no-/, '--');
}

function flagsOf(major: number): readonly Flag[] {
  return [
    // Some functions of Postgres's grammar are so large that to optimise one takes 600 MB on Node 24.
    { patient: '--no-wasm-tier-up', usual: '--wasm-tier-up' },
    { patient: '--no-wasm-dynamic-tiering', usual: '--wasm-dynamic-tiering' },
    // About six times of what V8 waits for by itself before it optimises a function.
    major === 20
      ? { patient: '--interrupt-budget=400000', usual: '--interrupt-budget=67584' }
      : {
          patient: '--invocation-count-for-turbofan=20000',
          usual: '--invocation-count-for-turbofan=3000',
        },
  ];
}

/**
 * Has Node.js keep what V8 makes of the modules that are loaded from now on, for the runs to come:
 * in a folder of the system for temporary files, or where NODE_COMPILE_CACHE says. Since Node.js
 * 22.1. To be called once the flags are set, as V8 takes only what was compiled under the same.
 */
export function keepCompiledCode(): void {
  (module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
}
