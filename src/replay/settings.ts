import type { SetVariable } from '../operation.ts';
import type { Settings } from '../step.ts';

/** Nothing is known of the session. */
export const NO_SETTINGS: Settings = { lockTimeout: undefined, statementTimeout: undefined };

/**
 * The settings after SET, RESET or `set_config`. A reset returns to `initial`, which is what the
 * connection starts with.
 */
export function applySetting(settings: Settings, operation: SetVariable, initial: Settings): Settings {
  switch (operation.name.toLowerCase()) {
    case 'lock_timeout':
      return { ...settings, lockTimeout: valueOf(operation, initial.lockTimeout) };
    case 'statement_timeout':
      return { ...settings, statementTimeout: valueOf(operation, initial.statementTimeout) };
    case 'all':
      return operation.reset ? initial : settings;
    default:
      return settings;
  }
}

function valueOf(operation: SetVariable, initial: number | undefined): number | undefined {
  if (operation.reset) return initial;
  return operation.value === undefined ? undefined : parseDuration(operation.value);
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Milliseconds, as Postgres reads a time setting whose base unit is the millisecond: a number with
 * an optional unit, rounded. Units are case-sensitive. Undefined for what Postgres would refuse.
 * https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*$/.exec(text);
  const [, number, unit] = match ?? [];
  if (number === undefined || unit === undefined) return undefined;
  const factor = unit === '' ? 1 : MILLISECONDS[unit];
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}
