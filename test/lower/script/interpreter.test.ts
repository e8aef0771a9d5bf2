import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lowerScript } from '../../../src/lower/script/lower-script.ts';
import type { Source } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { migrationOf } from '../../support/migrations.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'ddlint-interpreter-'));

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** A migration whose `up` is `body`, beside other files of its project. */
function read(text: string, files: Readonly<Record<string, string>> = {}): Source {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const file = path.join(directory, 'migrations', 'change.ts');
  return lowerScript(migrationOf(text, { file: 'migrations/change.ts', path: file, tool: 'typeorm' }));
}

function migration(body: string, top = '', rest = ''): string {
  return `import { QueryRunner } from 'typeorm';
${top}
export class Change1700000000000 {
  async up(queryRunner: QueryRunner) {
${body}
  }
${rest}
}`;
}

/** The names of the columns that are dropped, with a question mark where that may not be reached. */
function droppedBy(text: string, files?: Readonly<Record<string, string>>): readonly string[] {
  return read(text, files).statements.flatMap(({ operations }) =>
    operations.map((operation) => {
      if (operation.kind === 'unsupported') return `unsupported: ${operation.reason}`;
      if (operation.kind !== 'dropColumn') return operation.kind;
      const { table, column, conditional } = operation;
      return `${table.name}.${column}${conditional === true ? ' ?' : ''}`;
    }),
  );
}

const DROP = (table: string, column = 'c'): string => `ALTER TABLE ${table} DROP COLUMN ${column}`;

describe('values', () => {
  it.each<readonly [name: string, body: string, top: string, dropped: readonly string[]]>([
    ['a constant', 'await queryRunner.query(SQL);', `const SQL = '${DROP('a')}';`, ['a.c']],
    [
      'a constant after its use',
      'await queryRunner.query(SQL());',
      `function SQL() { return \`${DROP('a')}\`; }`,
      ['a.c'],
    ],
    ['an enum', `await queryRunner.query(\`${DROP('${T.A}')}\`);`, `enum T { A = 'a' }`, ['a.c']],
    [
      'a constant object',
      `await queryRunner.query(\`${DROP('${T.a.name}')}\`);`,
      `const T = { a: { name: 'a' } } as const;`,
      ['a.c'],
    ],
    [
      'concatenation',
      `await queryRunner.query('ALTER TABLE ' + T + " DROP COLUMN " + 'c');`,
      `const T = 'a';`,
      ['a.c'],
    ],
    [
      'concatenation step by step',
      `let sql = 'ALTER TABLE a'; sql += ' DROP COLUMN c'; await queryRunner.query(sql);`,
      '',
      ['a.c'],
    ],
    [
      'lines that are joined',
      `await queryRunner.query(['ALTER TABLE a', 'DROP COLUMN c'].join('\\n'));`,
      '',
      ['a.c'],
    ],
    [
      'a template in a template',
      `await queryRunner.query(\`ALTER TABLE a \${\`DROP COLUMN \${'c'}\`}\`);`,
      '',
      ['a.c'],
    ],
    [
      'a list in a template',
      `await queryRunner.query(\`ALTER TABLE a \${['c', 'd'].map((c) => \`DROP COLUMN \${c}\`).join(', ')}\`);`,
      '',
      ['a.c', 'a.d'],
    ],
    [
      'spread',
      `const q = { table: 'a', ...{ column: 'c' } }; await queryRunner.query(\`${DROP('${q.table}', '${q.column}')}\`);`,
      '',
      ['a.c'],
    ],
    [
      'destructuring',
      `const { t, ...rest } = { t: 'a', c: 'c' }; const [c] = ['c']; await queryRunner.query(\`${DROP('${t}', '${c}')}\`);`,
      '',
      ['a.c'],
    ],
    [
      'defaults of parameters',
      `await drop(queryRunner);`,
      `const drop = (q, t = 'a') => q.query(\`${DROP('${t}')}\`);`,
      ['a.c'],
    ],
    [
      'a static field',
      `await queryRunner.query(\`${DROP('${Names.TABLE}')}\`);`,
      `class Names { static readonly TABLE = 'a'; }`,
      ['a.c'],
    ],
    [
      'methods of strings',
      `await queryRunner.query(\`${DROP("${'A'.toLowerCase()}")}\`.trim());`,
      '',
      ['a.c'],
    ],
    ['a number', `await queryRunner.query(\`${DROP('a${1 + 1}')}\`);`, '', ['a2.c']],
    [
      'a satisfied type',
      `await queryRunner.query((SQL satisfies string)!);`,
      `const SQL = <const>'${DROP('a')}';`,
      ['a.c'],
    ],
  ])('%s', (_, body, top, dropped) => {
    expect(droppedBy(migration(body, top))).toEqual(dropped);
  });

  it('takes a hole that is not known for a name, and judges the rest', () => {
    expect(droppedBy(migration(`await queryRunner.query(\`${DROP('${process.env.TABLE}')}\`);`))).toEqual([
      '?.c',
    ]);
    expect(
      droppedBy(migration(`await queryRunner.query(\`${DROP('"${schema}"."t_${suffix}"')}\`);`)),
    ).toEqual(['?.c']);
  });

  it('says why SQL cannot be known', () => {
    const [said] = droppedBy(migration(`await queryRunner.query(await readFile('change.sql'));`));
    expect(said).toContain('unsupported: the SQL is only known when the migration runs');
    expect(said).toContain('readFile');
  });
});

