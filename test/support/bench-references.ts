import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A repository of generated code, with a branch that drops columns or does not. */
export interface ReferenceProject {
  readonly cwd: string;
  /** The columns that the new migration drops. */
  readonly columns: readonly string[];
}

const FILES = 5000;
const TABLES = 40;
const DROPPED = ['legacyEmail', 'oldStatus', 'shippingNote', 'referralCode', 'avatarPath'];

/**
 * An application of 5,000 files. `sql` sends queries through a driver and needs no compiler; `typeorm`
 * has entities whose properties are used all over it, in TypeScript with types.
 */
export function referenceProject(
  directory: string,
  kind: 'sql' | 'typeorm',
  drops: boolean,
): ReferenceProject {
  const cwd = path.join(directory, `references-${kind}${drops ? '' : '-without'}`);
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  };
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };

  write('package.json', '{ "name": "bench", "type": "module" }');
  write('tsconfig.json', TSCONFIG);
  // By itself the compiler is asked only for what nothing else has found.
  if (kind === 'typeorm') write('ddlint.config.json', '{ "references": { "types": "always" } }');
  write('src/typings/typeorm.d.ts', TYPEORM);
  write('src/typings/pg.d.ts', PG);
  for (let table = 0; table < TABLES; table += 1) {
    write(`src/entities/${entityOf(table)}.ts`, kind === 'sql' ? rowOf(table) : entityFile(table));
  }
  for (let file = 0; file < FILES - TABLES; file += 1) {
    write(`src/modules/m${(file % 50).toString()}/service${file.toString()}.ts`, serviceFile(file, kind));
  }
  write(
    'migrations/0001_init.sql',
    Array.from({ length: TABLES }, (_, table) => createTable(table)).join(''),
  );
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Base');
  git('checkout', '-q', '-b', 'feature');
  const drop = (column: string, table: number): string =>
    `ALTER TABLE ${tableOf(table)} DROP COLUMN ${snake(column)};\n`;
  const sql = drops ? DROPPED.map(drop).join('') : 'ALTER TABLE table_0 ADD COLUMN added text;\n';
  write('migrations/0002_next.sql', sql);
  git('add', '-A');
  git('commit', '-q', '-m', 'Next');
  return { cwd, columns: DROPPED.map(snake) };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function tableOf(table: number): string {
  return `table_${table.toString()}`;
}

function entityOf(table: number): string {
  return `Entity${table.toString()}`;
}

/** Each table has its own dropped column, as far as they go, and columns that all tables have. */
function columnsOf(table: number): readonly string[] {
  const own = DROPPED[table];
  return ['id', 'name', 'createdAt', 'updatedAt', ...(own === undefined ? [] : [own])];
}

function createTable(table: number): string {
  const columns = columnsOf(table).map((column) => `${snake(column)} text`);
  return `CREATE TABLE ${tableOf(table)} (${columns.join(', ')});\n`;
}

function rowOf(table: number): string {
  const fields = columnsOf(table).map((column) => `  readonly ${column}: string;\n`);
  return `export interface ${entityOf(table)} {\n${fields.join('')}}\n`;
}

function entityFile(table: number): string {
  const columns = columnsOf(table).map(
    (column) => `  @Column({ name: '${snake(column)}' })\n  ${column}!: string;\n`,
  );
  return `import { Column, Entity } from 'typeorm';\n\n@Entity({ name: '${tableOf(table)}' })\nexport class ${entityOf(table)} {\n${columns.join('\n')}}\n`;
}

/** One file in 50 uses a dropped column; all have something to parse and to check. */
function serviceFile(file: number, kind: 'sql' | 'typeorm'): string {
  const uses = file % 50 === 0;
  const table = uses ? (file / 50) % DROPPED.length : file % TABLES;
  const entity = entityOf(table);
  const column = uses ? (DROPPED[table] ?? 'name') : 'name';
  const query =
    kind === 'sql'
      ? `export const load = (id: string) => pool.query<${entity}>('SELECT id, ${snake(column)} FROM ${tableOf(table)} WHERE id = $1', [id]);\n`
      : `export const load = (id: string) => repository(${entity}).find({ where: { id }, order: { ${column}: 'ASC' } });\n`;
  const driver =
    kind === 'sql'
      ? `import { Pool } from 'pg';\n\nimport type { ${entity} } from '../../entities/${entity}.js';\n\nconst pool = new Pool();\n`
      : `import { repository } from 'typeorm';\n\nimport { ${entity} } from '../../entities/${entity}.js';\n`;
  return `${driver}\n${query}\nexport function label(row: ${entity}): string {\n  return row.${column}.trim();\n}\n${work(file)}`;
}

/** Code that has nothing to do with the database. */
function work(file: number): string {
  return Array.from(
    { length: 12 },
    (_, index) => `
export function step${index.toString()}(values: readonly number[], limit = ${(file + index).toString()}): number {
  let total = 0;
  for (const value of values) {
    if (value > limit) total += value - limit;
  }
  return total;
}
`,
  ).join('');
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext", "strict": true, "noEmit": true,
    "experimentalDecorators": true, "skipLibCheck": true, "types": []
  },
  "include": ["src"]
}
`;

const TYPEORM = `declare module 'typeorm' {
  export function Entity(options: { name: string }): ClassDecorator;
  export function Column(options: { name: string }): PropertyDecorator;
  export interface FindOptions<T> {
    readonly where?: Partial<T>;
    readonly order?: { readonly [Key in keyof T]?: 'ASC' | 'DESC' };
  }
  export interface Repository<T> {
    find(options: FindOptions<T>): Promise<T[]>;
  }
  export function repository<T>(entity: new () => T): Repository<T>;
}
`;

const PG = `declare module 'pg' {
  export class Pool {
    query<Row>(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
  }
}
`;
