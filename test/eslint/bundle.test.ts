import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

import { createProject } from '../support/project.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const ESLINT = path.join(ROOT, 'node_modules/eslint/bin/eslint.js');
const BUNDLE = path.join(ROOT, 'dist/eslint.js');

const CONFIGS = {
  'eslint.config.mjs': `import ddlint from ${JSON.stringify(BUNDLE)};\nexport default ddlint.configs.recommended;\n`,
  'eslint.config.cjs': `module.exports = require(${JSON.stringify(BUNDLE)}).default.configs.recommended;\n`,
};

/** In the bundle what few files need is loaded by the first one that does. */
it.each(Object.entries(CONFIGS))('reads scripts and the code of the application, from %s', (name, text) => {
  const cwd = createProject({
    [name]: text,
    'migrations/0001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n',
    'migrations/0002_drop.sql': 'ALTER TABLE users DROP COLUMN email;\n',
    'database/migrations/20240101000000_index.js':
      "exports.up = (knex) => knex.schema.alterTable('users', (table) => table.index(['id']));\n",
    'app.js': "db.query('SELECT email FROM users');\n",
  });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(cwd, 'node_modules'));
  const argv = [ESLINT, '--format', 'json', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  const results = JSON.parse(stdout) as readonly { readonly messages: readonly { ruleId: string }[] }[];
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)).sort()).toEqual([
    'ddlint/no-drop-referenced-column',
    'ddlint/require-concurrent-index',
  ]);
});
