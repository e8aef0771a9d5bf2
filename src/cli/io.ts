/** Where a run reads and writes, so that tests can stand in for a terminal. */
export interface Io {
  /** Absolute. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  readonly now: () => Date;
  /** Asks a person; undefined where there is no terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const DEFAULT_WIDTH = 80;

export function widthOf({ columns }: Output): number {
  return columns ?? DEFAULT_WIDTH;
}

/** The flag decides, then https://no-color.org, then FORCE_COLOR, then whether it is a terminal. */
export function usesColor(flag: boolean | undefined, { stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean {
  if (flag !== undefined) return flag;
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
