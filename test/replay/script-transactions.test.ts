import { beforeAll, describe, expect, it } from 'vitest';

import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { replay } from '../../src/replay.ts';
import type { Step } from '../../src/step.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

function stepsOf(body: string): readonly Step[] {
  const text = `exports.up = async (queryInterface, Sequelize) => { ${body} };`;
  const migration = migrationOf(text, { scope: 'none', file: 'migrations/1.js', tool: 'sequelize' });
  const { ends } = replay(historyOf([migration]), { postgres: 18, together: false });
  return ends.flatMap((end) => end.steps);
}

/** One letter a transaction, the same for its steps, with what each does. */
function transactionsOf(body: string): readonly string[] {
  const letters = new Map<number, string>();
  return stepsOf(body).map(({ operation, transaction: { id, kind } }) => {
    const letter = letters.get(id) ?? String.fromCharCode(97 + letters.size);
    letters.set(id, letter);
    return `${letter} ${kind} ${operation.kind}`;
  });
}

describe('the transaction of a call', () => {
  it('is the one that it is given, and none where another connection sends it', () => {
    expect(
      transactionsOf(`await queryInterface.sequelize.transaction(async (transaction) => {
        await queryInterface.removeColumn('t', 'a', { transaction });
        await queryInterface.removeColumn('t', 'b');
        await queryInterface.removeColumn('t', 'c', { transaction });
      });
      await queryInterface.dropTable('t');`),
    ).toEqual([
      'a none begin',
      'b explicit dropColumn',
      'c none dropColumn',
      'b explicit dropColumn',
      'b explicit commit',
      'd none dropTable',
    ]);
  });

  it('is still open where the last call is sent outside of it', () => {
    const text = `exports.up = async (queryInterface) => {
      const transaction = await queryInterface.sequelize.transaction();
      await queryInterface.dropTable('t');
    };`;
    const migration = migrationOf(text, { scope: 'none', file: 'migrations/1.js', tool: 'sequelize' });
    const { ends } = replay(historyOf([migration]), { postgres: 18, together: false });
    expect(ends[0]?.openTransaction?.kind).toBe('explicit');
  });

  it('is that of its query where it sends several statements', () => {
    const body = `await queryInterface.changeColumn('t', 'a', Sequelize.TEXT);
      await queryInterface.dropTable('t');`;
    expect(transactionsOf(body)).toEqual([
      'a implicit dropNotNull',
      'a implicit dropDefault',
      'a implicit alterColumnType',
      'b none dropTable',
    ]);
    expect(stepsOf(body)[2]?.transaction.mode.because).toBe(
      'the statements are sent as one query, and Postgres runs those of one query as one transaction',
    );
  });

  it('is the open one for a query of several statements', () => {
    expect(
      transactionsOf(`await queryInterface.sequelize.transaction(async (transaction) => {
        await queryInterface.sequelize.query('DROP TABLE t; DROP TABLE u', { transaction });
      });`),
    ).toEqual(['a none begin', 'b explicit dropTable', 'b explicit dropTable', 'b explicit commit']);
  });
});
