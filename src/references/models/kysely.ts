import { definitionOf, type Definition } from '../definitions.ts';
import { nearestFile } from '../nearest-file.ts';
import type { CodeTree, Model, ModelReader } from '../source.ts';
import { membersOfDefinition, type TypeProperty } from '../types.ts';
import { snakeCaseMapped } from './naming.ts';
import { typedTable, type Naming } from './typed-table.ts';

const DATABASE_WORDS = ['Kysely<', 'kysely<'];

/** The tables of the type that `Kysely<Database>` names, in the file where each is listed. */
export const kysely: ModelReader = {
  orm: 'kysely',
  words: DATABASE_WORDS,

  mayDeclare({ text }) {
    return /\b(?:interface|type)\s+\w/.test(text);
  },

  models(file, tree) {
    return tablesOf(tree)
      .filter(({ code }) => code.file === file)
      .map((property) => typedTable(property, { orm: 'kysely', naming: namingFor(file.file, tree) }))
      .filter((found): found is Model => found !== undefined);
  },
};

const tables = new WeakMap<CodeTree, readonly TypeProperty[]>();

function tablesOf(tree: CodeTree): readonly TypeProperty[] {
  const known = tables.get(tree) ?? readTables(tree);
  tables.set(tree, known);
  return known;
}

const DATABASE = /\b\w*[kK]ysely<\s*([A-Za-z_$][\w$]*)\s*[>,]/g;
/** Files of one name of a type that are looked into: they mean the same type in all but name clashes. */
const MAX_FILES = 4;

/** Queries name the type everywhere: a few files of each name lead to it. */
function readTables(tree: CodeTree): readonly TypeProperty[] {
  const users = new Map<string, string[]>();
  for (const file of tree.filesWith(DATABASE_WORDS)) {
    for (const [, name = ''] of tree.read(file)?.text.matchAll(DATABASE) ?? []) {
      const files = users.get(name) ?? [];
      users.set(name, files);
      if (files.length < MAX_FILES && !files.includes(file)) files.push(file);
    }
  }
  const found = new Map<unknown, TypeProperty>();
  for (const [name, files] of users) {
    for (const path of files) {
      const file = tree.read(path);
      const type = file === undefined ? undefined : definitionOf(name, { file, tree });
      for (const property of type === undefined ? [] : databaseOf(type))
        found.set(`${property.code.file.file}:${String(property.span.start)}`, property);
    }
  }
  return [...found.values()];
}

function databaseOf(type: Definition): readonly TypeProperty[] {
  return type.kind === 'interface' || type.kind === 'alias' ? membersOfDefinition(type).properties : [];
}

const AS_WRITTEN: Naming = { nameOf: (name) => name, because: undefined };
const CAMEL_CASE: Naming = { nameOf: snakeCaseMapped, because: 'CamelCasePlugin makes the name' };

const plugins = new WeakMap<CodeTree, readonly string[]>();

/** Of several clients in a repository the nearest decides. */
function namingFor(file: string, tree: CodeTree): Naming {
  const users = plugins.get(tree) ?? tree.filesWith(['new CamelCasePlugin']);
  plugins.set(tree, users);
  if (users.length === 0) return AS_WRITTEN;
  const nearest = nearestFile(tree.filesWith(['new Kysely', 'KyselyModule']), file);
  return nearest === undefined || users.includes(nearest) ? CAMEL_CASE : AS_WRITTEN;
}
