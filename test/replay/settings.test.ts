import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/parse/sql.ts';
import { parseDuration } from '../../src/replay/settings.ts';
import { replay } from '../../src/replay.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';

beforeAll(loadParser);

const INITIAL = { lockTimeout: 7, statementTimeout: undefined };

/** The lock timeout that the last statement of each migration runs with. */
function lockTimeouts(...texts: readonly string[]): readonly (number | undefined)[] {
  const migrations = texts.map((text) => migrationOf(`${text}; SELECT 'last'`));
  const { ends } = replay(historyOf(migrations), { postgres: 18, together: false, settings: INITIAL });
  return ends.map((end) => end.steps.at(-1)?.settings.lockTimeout);
}

describe('settings', () => {
  it.each([
    ['SELECT 1', 7],
    ["SET lock_timeout = '5s'", 5000],
    ['SET lock_timeout TO 250', 250],
    ['SET lock_timeout = 0', 0],
    ["SET SESSION lock_timeout = '1min'", 60_000],
    ["SET statement_timeout = '1s'", 7],
    ["SELECT set_config('lock_timeout', '2s', false)", 2000],
    ["SET lock_timeout = '5s'; RESET lock_timeout", 7],
    ["SET lock_timeout = '5s'; RESET ALL", 7],
    ["SET lock_timeout = '5s'; SET lock_timeout TO DEFAULT", 7],
    ["ALTER ROLE app SET lock_timeout = '5s'", 7],
  ])('after %s', (text, expected) => {
    expect(lockTimeouts(text)).toEqual([expected]);
  });

  it.each([
    ["BEGIN; SET LOCAL lock_timeout = '5s'", 5000],
    ["BEGIN; SET LOCAL lock_timeout = '5s'; COMMIT", 7],
    ["SET LOCAL lock_timeout = '5s'", 7],
    ["SET lock_timeout = '1s'; BEGIN; SET LOCAL lock_timeout = '5s'; COMMIT", 1000],
    ["BEGIN; SET LOCAL lock_timeout = '5s'; SET lock_timeout = '2s'; COMMIT", 2000],
    ["BEGIN; SET lock_timeout = '2s'; ROLLBACK", 7],
    ["BEGIN; SET lock_timeout = '2s'; SAVEPOINT s; SET lock_timeout = '3s'; ROLLBACK TO s", 2000],
    ["SELECT set_config('lock_timeout', '2s', true)", 7],
  ])('in transactions after %s', (text, expected) => {
    expect(lockTimeouts(text)).toEqual([expected]);
  });

  it('end with the migration', () => {
    expect(lockTimeouts("SET lock_timeout = '5s'", 'SELECT 1')).toEqual([5000, 7]);
  });
});

describe('parseDuration', () => {
  it.each([
    ['5s', 5000],
    ['500ms', 500],
    ['5000', 5000],
    ['1min', 60_000],
    ['2 h', 7_200_000],
    ['1d', 86_400_000],
    ['0', 0],
    ['1.5s', 1500],
    ['900us', 1],
    [' 3s ', 3000],
    ['5S', undefined],
    ['5 seconds', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});
