import type { CodeTree, Model, ModelColumn, ModelReader, SourceFile } from '../source.ts';
import {
  argumentOf,
  parsePrismaSchema,
  type PrismaAttribute,
  type PrismaBlock,
  type PrismaField,
  type PrismaText,
} from './prisma-schema.ts';

type EnumValues = NonNullable<ModelColumn['enumValues']>;

/** Scalars of the schema language; every other type is an enum or another model. */
const SCALARS: ReadonlySet<string> = new Set([
  'String',
  'Boolean',
  'Int',
  'BigInt',
  'Float',
  'Decimal',
  'DateTime',
  'Json',
  'Bytes',
]);

/** Providers whose migrations are for another database. `env(…)`, which old schemas have, is none of them. */
const OTHER_DATABASES: ReadonlySet<string> = new Set(['mysql', 'sqlite', 'sqlserver', 'mongodb']);

/** Defaults that Prisma leaves to the database; it fills in all others itself, `now()` among them. */
const DATABASE_DEFAULTS: ReadonlySet<string> = new Set(['autoincrement', 'dbgenerated', 'sequence']);

/** Models and views of `*.prisma`, in one file or in a folder of them. */
export const prisma: ModelReader = {
  orm: 'prisma',

  mayDeclare({ file, text }) {
    return file.endsWith('.prisma') && /^\s*(?:model|view)\s/m.test(text);
  },

  models(file, tree) {
    const schema = schemaOf(file, tree);
    if (schema.isOfOtherDatabase) return [];
    return blocksOf(file)
      .filter(({ keyword, attributes }) => isTable(keyword) && !has(attributes, 'ignore'))
      .flatMap((block) => [model(block, file, schema), ...relationTables(block, file, schema)]);
  },
};

function isTable(keyword: string): boolean {
  return keyword === 'model' || keyword === 'view';
}

/** What the files of one schema know of each other. */
interface Schema {
  readonly models: ReadonlyMap<string, PrismaBlock>;
  readonly enums: ReadonlyMap<string, EnumValues>;
  readonly isOfOtherDatabase: boolean;
}

const parsed = new WeakMap<SourceFile, readonly PrismaBlock[]>();

function blocksOf(file: SourceFile): readonly PrismaBlock[] {
  const known = parsed.get(file) ?? parsePrismaSchema(file.text);
  parsed.set(file, known);
  return known;
}

const schemas = new WeakMap<CodeTree, Map<SourceFile, Schema>>();

function schemaOf(file: SourceFile, tree: CodeTree): Schema {
  const byFile = schemas.get(tree) ?? new Map<SourceFile, Schema>();
  schemas.set(tree, byFile);
  const known = byFile.get(file) ?? readSchema(file, tree);
  byFile.set(file, known);
  return known;
}

/**
 * A schema of several files is a folder, in which folders may be; the datasource often stands one
 * level above the models.
 */
function readSchema(file: SourceFile, tree: CodeTree): Schema {
  const folder = file.file.slice(0, file.file.lastIndexOf('/') + 1);
  const words = wordsOfOthers(blocksOf(file));
  const others = words.length === 0 ? [] : tree.filesWith(words);
  const files = others
    .filter((name) => name !== file.file && name.endsWith('.prisma') && isNear(name, folder))
    .map((name) => tree.read(name))
    .filter((found) => found !== undefined);
  const enums = new Map<string, EnumValues>();
  const models = new Map<string, PrismaBlock>();
  let isOfOtherDatabase = false;
  for (const part of [...files, file]) {
    for (const block of blocksOf(part)) {
      if (isTable(block.keyword)) models.set(block.name.text, block);
      if (block.keyword === 'enum') enums.set(block.name.text, enumValues(block, part));
      const provider = block.keyword === 'datasource' ? block.settings.get('provider') : undefined;
      if (provider?.kind === 'string') isOfOtherDatabase = OTHER_DATABASES.has(provider.text);
    }
  }
  return { enums, models, isOfOtherDatabase };
}

/** What leads to the files that a file needs: the declarations of types that it names and has not got. */
function wordsOfOthers(blocks: readonly PrismaBlock[]): readonly string[] {
  const own = new Set(blocks.map(({ name }) => name.text));
  const types = blocks
    .filter(({ keyword }) => isTable(keyword))
    .flatMap(({ fields }) => fields.map(({ type }) => type))
    .filter((type) => type !== undefined && !SCALARS.has(type) && !own.has(type));
  return [
    ...(blocks.some(({ keyword }) => keyword === 'datasource') ? [] : ['datasource ']),
    ...new Set(types.flatMap((type = '') => [`enum ${type}`, `model ${type}`])),
  ];
}