describe('control flow', () => {
  it.each<readonly [name: string, body: string, dropped: readonly string[]]>([
    [
      'a loop over a list',
      `for (const t of ['a', 'b']) await queryRunner.query(\`${DROP('${t}')}\`);`,
      ['a.c', 'b.c'],
    ],
    [
      'a loop with a counter',
      `for (let i = 0; i < 2; i++) { await queryRunner.query(\`${DROP('t${i}')}\`); }`,
      ['t0.c', 't1.c'],
    ],
    [
      'a loop that is left',
      `for (const t of ['a', 'b']) { if (t === 'b') break; await queryRunner.query(\`${DROP('${t}')}\`); }`,
      ['a.c'],
    ],
    [
      'a turn that is skipped',
      `for (const t of ['a', 'b']) { if (t === 'a') continue; await queryRunner.query(\`${DROP('${t}')}\`); }`,
      ['b.c'],
    ],
    [
      'a loop over what is not known',
      `for (const t of await tables()) await queryRunner.query(\`${DROP('${t}')}\`);`,
      ['?.c ?'],
    ],
    [
      'Promise.all over a list',
      `await Promise.all(['a', 'b'].map((t) => queryRunner.query(\`${DROP('${t}')}\`)));`,
      ['a.c', 'b.c'],
    ],
    [
      'Promise.all of calls',
      `await Promise.all([queryRunner.query('${DROP('a')}'), queryRunner.query('${DROP('b')}')]);`,
      ['a.c', 'b.c'],
    ],
    [
      'forEach without await',
      `['a', 'b'].forEach(async (t) => { queryRunner.query(\`${DROP('${t}')}\`); });`,
      ['a.c', 'b.c'],
    ],
    ['a forgotten await', `queryRunner.query('${DROP('a')}');`, ['a.c']],
    [
      'a branch that is known',
      `if (1 + 1 === 2) await queryRunner.query('${DROP('a')}'); else await queryRunner.query('${DROP('b')}');`,
      ['a.c'],
    ],
    [
      'a branch that is not known',
      `if (process.env.X) await queryRunner.query('${DROP('a')}'); else await queryRunner.query('${DROP('b')}');`,
      ['a.c ?', 'b.c ?'],
    ],
    [
      'a choice between two statements',
      `await queryRunner.query(process.env.X ? '${DROP('a')}' : process.env.Y ? '${DROP('b')}' : \`${DROP('c')}\`);`,
      ['a.c ?', 'b.c ?', 'c.c ?'],
    ],
    [
      'a choice that is made beforehand',
      `const sql = process.env.X ? '${DROP('a')}' : '${DROP('b')}'; await queryRunner.query(sql);`,
      ['a.c ?', 'b.c ?'],
    ],
    [
      'a choice by assignment',
      `let sql = '${DROP('a')}'; if (process.env.X) sql = '${DROP('b')}'; await queryRunner.query(sql);`,
      ['a.c ?', 'b.c ?'],
    ],
    [
      'a choice of a value that is not known',
      `await queryRunner.query(process.env.X ? '${DROP('a')}' : process.env.Y);`,
      [
        'a.c ?',
        'unsupported: the SQL is only known when the migration runs: "process" is not defined in a file that can be read',
      ],
    ],
    [
      'a condition in an expression',
      `process.env.X && (await queryRunner.query('${DROP('a')}'));`,
      ['a.c ?'],
    ],
    [
      'the dialect',
      `if (queryRunner.connection.driver.options.type === 'postgres') await queryRunner.query('${DROP('a')}'); else await queryRunner.query('${DROP('b')}');`,
      ['a.c'],
    ],
    [
      'the dialect that is not meant',
      `if (queryRunner.connection.options.type !== 'postgres') return; await queryRunner.query('${DROP('a')}');`,
      ['a.c'],
    ],
    [
      'a switch on the dialect',
      `switch (queryRunner.connection.options.type) { case 'sqlite': case 'mysql': await queryRunner.query('${DROP('a')}'); break; case 'postgres': await queryRunner.query('${DROP('b')}'); break; default: throw new Error(); }`,
      ['b.c'],
    ],
    [
      'a switch by an enum that is not read',
      `switch (queryRunner.connection.options.type) { case DatabaseType.sqlite: await queryRunner.query('${DROP('a')}'); break; case DatabaseType.postgres: await queryRunner.query('${DROP('b')}'); }`,
      ['b.c'],
    ],
    [
      'a switch that falls through',
      `switch (1) { case 1: await queryRunner.query('${DROP('a')}'); case 2: await queryRunner.query('${DROP('b')}'); break; case 3: await queryRunner.query('${DROP('x')}'); }`,
      ['a.c', 'b.c'],
    ],
    [
      'a switch on what is not known',
      `switch (process.env.X) { case 'a': await queryRunner.query('${DROP('a')}'); break; default: await queryRunner.query('${DROP('b')}'); }`,
      ['a.c ?', 'b.c ?'],
    ],
    [
      'a try',
      `try { await queryRunner.query('${DROP('a')}'); } catch (error) { await queryRunner.query('${DROP('b')}'); } finally { await queryRunner.query('${DROP('x')}'); }`,
      ['a.c', 'b.c ?', 'x.c'],
    ],
    [
      'what follows a return',
      `await queryRunner.query('${DROP('a')}'); return; await queryRunner.query('${DROP('b')}');`,
      ['a.c'],
    ],
    ['a loop without end', `while (true) { await queryRunner.query('${DROP('a')}'); }`, ['a.c']],
  ])('%s', (_, body, dropped) => {
    expect(droppedBy(migration(body))).toEqual(dropped);
  });

  it('ends where a helper calls itself', () => {
    const top = `const again = async (q) => { await q.query('${DROP('a')}'); await again(q); };`;
    expect(droppedBy(migration('await again(queryRunner);', top)).length).toBeGreaterThan(0);
  });
});

