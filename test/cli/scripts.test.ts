import { expect, it, vi } from 'vitest';

import { createProject, ddlint } from '../support/project.ts';

const loaded = vi.hoisted(() => ({ times: 0 }));
vi.mock('oxc-parser', async (original) => {
  loaded.times += 1;
  return original();
});

it('loads the parser of scripts only where there are scripts', async () => {
  const sql = await ddlint(createProject({ 'migrations/1_a.sql': 'DROP TABLE a;\n' }), ['--format', 'json']);
  expect(sql).toMatchObject({ code: 1, stderr: '' });
  expect(loaded.times).toBe(0);

  const script = await ddlint(
    createProject({
      'migrations/1_a.sql': 'CREATE TABLE a (id int);\n',
      'migrations/2_b.ts':
        "import { Pool } from 'pg';\nexport const up = (db: Pool) => db.query(`\n  DROP TABLE a\n`);\n",
    }),
    ['--format', 'json'],
  );
  expect(loaded.times).toBe(1);
  expect(script.code).toBe(1);
  expect(JSON.parse(script.stdout)).toMatchObject({
    findings: [{ rule: 'no-drop-table', file: 'migrations/2_b.ts', line: 3, column: 14 }],
  });
});

it('names the transaction that the migration states, not that of its tool', async () => {
  const migration = (transactional: boolean): string => `import { Migration } from '@mikro-orm/migrations';
export class M extends Migration {
  async up() {
    this.addSql('CREATE INDEX CONCURRENTLY i ON a (id)');
  }
  isTransactional() {
    return ${String(transactional)};
  }
}
`;
  const findingsOf = async (text: string): Promise<string> =>
    (await ddlint(createProject({ 'migrations/Migration20240101000000.ts': text }), [])).stdout;
  expect(await findingsOf(migration(true))).toContain('no-concurrently-in-transaction');
  expect(await findingsOf(migration(false))).not.toContain('no-concurrently-in-transaction');
});

it('takes ignore comments of scripts', async () => {
  const text = `const last = (client) =>
  // ddlint-ignore no-drop-table: it stands first and runs last
  client.query('DROP TABLE c');
export const up = async (client) => {
  // ddlint-ignore no-drop-table: nothing has used it since 2024
  await client.query('DROP TABLE a');
  /* ddlint-ignore no-drop-table: the same */
  await client.query('DROP TABLE b');
  await last(client);
};
`;
  const cwd = createProject({ 'migrations/1_a.js': text });
  expect(await ddlint(cwd, [])).toMatchObject({ code: 0 });
});

it('reads the SQL files that a script sends, and places what is found in them at the call', async () => {
  const read = `const fs = require('fs');
const path = require('path');
exports.up = (client) =>
  client.query(fs.readFileSync(path.join(__dirname, 'sql', 'drop.sql'), 'utf8'));
exports.down = async (client) => {
  await client.query(await fs.promises.readFile(process.env.FILE, 'utf8'));
};
// drop table
`;
  const cwd = createProject({ 'migrations/1_a.js': read, 'migrations/sql/drop.sql': 'DROP TABLE a;\n' });
  const { stdout } = await ddlint(cwd, ['migrations/1_a.js', '--format', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ rule: 'no-drop-table', file: 'migrations/1_a.js', line: 4, column: 10 }],
    coverage: { unsupported: [] },
  });
});
