import { inLanguageOf } from '../advice/language.ts';
import type { ToolId } from '../migration.ts';
import type { Draft, NewMigration } from './new-migration.ts';
import { inPascalCase, nextName, versionOf } from './next-name.ts';
import { eol } from './sql-layout.ts';

/** What a migration of a library is made of; each line of the calls is a statement. */
interface Parts {
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly isOutside: boolean;
  /** `ValidateOrdersFkey1700000000001`. */
  readonly className: string;
}

interface Shell {
  /** It can leave the transaction of its library. */
  readonly canLeave: boolean;
  readonly inTypeScript: (parts: Parts) => string;
  readonly inJavaScript?: (parts: Parts) => string;
  /** For modules that are not ECMAScript modules. */
  readonly inCommonJs: (parts: Parts) => string;
}

/** A migration in TypeScript or JavaScript; undefined where the library cannot run such statements. */
export function scriptMigration(draft: Draft): NewMigration | undefined {
  const { after, history, sql, isOutside, words, beside } = draft;
  const shell = SHELLS[after.tool];
  const { scope } = after.transaction;
  const isFree = scope === 'none';
  // TypeORM refuses to leave the transaction that all migrations share.
  const canLeave = shell?.canLeave === true && !(after.tool === 'typeorm' && scope === 'batch');
  if (shell === undefined || (isOutside && !canLeave && !isFree)) return undefined;
  const nameIn = ({ file }: { readonly file: string }): string => file.split('/').at(-1) ?? file;
  const name = nextName(nameIn(after), history.migrations.map(nameIn), words, beside.map(nameIn));
  if (name === undefined) return undefined;
  const callsOf = (statements: string): readonly string[] => inLanguageOf(after.tool, statements).split('\n');
  const parts: Parts = {
    up: callsOf(sql),
    down: draft.down === undefined ? ['// Nothing to undo.'] : callsOf(draft.down),
    isOutside: isOutside && !isFree,
    className: classNameOf(name, words),
  };
  const isModule = /^[ \t]*(?:export|import)\s/m.test(after.text);
  const text = after.file.endsWith('ts')
    ? shell.inTypeScript(parts)
    : isModule && shell.inJavaScript !== undefined
      ? shell.inJavaScript(parts)
      : shell.inCommonJs(parts);
  const file = [...after.file.split('/').slice(0, -1), name].join('/');
  return { edits: [], files: [{ file, text: text.replaceAll('\n', eol(after.text)) }] };
}

/** MikroORM calls a class what its file is called; TypeORM wants the time at the end. */
function classNameOf(name: string, words: readonly string[]): string {
  const own = /^Migration\d\w*/.exec(name)?.[0];
  if (own !== undefined) return own;
  return `${inPascalCase(words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)))}${versionOf(name) ?? ''}`;
}

