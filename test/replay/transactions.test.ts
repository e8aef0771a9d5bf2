import { beforeAll, describe, expect, it } from 'vitest';
import { findColumn, findRelation } from '../../src/catalog/lookup.ts';
import type { Migration, TransactionMode } from '../../src/migration.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { replay, type Replay } from '../../src/replay.ts';
import type { Step } from '../../src/step.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';

beforeAll(loadParser);

function run(
  texts: readonly string[],
  scope: TransactionMode['scope'],
  options: { readonly together?: boolean; readonly merged?: number } = {},
): Replay {
  const { together = false, merged = 0 } = options;
  const migrations = texts.map((text, index) =>
    migrationOf(text, { scope, id: String(index), isNew: index >= merged }),
  );
  return replay(historyOf(migrations), { postgres: 18, together });
}

function stepsOf(result: Replay): readonly Step[] {
  return result.ends.flatMap((end) => end.steps);
}

/** One letter a step, the same for steps of one transaction, with the kind of each. */
function transactionsOf(result: Replay): readonly string[] {
  const letters = new Map<number, string>();
  return stepsOf(result).map(({ transaction: { id, kind } }) => {
    const letter = letters.get(id) ?? String.fromCharCode(97 + letters.size);
    letters.set(id, letter);
    return `${letter} ${kind}`;
  });
}

const TWO = 'CREATE TABLE a (x int); CREATE TABLE b (x int);';

describe('the transaction of a step', () => {
  it('is its own where statements commit by themselves', () => {
    expect(transactionsOf(run([TWO], 'none'))).toEqual(['a none', 'b none']);
  });

  it('is that of the statement for several operations', () => {
    const result = run(['ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int;'], 'none');
    expect(transactionsOf(result)).toEqual(['a none', 'a none']);
  });

  it('is that of the tool for a file', () => {
    expect(transactionsOf(run([TWO, TWO], 'file'))).toEqual(['a tool', 'a tool', 'b tool', 'b tool']);
  });

  it('is one for all new migrations that a tool applies together', () => {
    const result = run(['SELECT 1', 'SELECT 2', 'SELECT 3'], 'batch', { together: true, merged: 1 });
    expect(transactionsOf(result)).toEqual(['a tool', 'a tool']);
  });

  it('is one for each migration of a batch where each is a deploy of its own', () => {
    expect(transactionsOf(run(['SELECT 1', 'SELECT 2'], 'batch'))).toEqual(['a tool', 'b tool']);
  });

  it('is implicit for several statements of a simple query, and none for a single one', () => {
    expect(transactionsOf(run([TWO, 'SELECT 1'], 'simple-query'))).toEqual([
      'a implicit',
      'a implicit',
      'b none',
    ]);
  });

  it('is split by BEGIN and COMMIT in a simple query', () => {
    const result = run(['SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3; SELECT 4;'], 'simple-query');
    expect(transactionsOf(result)).toEqual([
      'a implicit',
      'a implicit',
      'a explicit',
      'a explicit',
      'b implicit',
      'b implicit',
    ]);
  });

  it('is automatic: none where every statement is forbidden in one, else that of the tool', () => {
    const setup = 'CREATE TABLE t (a int);';
    const concurrent = 'CREATE INDEX CONCURRENTLY i ON t (a); DROP INDEX CONCURRENTLY i;';
    const mixed = 'CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1;';
    expect(transactionsOf(run([setup, concurrent, mixed], 'automatic', { merged: 1 }))).toEqual([
      'a none',
      'b none',
      'c tool',
      'c tool',
    ]);
  });

  it('is explicit between BEGIN and COMMIT', () => {
    const result = run(['SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3;'], 'none');
    expect(transactionsOf(result)).toEqual(['a none', 'b none', 'c explicit', 'c explicit', 'd none']);
    const [, begin, inside] = stepsOf(result);
    expect(inside?.transaction.openedBy).toBe(begin);
  });

  it('goes on after COMMIT AND CHAIN', () => {
    expect(transactionsOf(run(['BEGIN; COMMIT AND CHAIN; SELECT 1; COMMIT; SELECT 2;'], 'none'))).toEqual([
      'a none',
      'b explicit',
      'c explicit',
      'c explicit',
      'd none',
    ]);
  });

  it('ends early where the migration commits the transaction of its tool', () => {
    const result = run(['SELECT 1; BEGIN; COMMIT; SELECT 2;'], 'file');
    expect(transactionsOf(result)).toEqual(['a tool', 'a tool', 'a tool', 'b none']);
    expect(result.ends[0]?.openTransaction).toBeUndefined();
  });

  it('is not ended by a COMMIT inside a DO block', () => {
    const result = run(['BEGIN; DO $$ BEGIN COMMIT; END $$; SELECT 1; COMMIT;'], 'none');
    expect(transactionsOf(result).at(-1)).toBe('b explicit');
  });

  it('is reported where the migration leaves it open', () => {
    const open = run(['BEGIN; SELECT 1;'], 'none').ends[0];
    expect(open?.openTransaction?.kind).toBe('explicit');
    expect(open?.openTransaction?.steps).toHaveLength(1);
    expect(run(['BEGIN; SELECT 1; COMMIT;'], 'none').ends[0]?.openTransaction).toBeUndefined();
    expect(run(['BEGIN; SELECT 1;'], 'file').ends[0]?.openTransaction).toBeUndefined();
  });
});