describe('helpers and modules', () => {
  it('follows functions of the file, with what they are given', () => {
    const top = `async function drop(runner: QueryRunner, ...columns: string[]) {
      for (const column of columns) await runner.query(\`${DROP('a', '${column}')}\`);
    }`;
    expect(droppedBy(migration(`await drop(queryRunner, ...['c', 'd']);`, top))).toEqual(['a.c', 'a.d']);
  });

  it.each([
    [
      `switch (config.db.type) { case 'mysql': await drop('a'); break; case 'postgres': await drop('b'); break; default: await drop('c'); }`,
      ['b.c'],
    ],
    [`switch (config.db.type) { case 'mysql': await drop('a'); break; case 'mssql': await drop('b'); }`, []],
    [
      `switch (config.mode) { case 'mysql': await drop('a'); break; case 'other': await drop('b'); }`,
      ['a.c ?', 'b.c ?'],
    ],
    [`if (process.env.DB_CLIENT === 'better-sqlite3') await drop('a'); else await drop('b');`, ['b.c']],
    [`if (config.dialect !== 'postgresql') await drop('a');`, []],
    [`if (row.name === 'mysql') await drop('a');`, ['a.c ?']],
    [`if (['mysql', 'sqlite'].includes(config.type)) await drop('a'); else await drop('b');`, ['b.c']],
  ])('takes what is compared with names of databases for Postgres: %s', (body, expected) => {
    const drop = `const drop = (table) => queryRunner.query(\`${DROP('${table}')}\`);\n`;
    expect(droppedBy(migration(drop + body))).toEqual(expected);
  });

  it('takes each value that a function may return', () => {
    const top = `function forDialect(sql: string, dialect: string) {
      if (dialects.has(dialect)) return sql.replace('a', 'b');
      return sql;
    }`;
    const body = `await queryRunner.query(forDialect(\`${DROP('a')}\`, process.env.DIALECT));`;
    expect(droppedBy(migration(body, top))).toEqual(['b.c ?', 'a.c ?']);
  });

  it('follows methods of the class, private and static ones too', () => {
    const rest = `
  #table = 'a';
  static column = 'd';
  get name() { return 'b'; }
  private async drop(runner: QueryRunner) { await runner.query(\`${DROP('${this.#table}')}\`); }
  async #hidden(runner: QueryRunner) { await runner.query(\`${DROP('${this.name}', '${Change1700000000000.column}')}\`); }
  later = async (runner: QueryRunner) => { await this.drop(runner); };`;
    expect(
      droppedBy(migration('await this.later(queryRunner); await this.#hidden(queryRunner);', '', rest)),
    ).toEqual(['a.c', 'b.d']);
  });

  it('reads JSON that it imports', () => {
    const top = `import tables from './tables.json';\nconst { c } = require('./column.json');`;
    const files = {
      'migrations/tables.json': '["a", "b"]',
      'migrations/column.json': '{ "c": { "name": "d" } }',
    };
    const body = `for (const t of tables) await queryRunner.query(\`${DROP('${t}', '${c.name}')}\`);`;
    expect(droppedBy(migration(body, top), files)).toEqual(['a.d', 'b.d']);
  });

  it('follows classes that extend each other', () => {
    const text = `import { QueryRunner } from 'typeorm';
import { DropColumn } from './drop-column';
export class Change1700000000000 extends DropColumn {
  table = 'a';
  async up(queryRunner: QueryRunner) {
    await super.up(queryRunner);
    await this.drop(queryRunner, 'd');
  }
}`;
    const base = `export abstract class DropColumn {
  column = 'c';
  abstract table: string;
  async up(runner) { await this.drop(runner, this.column); }
  drop(runner, column) { return runner.query(\`${DROP('${this.table}', '${column}')}\`); }
}`;
    expect(droppedBy(text, { 'migrations/drop-column.ts': base })).toEqual(['a.c', 'a.d']);
  });

  it('runs the constructor', () => {
    const top = `class Helper { constructor(private readonly table: string) { this.column = 'c'; } drop(q) { return q.query(\`${DROP('${this.table}', '${this.column}')}\`); } }`;
    expect(droppedBy(migration(`await new Helper('a').drop(queryRunner);`, top))).toEqual(['a.c']);
  });

  it.each<readonly [name: string, imported: string, file: string, content: string]>([
    [
      'a named export',
      `import { drop } from '../shared/drop';`,
      'shared/drop.ts',
      `export const drop = (q) => q.query('${DROP('a')}');`,
    ],
    [
      'a default export',
      `import drop from '../shared/drop.js';`,
      'shared/drop.ts',
      `export default async function (q) { await q.query('${DROP('a')}'); }`,
    ],
    [
      'a namespace',
      `import * as shared from '../shared/index.js'; const { drop } = shared;`,
      'shared/index.ts',
      `export function drop(q) { return q.query('${DROP('a')}'); }`,
    ],
    [
      'CommonJS',
      `const { drop } = require('../shared/drop.cjs');`,
      'shared/drop.cjs',
      `module.exports = { drop: (q) => q.query('${DROP('a')}') };`,
    ],
  ])('follows %s of another file', (_, imported, file, content) => {
    expect(droppedBy(migration('await drop(queryRunner);', imported), { [file]: content })).toEqual(['a.c']);
  });

  it('follows names that a file exports from others', () => {
    expect(
      droppedBy(migration('await queryRunner.query(SQL);', `import { SQL } from '../passing';`), {
        'passing/index.ts': `export { default as SQL } from './sql';`,
        'passing/sql.ts': `export default '${DROP('a')}';`,
      }),
    ).toEqual(['a.c']);
  });

  it('reports what hands the connection to code that cannot be read', () => {
    const [said] = droppedBy(
      migration('await dropAll(queryRunner);', `import { dropAll } from 'some-package';`),
    );
    expect(said).toBe('unsupported: queryRunner is handed to a function that cannot be read');
  });
});

