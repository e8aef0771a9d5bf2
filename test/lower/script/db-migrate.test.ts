import { beforeAll, describe, expect, it } from 'vitest';

import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript, type Script } from '../../support/script.ts';
import { DB_MIGRATE_CASES } from './db-migrate-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(body: string, head = ''): Script {
  const text = `'use strict';
${head}
let type;
exports.setup = function (options) {
  type = options.dbmigrate.dataType;
};
exports.up = function (db, callback) {
${body}
};
exports._meta = { version: 1 };
`;
  return { tool: 'db-migrate', text, file: 'migration.js' };
}

function kinds(script: Script): readonly string[] {
  return pointedScript(script).map(([kind]) => kind);
}

describe('what db-migrate sends', () => {
  it.each(DB_MIGRATE_CASES)('$code', ({ code, sql }) => {
    expectSameOperations(migration(`return ${code};`), sql);
  });
});

describe('the shapes of its migrations', () => {
  it('follows callbacks, promises and lists of bound steps in their order', () => {
    const nested = `db.runSql('CREATE TABLE a (id int)', () => db.addIndex('a', 'i', 'id', callback));`;
    expect(kinds(migration(nested))).toEqual(['createTable', 'createIndex']);
    const chained = `return db.dropTable('a').then(() => db.removeIndex('i'));`;
    expect(kinds(migration(chained))).toEqual(['dropTable', 'dropIndex']);
    const series = `async.series([db.renameTable.bind(db, 'a', 'b'), (done) => db.dropTable('c', done)], callback);`;
    expect(kinds(migration(series, "const async = require('async');"))).toEqual(['renameTable', 'dropTable']);
  });

  it('points into the string that holds the SQL, and at what matters of a call', () => {
    expect(
      pointedScript(
        migration(`db.runSql('ALTER TABLE a DROP b; DROP TABLE c', callback);
  db.createTable('d', { id: 'int' }, callback);
  db.changeColumn('d', 'id', { notNull: true, type: 'bigint' }, callback);`),
      ),
    ).toEqual([
      ['dropColumn', 'DROP b'],
      ['dropTable', 'c'],
      ['createTable', "createTable('d', { id: 'int' }, callback)"],
      ['setNotNull', 'notNull'],
      ['dropDefault', "changeColumn('d', 'id', { notNull: true, type: 'bigint' }, callback)"],
      ['alterColumnType', 'type'],
    ]);
  });

  it('says what it cannot follow', () => {
    const script = migration(`db.runSql(build(), callback);
  helper(db);
  db.createCollection('a', callback);`);
    expect(pointedScript(script).map(([kind]) => kind)).toEqual([
      'unsupported',
      'unsupported',
      'unsupported',
    ]);
    const reasons = lowerScriptText(script).statements.flatMap(({ operations }) =>
      operations.map((operation) => (operation.kind === 'unsupported' ? operation.reason : '')),
    );
    expect(reasons[0]).toContain('only known when the migration runs');
    expect(reasons[1]).toBe('db is handed to a function that cannot be read');
    expect(reasons[2]).toBe('db.createCollection() is no method that ddlint knows');
  });
});