describe('ROLLBACK', () => {
  it('undoes what the transaction did to the catalog', () => {
    const { end } = run(
      ['CREATE TABLE t (a int); BEGIN; DROP TABLE t; CREATE TABLE u (a int); ROLLBACK;'],
      'none',
    );
    expect(findRelation(end.catalog, { schema: 'public', name: 't' })).toBeDefined();
    expect(findRelation(end.catalog, { schema: 'public', name: 'u' })).toBeUndefined();
  });

  it('to a savepoint undoes what came after it', () => {
    const { end } = run(
      [
        `BEGIN; CREATE TABLE t (a int); SAVEPOINT s; ALTER TABLE t ADD b int; ROLLBACK TO s; ALTER TABLE t ADD c int;
         RELEASE s; COMMIT;`,
      ],
      'none',
    );
    const table = findRelation(end.catalog, { schema: 'public', name: 't' });
    expect(table?.columns.map((column) => column.name)).toEqual(['a', 'c']);
    expect(findColumn(table, 'b')).toBeUndefined();
  });
});

describe('held locks', () => {
  const SETUP = 'CREATE TABLE t (a int); CREATE TABLE u (a int);';
  const held = (step: Step | undefined): readonly string[] =>
    (step?.transaction.heldLocks ?? []).map(({ relation, mode }) => `${relation.name} ${mode}`);

  it('are the strongest of each relation, by the step that took them', () => {
    const result = run(
      [SETUP, 'SELECT * FROM t; UPDATE t SET a = 1; SELECT * FROM t; ALTER TABLE t ADD b int; SELECT 1;'],
      'file',
      { merged: 1 },
    );
    const [select, update, again, alter, last] = stepsOf(result);
    expect(held(select)).toEqual([]);
    expect(held(update)).toEqual(['t ACCESS SHARE']);
    expect(held(again)).toEqual(['t ROW EXCLUSIVE']);
    expect(again?.transaction.heldLocks[0]?.step).toBe(update);
    expect(held(last)).toEqual(['t ACCESS EXCLUSIVE']);
    expect(last?.transaction.heldLocks[0]?.step).toBe(alter);
    expect(last?.transaction.steps).toEqual([select, update, again, alter]);
  });

  it('can be read in any order', () => {
    const result = run([SETUP, 'LOCK TABLE t; LOCK TABLE u; SELECT 1;'], 'file', { merged: 1 });
    const [first, second, third] = stepsOf(result);
    expect([held(third), held(second), held(first), held(third)]).toEqual([
      ['t ACCESS EXCLUSIVE', 'u ACCESS EXCLUSIVE'],
      ['t ACCESS EXCLUSIVE'],
      [],
      ['t ACCESS EXCLUSIVE', 'u ACCESS EXCLUSIVE'],
    ]);
  });

  it('are released by ROLLBACK TO and by the end of the transaction', () => {
    const result = run(
      [SETUP, 'BEGIN; LOCK TABLE t; SAVEPOINT s; LOCK TABLE u; ROLLBACK TO s; SELECT 1; COMMIT; SELECT 2;'],
      'none',
      { merged: 1 },
    );
    const steps = stepsOf(result);
    expect(held(steps.at(-4))).toEqual(['t ACCESS EXCLUSIVE', 'u ACCESS EXCLUSIVE']);
    expect(held(steps.at(-3))).toEqual(['t ACCESS EXCLUSIVE']);
    expect(held(steps.at(-1))).toEqual([]);
  });

  it('last over all migrations of a batch', () => {
    const result = run([SETUP, 'LOCK TABLE t;', 'SELECT 1;'], 'batch', { merged: 1, together: true });
    expect(held(stepsOf(result).at(-1))).toEqual(['t ACCESS EXCLUSIVE']);
  });
});

describe('a deploy', () => {
  const deploys = (result: Replay): readonly number[] => stepsOf(result).map((step) => step.deploy);

  it('is one migration, or all new ones', () => {
    const texts = ['SELECT 1', 'SELECT 2', 'SELECT 3'];
    const apart = deploys(run(texts, 'none'));
    expect(new Set(apart).size).toBe(3);
    const together = deploys(run(texts, 'none', { together: true, merged: 1 }));
    expect(together).toHaveLength(2);
    expect(new Set(together).size).toBe(1);
  });

  it('is kept with what it makes', () => {
    const result = run(['CREATE TABLE t (a int);', 'ALTER TABLE t ADD b int;'], 'none');
    const table = findRelation(result.end.catalog, { schema: 'public', name: 't' });
    const [first, second] = deploys(result);
    expect(table?.columns.map((column) => column.origin.deploy)).toEqual([first, second]);
    expect(table?.columns.map((column) => column.origin.migration)).toEqual([0, 1]);
  });

  it('comes after that of the schema dump', () => {
    const migrations: readonly Migration[] = [migrationOf('SELECT 1')];
    const baseline = { file: 'schema.sql', text: 'CREATE TABLE t (a int);' };
    const { end, ends } = replay(historyOf(migrations, { baseline }), { postgres: 18, together: true });
    const table = findRelation(end.catalog, { schema: 'public', name: 't' });
    expect(table?.origin.migration).toBe(-1);
    expect(table?.origin.deploy).not.toBe(ends[0]?.steps[0]?.deploy);
  });
});

describe('CREATE TABLE IF NOT EXISTS', () => {
  it('holds no lock on a table that was there', () => {
    const lockedAfter = (text: string): readonly string[] =>
      stepsOf(run([`${text}; SELECT 1`], 'file'))
        .at(-1)
        ?.transaction.heldLocks.map(({ relation, mode }) => `${relation.name} ${mode}`) ?? [];
    expect(lockedAfter('CREATE TABLE a (x int)')).toContain('a ACCESS EXCLUSIVE');
    expect(lockedAfter('CREATE TABLE IF NOT EXISTS a (x int)')).toEqual([]);
    expect(lockedAfter('CREATE TABLE IF NOT EXISTS a (x int REFERENCES b); CREATE INDEX ON a (x)')).toEqual([
      'b SHARE ROW EXCLUSIVE',
      'a SHARE',
    ]);
  });
});
