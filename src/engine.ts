import { setFlagsFromString } from 'node:v8';

/** The last version of Node.js on which the flags were tried: V8 complains of one that it does not know. */
const LAST_TRIED = 24;

/** A flag of V8 for work that is done once, and what undoes it: V8's own default. */
interface Flag {
  readonly patient: string;
  readonly usual: string;
}

/** What `tuneEngine` has set. */
let tuned: readonly Flag[] | undefined;

/**
 * Sets V8 up for a process that ends after a second: little of what its optimising compilers make
 * is used before. Measured in docs/decisions/0007-speed.md. To be called before the grammar is loaded and
 * once the modules are, as V8 takes no code that was kept under other flags, not even what Node.js
 * brings of its own modules; by the command line alone, as the flags are those of the whole process.
 */
export function tuneEngine(): void {
  if (tuned !== undefined) return;
  tuned = withoutGiven([...PATIENT, TO_THE_END]);
  set(tuned, 'patient');
}

/** Runs what takes or keeps compiled code: under the flags that are always the same, those of the start. */
export function runUntuned<Result>(run: () => Result): Result {
  set(tuned, 'usual');
  try {
    return run();
  } finally {
    set(tuned, 'patient');
  }
}

/** Takes back what `tuneEngine` has set. */
export function untuneEngine(): void {
  set(tuned, 'usual');
  tuned = undefined;
}

/**
 * Runs what is done once in a process that goes on, with V8 set up for it meanwhile: to be called
 * before the grammar is loaded. Nobody else's code runs in this thread until it returns.
 */
export function runOnce<Result>(run: () => Result): Result {
  const changed = withoutGiven(PATIENT);
  set(changed, 'patient');
  try {
    return run();
  } finally {
    set(changed, 'usual');
  }
}

function set(flags: readonly Flag[] | undefined, as: keyof Flag): void {
  for (const flag of flags ?? []) setFlagsFromString(flag[as]);
}

/** None of those that somebody has set for this process. */
function withoutGiven(flags: readonly Flag[]): readonly Flag[] {
  if (MAJOR > LAST_TRIED) return [];
  const given = new Set(process.execArgv.map((argument) => nameOf(argument.replaceAll('_', '-'))));
  return flags.filter(({ usual }) => !given.has(nameOf(usual)));
}

function nameOf(flag: string): string {
  return flag.replace(/=.*/, '').replace(/^--no-/, '--');
}

const MAJOR = Number.parseInt(process.versions.node, 10);

const PATIENT: readonly Flag[] = [
  // Some functions of Postgres's grammar are so large that to optimise one takes 600 MB on Node 24.
  { patient: '--no-wasm-tier-up', usual: '--wasm-tier-up' },
  { patient: '--no-wasm-dynamic-tiering', usual: '--wasm-dynamic-tiering' },
  // Many times of what V8 waits for by itself before it optimises a function.
  MAJOR === 20
    ? { patient: '--interrupt-budget=1000000', usual: '--interrupt-budget=67584' }
    : { patient: '--invocation-count-for-turbofan=20000', usual: '--invocation-count-for-turbofan=3000' },
];

/**
 * What a run makes it uses to its end: to look for what is not used takes more than it gives back.
 * In a process that goes on it would let the heap grow.
 */
const TO_THE_END: Flag = { patient: '--heap-growing-percent=1000', usual: '--heap-growing-percent=0' };