describe('places', () => {
  /** What each operation points at, and each statement. */
  const pointed = (text: string, files?: Readonly<Record<string, string>>): readonly string[] =>
    read(text, files).statements.flatMap(({ span, operations }) => [
      `statement ${text.slice(span.start, span.end)}`,
      ...operations.map(
        (operation) => `${operation.kind} ${text.slice(operation.span.start, operation.span.end)}`,
      ),
    ]);

  it('points into a template with indentation and several statements', () => {
    const text = migration(`await queryRunner.query(\`
      ALTER TABLE a
        ADD COLUMN b integer,
        DROP COLUMN c;
      DROP TABLE d
    \`);`);
    expect(pointed(text)).toEqual([
      'statement ALTER TABLE a\n        ADD COLUMN b integer,\n        DROP COLUMN c;',
      'addColumn ADD COLUMN b integer',
      'dropColumn DROP COLUMN c',
      'statement DROP TABLE d',
      'dropTable d',
    ]);
  });

  it('points behind escapes, emoji and accents', () => {
    const text = migration(
      String.raw`await queryRunner.query('SELECT \'\u00e9\u{1F600}\x41\n\\\'; /* 😀é */ ALTER TABLE a DROP COLUMN c');`,
    );
    expect(pointed(text).at(-1)).toBe('dropColumn DROP COLUMN c');
    const template = migration(
      'await queryRunner.query(`SELECT \'😀\\`\\${x}\'; ALTER TABLE a DROP COLUMN "ä"`);',
    );
    expect(pointed(template).at(-1)).toBe('dropColumn DROP COLUMN "ä"');
  });

  it('points into lines that end with CRLF', () => {
    const text = migration('await queryRunner.query(`\n  ALTER TABLE a\n    DROP COLUMN c`);').replaceAll(
      '\n',
      '\r\n',
    );
    expect(pointed(text)).toEqual([
      'statement ALTER TABLE a\r\n    DROP COLUMN c',
      'dropColumn DROP COLUMN c',
    ]);
  });

  it('points into a string that goes on after a backslash', () => {
    const text = migration("await queryRunner.query('ALTER TABLE a \\\n DROP COLUMN c');");
    expect(pointed(text).at(-1)).toBe('dropColumn DROP COLUMN c');
  });

  it('points at the parts of a concatenation, and at holes', () => {
    const text = migration(
      `await queryRunner.query('ALTER TABLE ' + TABLE + ' DROP COLUMN ' + 'c' + \`, DROP COLUMN \${COLUMN}\`);`,
      `const TABLE = 'a'; const COLUMN = 'd';`,
    );
    expect(pointed(text)).toEqual([
      "statement ALTER TABLE ' + TABLE + ' DROP COLUMN ' + 'c' + `, DROP COLUMN ${COLUMN}",
      "dropColumn DROP COLUMN ' + 'c",
      'dropColumn DROP COLUMN ${COLUMN}',
    ]);
  });

  it('points at a constant of the file where it is written', () => {
    const text = migration('await queryRunner.query(SQL);', `const SQL = '${DROP('a')}';`);
    expect(pointed(text)).toEqual([`statement ${DROP('a')}`, 'dropColumn DROP COLUMN c']);
  });

  it('points at the call where the SQL is that of another file', () => {
    const text = migration('await queryRunner.query(SQL);', `import { SQL } from './sql';`);
    expect(pointed(text, { 'migrations/sql.ts': `export const SQL = '${DROP('a')}';` })).toEqual([
      'statement query(SQL)',
      'dropColumn query(SQL)',
    ]);
  });

  it('points at the call that leads into another file', () => {
    const text = migration('await drop(queryRunner);', `import { drop } from './drop';`);
    expect(
      pointed(text, { 'migrations/drop.ts': `export const drop = (q) => q.query('${DROP('a')}');` }),
    ).toEqual(['statement drop(queryRunner)', 'dropColumn drop(queryRunner)']);
  });
});