function isNear(file: string, folder: string): boolean {
  const above = folder.replace(/[^/]+\/$/, '');
  const inner = file.slice(above.length);
  return file.startsWith(folder) || (file.startsWith(above) && folder !== '' && !inner.includes('/'));
}

function enumValues({ fields }: PrismaBlock, { file }: SourceFile): EnumValues {
  return fields.map(({ name, attributes }) => {
    const { text, span } = mappedName(attributes) ?? name;
    return { value: text, span, file };
  });
}

function model(block: PrismaBlock, file: SourceFile, schema: Schema): Model {
  const schemaName = argumentOf(attributeOf(block.attributes, 'schema'), 'map');
  const columns = block.fields
    .map((field) => column(field, file, schema))
    .filter((found) => found !== undefined);
  return {
    orm: 'prisma',
    name: block.name.text,
    table: {
      schema: schemaName?.kind === 'string' ? schemaName.text : undefined,
      name: mappedName(block.attributes)?.text ?? block.name.text,
    },
    file: file.file,
    span: block.name.span,
    columns,
    isComplete: true,
    confidence: 'certain',
  };
}

/**
 * The tables of relations that are lists on both sides. Prisma names them after the relation, or after
 * both models in the order of the alphabet, and their columns `A` and `B`.
 */
function relationTables(block: PrismaBlock, file: SourceFile, { models }: Schema): readonly Model[] {
  const name = block.name.text;
  return block.fields.flatMap((field): readonly Model[] => {
    const other = field.isList && field.type !== undefined ? models.get(field.type) : undefined;
    const relation = relationName(field);
    const isBack = (back: PrismaField): boolean =>
      back !== field && back.isList && back.type === name && relationName(back) === relation;
    const back = other?.fields.find(isBack);
    if (other === undefined || back === undefined) return [];
    const isFirst =
      name < other.name.text || (other === block && block.fields.indexOf(field) < block.fields.indexOf(back));
    if (!isFirst) return [];
    const place = { file: file.file, span: field.name.span, confidence: 'certain' as const };
    return [
      {
        orm: 'prisma',
        name: `${name}.${field.name.text}`,
        table: { schema: undefined, name: `_${relation ?? `${name}To${other.name.text}`}` },
        ...place,
        columns: ['A', 'B'].map((column) => ({
          property: field.name.text,
          column,
          ...place,
          onInsert: 'required' as const,
        })),
        isComplete: true,
      },
    ];
  });
}

/** `@relation("Name")` or `@relation(name: "Name")`. */
function relationName({ attributes }: PrismaField): string | undefined {
  const value = argumentOf(attributeOf(attributes, 'relation'), 'name');
  return value?.kind === 'string' ? value.text : undefined;
}

/** Undefined for what the client names in no query: relations, ignored fields and types that it does not know. */
function column(field: PrismaField, { file }: SourceFile, { enums }: Schema): ModelColumn | undefined {
  const { name, type, attributes } = field;
  const values = type === undefined ? undefined : enums.get(type);
  if (type === undefined || (values === undefined && !SCALARS.has(type))) return undefined;
  if (has(attributes, 'ignore')) return undefined;
  const { text, span } = mappedName(attributes) ?? name;
  return {
    property: name.text,
    column: text,
    file,
    span,
    confidence: 'certain',
    onInsert: onInsert(field),
    ...(values === undefined ? {} : { enumValues: values }),
  };
}

function onInsert({ attributes, isOptional, isList }: PrismaField): ModelColumn['onInsert'] {
  const value = argumentOf(attributeOf(attributes, 'default'), 'value');
  if (value?.kind === 'call' && DATABASE_DEFAULTS.has(value.name)) return 'default of the database';
  if (value !== undefined || has(attributes, 'updatedAt')) return 'value of the client';
  return isOptional || isList ? 'null' : 'required';
}

function mappedName(attributes: readonly PrismaAttribute[]): PrismaText | undefined {
  const value = argumentOf(attributeOf(attributes, 'map'), 'name');
  return value?.kind === 'string' ? value : undefined;
}

function has(attributes: readonly PrismaAttribute[], name: string): boolean {
  return attributeOf(attributes, name) !== undefined;
}

function attributeOf(attributes: readonly PrismaAttribute[], name: string): PrismaAttribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}
