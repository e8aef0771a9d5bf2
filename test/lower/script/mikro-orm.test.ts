import { beforeAll, describe, expect, it } from 'vitest';

import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { lowerScriptText, pointedScript, type Script } from '../../support/script.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(members: string, from = '@mikro-orm/migrations'): Script {
  const text = `import { Migration } from '${from}';\n\nexport class Migration20240101 extends Migration {\n${members}\n}\n`;
  return { tool: 'mikro-orm', text };
}

describe('MikroORM', () => {
  it('sends what is queued after what is executed', () => {
    const script = migration(`  async up() {
    this.addSql('CREATE TABLE a (id int)');
    await this.execute('CREATE TABLE b (id int)');
    await this.getEntityManager().getConnection().execute('CREATE TABLE c (id int)');
  }`);
    expect(
      lowerScriptText(script).statements.map(({ span }) => script.text.slice(span.start, span.end)),
    ).toEqual(['CREATE TABLE b (id int)', 'CREATE TABLE c (id int)', 'CREATE TABLE a (id int)']);
  });

  it('reads raw SQL of Knex, and says that it does not follow the builder', () => {
    const script = migration(`  override up() {
    const knex = this.getKnex();
    this.addSql(knex.raw('DROP TABLE a').toQuery());
    this.addSql(knex('b').insert({ id: 1 }).toQuery());
  }`);
    expect(pointedScript(script)).toEqual([
      ['dropTable', 'a'],
      ['unsupported', "knex('b').insert({ id: 1 }).toQuery()"],
    ]);
  });

  it('follows functions that are handed the migration as "this"', () => {
    const { text } = migration(`  async up() {
    const rows = await this.execute(
      "SELECT * FROM information_schema.tables WHERE table_name = 'a' AND table_schema = 'public'",
    );
    if (!rows.length) await create.call(this, 'a');
    else await extend.call(this);
  }`);
    const helpers = `async function create(this: Migration20240101, name: string) {
  this.addSql(\`CREATE TABLE \${name} (id int)\`);
}
async function extend(this: Migration20240101) { this.addSql('ALTER TABLE a ADD b int'); }\n`;
    const { statements } = lowerScriptText({ tool: 'mikro-orm', text: text + helpers });
    expect(statements.flatMap(({ operations }) => operations)).toMatchObject([
      { kind: 'select' },
      { kind: 'createTable', table: { name: 'a' }, onlyIf: [{ is: 'notThere' }] },
      { kind: 'addColumn', onlyIf: [{ is: 'there', table: { name: 'a' } }] },
    ]);
  });

  it('leaves the transaction where isTransactional() says so', () => {
    const members = "  up() { this.addSql('DROP TABLE a'); }\n  isTransactional() { return false; }";
    expect(lowerScriptText(migration(members)).transaction).toEqual({
      scope: 'none',
      because: 'isTransactional() of this migration returns false',
    });
    expect(lowerScriptText(migration("  up() { this.addSql('DROP TABLE a'); }")).transaction).toBeUndefined();
  });

  it('knows the package by the paths under which frameworks export it', () => {
    const script = migration(
      "  up() { this.addSql('DROP TABLE a'); }",
      '@medusajs/framework/mikro-orm/migrations',
    );
    expect(pointedScript(script)).toEqual([['dropTable', 'a']]);
  });

  it('calls methods of the class, and reads the way down', () => {
    const members = `  up() { for (const name of this.tables()) this.addSql(\`CREATE TABLE \${name} (id int)\`); }
  down() { for (const name of this.tables()) this.addSql(\`DROP TABLE \${name}\`); }
  tables() { return ['a', 'b']; }`;
    const kinds = (script: Script) => pointedScript(script).map(([kind]) => kind);
    expect(kinds(migration(members))).toEqual(['createTable', 'createTable']);
    expect(kinds({ ...migration(members), direction: 'down' })).toEqual(['dropTable', 'dropTable']);
  });
});
