import { expect, it } from 'vitest';

import { createProject, ddlint } from '../../support/project.ts';

const MIGRATIONS = {
  'package.json': '{ "dependencies": { "knex": "3", "objection": "3", "pg": "8" } }',
  'migrations/1_users.js':
    "exports.up = (knex) => knex.schema.createTable('users', (t) => { t.increments(); t.string('firstName'); });\n",
  'migrations/2_index.js':
    "exports.up = (knex) => knex.schema.alterTable('users', (t) => { t.index('first_name'); t.index('age'); });\n",
};

async function refused(knexfile: string): Promise<readonly (string | undefined)[]> {
  const cwd = createProject({ ...MIGRATIONS, 'knexfile.js': knexfile });
  const { stdout } = await ddlint(cwd, ['--format', 'json', '--since', 'none']);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly rule: string; readonly message: string }[];
  };
  return findings
    .filter(({ rule }) => rule === 'no-failing-statement')
    .map(({ message }) => /column "(\w+)"/.exec(message)?.[1]);
}

it('says that a name is missing where names are sent as they are written', async () => {
  expect(await refused("module.exports = { client: 'pg' };\n")).toEqual(['first_name', 'age']);
});

it('finds the name where names are sent in snake case', async () => {
  expect(await refused("module.exports = { client: 'pg', ...knexSnakeCaseMappers() };\n")).toEqual(['age']);
});

it('says nothing of a name that may be spelled in another way, where nobody knows how it is sent', async () => {
  const knexfile =
    "const mapper = process.env.SNAKE ? knexSnakeCaseMappers() : {};\nmodule.exports = { client: 'pg', ...mapper };\n";
  expect(await refused(knexfile)).toEqual(['age']);
});