const SHELLS: Readonly<Partial<Record<ToolId, Shell>>> = {
  typeorm: {
    canLeave: true,
    inTypeScript: ({ className, ...parts }) =>
      `import type { MigrationInterface, QueryRunner } from 'typeorm';\n\nexport class ${className} implements MigrationInterface {\n${leaving(parts, '  transaction = false as const;\n\n')}${method('public async up(queryRunner: QueryRunner): Promise<void>', parts.up)}\n\n${method('public async down(queryRunner: QueryRunner): Promise<void>', parts.down)}\n}\n`,
    inJavaScript: (parts) => `export class ${inTypeOrm(parts)}`,
    inCommonJs: (parts) => `module.exports = class ${inTypeOrm(parts)}`,
  },
  knex: {
    canLeave: true,
    inTypeScript: (parts) =>
      `import type { Knex } from 'knex';\n\n${functions(parts, 'export async function', 'knex: Knex', ': Promise<void>')}${leaving(parts, '\nexport const config = { transaction: false };\n')}`,
    inJavaScript: (parts) =>
      `${functions(parts, 'export async function', 'knex')}${leaving(parts, '\nexport const config = { transaction: false };\n')}`,
    inCommonJs: (parts) =>
      `${commonJs(parts, 'knex')}${leaving(parts, '\nexports.config = { transaction: false };\n')}`,
  },
  sequelize: {
    canLeave: false,
    inTypeScript: (parts) =>
      `import type { QueryInterface } from 'sequelize';\n\n${functions(parts, 'export async function', 'queryInterface: QueryInterface', ': Promise<void>')}`,
    inCommonJs: ({ up, down }) =>
      `'use strict';\n\nmodule.exports = {\n${method('async up(queryInterface)', up)},\n\n${method('async down(queryInterface)', down)},\n};\n`,
  },
  kysely: {
    canLeave: false,
    inTypeScript: (parts) =>
      `import { sql, type Kysely } from 'kysely';\n\n${functions(parts, 'export async function', 'db: Kysely<unknown>', ': Promise<void>')}`,
    inJavaScript: (parts) =>
      `import { sql } from 'kysely';\n\n${functions(parts, 'export async function', 'db')}`,
    inCommonJs: (parts) => `const { sql } = require('kysely');\n\n${commonJs(parts, 'db')}`,
  },
  'node-pg-migrate': {
    canLeave: true,
    inTypeScript: (parts) =>
      `import type { MigrationBuilder } from 'node-pg-migrate';\n\n${functions(withoutTransaction(parts), 'export async function', 'pgm: MigrationBuilder', ': Promise<void>')}`,
    inJavaScript: (parts) => functions(withoutTransaction(parts), 'export function', 'pgm'),
    inCommonJs: (parts) => {
      const { up, down } = withoutTransaction(parts);
      return `exports.up = (pgm) => ${block(up)};\n\nexports.down = (pgm) => ${block(down)};\n`;
    },
  },
  'db-migrate': {
    canLeave: false,
    inTypeScript: (parts) =>
      functions(
        parts,
        'export async function',
        'db: { runSql(sql: string): Promise<unknown> }',
        ': Promise<void>',
      ),
    inJavaScript: (parts) => functions(parts, 'export async function', 'db'),
    inCommonJs: (parts) => `'use strict';\n\n${commonJs(parts, 'db')}\nexports._meta = { version: 1 };\n`,
  },
  'mikro-orm': {
    canLeave: true,
    inTypeScript: (parts) =>
      `import { Migration } from '@mikro-orm/migrations';\n\nexport class ${inMikroOrm(parts, { boolean: ': boolean', promise: ': Promise<void>' })}`,
    inJavaScript: (parts) =>
      `import { Migration } from '@mikro-orm/migrations';\n\nexport class ${inMikroOrm(parts, { boolean: '', promise: '' })}`,
    inCommonJs: (parts) =>
      `'use strict';\nconst { Migration } = require('@mikro-orm/migrations');\n\nexports.Migration = class ${inMikroOrm(parts, { boolean: '', promise: '' })}`,
  },
};

function leaving({ isOutside }: Pick<Parts, 'isOutside'>, text: string): string {
  return isOutside ? text : '';
}

function withoutTransaction(parts: Parts): Parts {
  return parts.isOutside ? { ...parts, up: ['pgm.noTransaction();', ...parts.up] } : parts;
}

function inTypeOrm({ className, ...parts }: Parts): string {
  return `${className} {\n${leaving(parts, '  transaction = false;\n\n')}${method('async up(queryRunner)', parts.up)}\n\n${method('async down(queryRunner)', parts.down)}\n}\n`;
}

function inMikroOrm(
  { className, ...parts }: Parts,
  types: { readonly boolean: string; readonly promise: string },
): string {
  const leave = `${method(`isTransactional()${types.boolean}`, ['return false;'])}\n\n`;
  return `${className} extends Migration {\n${leaving(parts, leave)}${method(`async up()${types.promise}`, parts.up)}\n\n${method(`async down()${types.promise}`, parts.down)}\n}\n`;
}

function method(head: string, body: readonly string[]): string {
  return `${head} ${block(body)}`.replaceAll(/^(?=.)/gm, '  ');
}

function functions({ up, down }: Parts, keyword: string, parameter: string, type = ''): string {
  return `${keyword} up(${parameter})${type} ${block(up)}\n\n${keyword} down(${parameter})${type} ${block(down)}\n`;
}

function commonJs({ up, down }: Parts, parameter: string): string {
  return `exports.up = async function (${parameter}) ${block(up)};\n\nexports.down = async function (${parameter}) ${block(down)};\n`;
}

function block(body: readonly string[]): string {
  return `{\n${body.map((line) => `  ${line}`).join('\n')}\n}`;
}
