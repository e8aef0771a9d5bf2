import type { Class } from '@oxc-project/types';

import { nearestFile } from '../nearest-file.ts';
import type { Code, Definition } from '../definitions.ts';
import type { CodeTree, Model, ModelColumn, ModelReader } from '../source.ts';
import {
  classChain,
  entryOf,
  itemsOf,
  objectAt,
  spanOf,
  staticValue,
  textOf,
  type ClassDefinition,
  type Entry,
  type ObjectOf,
} from '../static.ts';
import { keyName, walk } from '../syntax.ts';
import { snakeCaseMapped } from './naming.ts';

/** Classes with `static get tableName()`, as models of Objection have it. */
export const objection: ModelReader = {
  orm: 'objection',

  mayDeclare({ text }) {
    return /\bstatic\b[^;{}]*\btableName\b/.test(text);
  },

  models(file, tree) {
    const models: (Model | undefined)[] = [];
    if (file.script !== undefined)
      walk(file.script.program, (node) => {
        if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression')
          models.push(classModel(node, { file, tree }));
      });
    return models.filter((model) => model !== undefined);
  },
};

/** A static member of the class or of the nearest that it extends. */
function inherited(
  classes: readonly ClassDefinition[],
  name: string,
): { readonly value: Entry['value']; readonly code: Code } | undefined {
  for (const { node, file, tree } of classes) {
    const value = staticValue(node, name);
    if (value !== undefined) return { value, code: { file, tree } };
  }
  return undefined;
}

function classModel(node: Class, code: Code): Model | undefined {
  if (node.id === null || node.superClass === null) return undefined;
  const { classes, root } = classChain({ kind: 'class', node, ...code });
  const tableName = inherited(classes, 'tableName');
  const table = tableName && textOf(tableName.value, tableName.code);
  const schema = objectOf(classes, 'jsonSchema');
  const relations = objectOf(classes, 'relationMappings');
  if (table === undefined || !isObjection(classes, root, [schema, relations])) return undefined;
  const mapping = mappingFor(classes, code);
  const [name = table, schemaName] = table.split('.').toReversed();
  const mappedName = mapping.isOfConnection ? mapping.nameOf(name) : name;
  return {
    orm: 'objection',
    name: node.id.name,
    table: { schema: schemaName, name: mappedName },
    file: code.file.file,
    span: spanOf(node.id),
    columns: columnsOf(classes, { table, schema, relations }, mapping),
    isComplete: schema?.isComplete === true && entryOf(schema, 'properties') !== undefined,
    ...(mappedName === name || mapping.because === undefined
      ? { confidence: 'certain' }
      : { confidence: 'likely', because: mapping.because }),
  };
}

/** Mixins hide what a class extends: what it declares, or an import of Objection on the way, has to do. */
function isObjection(
  classes: readonly ClassDefinition[],
  root: Definition | undefined,
  declared: readonly (ObjectOf | undefined)[],
): boolean {
  if (root?.kind === 'package') return root.specifier === 'objection';
  return (
    declared.some((object) => object !== undefined) ||
    classes.some(({ file }) => /\bfrom ['"]objection['"]|require\(['"]objection['"]\)/.test(file.text))
  );
}

function objectOf(classes: readonly ClassDefinition[], name: string): ObjectOf | undefined {
  const found = inherited(classes, name);
  return found && objectAt(found.value, found.code);
}

interface Mapping {
  readonly nameOf: (name: string) => string;
  readonly because: string | undefined;
  /** `knexSnakeCaseMappers` changes the names of tables as well. */
  readonly isOfConnection: boolean;
}

interface Declared {
  readonly table: string;
  readonly schema: ObjectOf | undefined;
  readonly relations: ObjectOf | undefined;
}

function columnsOf(
  classes: readonly ClassDefinition[],
  { table, schema, relations }: Declared,
  mapping: Mapping,
): readonly ModelColumn[] {
  const columns = new Map<string, ModelColumn>();
  const add = (column: ModelColumn): void => {
    if (!columns.has(column.column)) columns.set(column.column, column);
  };
  const properties = entryOf(schema, 'properties');
  const required = entryOf(schema, 'required');
  const names = new Set(
    (required && itemsOf(required.value, required.code))?.map(({ value, code }) => textOf(value, code)),
  );
  for (const entry of (properties && objectAt(properties.value, properties.code)?.entries) ?? [])
    add(schemaColumn(entry, names.has(entry.key), mapping));
  for (const column of joinColumns(relations, table, mapping)) add(column);
  const isRelation = new Set(relations?.entries.map(({ key }) => key));
  for (const column of fieldColumns(classes, mapping)) if (!isRelation.has(column.property)) add(column);
  return [...columns.values()];
}

function schemaColumn(entry: Entry, isRequired: boolean, mapping: Mapping): ModelColumn {
  const options = objectAt(entry.value, entry.code);
  const column = mapping.nameOf(entry.key);
  return {
    property: entry.key,
    column,
    file: entry.code.file.file,
    span: entry.keySpan,
    confidence: 'likely',
    because:
      (column === entry.key ? undefined : mapping.because) ??
      'its JSON schema lists it, and a query names it where it has a value',
    onInsert:
      entryOf(options, 'default') !== undefined ? 'value of the client' : isRequired ? 'required' : 'null',
  };
}

/** `from: 'users.teamId'` and `to: 'teams.id'` of the relations, as far as they are of this table. */
function joinColumns(
  relations: ObjectOf | undefined,
  table: string,
  mapping: Mapping,
): readonly ModelColumn[] {
  return (relations?.entries ?? []).flatMap(({ key, value, code }) => {
    const join = entryOf(objectAt(value, code), 'join');
    const sides = join && objectAt(join.value, join.code);
    return ['from', 'to'].flatMap((side) => {
      const entry = entryOf(sides, side);
      const items = entry === undefined ? [] : (itemsOf(entry.value, entry.code) ?? [entry]);
      return items.flatMap((item): readonly ModelColumn[] => {
        const text = textOf(item.value, item.code);
        const property = text?.startsWith(`${table}.`) === true ? text.slice(table.length + 1) : undefined;
        if (property === undefined) return [];
        return [
          {
            property: key,
            column: mapping.nameOf(property),
            file: item.code.file.file,
            span: spanOf(item.value),
            confidence: 'likely',
            because: 'a relation joins by it',
            onInsert: 'null',
          },
        ];
      });
    });
  });
}

/** Fields that a class declares in TypeScript may be columns, or what its code keeps beside them. */
function fieldColumns(classes: readonly ClassDefinition[], mapping: Mapping): readonly ModelColumn[] {
  return classes.flatMap(({ node, file }) =>
    node.body.body.flatMap((member): readonly ModelColumn[] => {
      if (member.type !== 'PropertyDefinition' || member.static || member.value !== null) return [];
      const name = keyName(member.key, member.computed);
      const type = member.typeAnnotation?.typeAnnotation;
      if (name === undefined || name.startsWith('$') || type === undefined) return [];
      const isScalar = !['TSArrayType', 'TSFunctionType', 'TSTypeReference'].includes(type.type);
      if (!isScalar && !(type.type === 'TSTypeReference' && isDate(file.text.slice(type.start, type.end))))
        return [];
      return [
        {
          property: name,
          column: mapping.nameOf(name),
          file: file.file,
          span: spanOf(member.key),
          confidence: 'possible',
          because: 'a field of the class has the name',
          onInsert: 'null',
        },
      ];
    }),
  );
}

function isDate(type: string): boolean {
  return type === 'Date' || type === 'Buffer' || type.startsWith('Record<');
}

const users = new WeakMap<CodeTree, readonly string[]>();

function mappingFor(classes: readonly ClassDefinition[], { file, tree }: Code): Mapping {
  if (inherited(classes, 'columnNameMappers') !== undefined)
    return { nameOf: snakeCaseMapped, because: 'snakeCaseMappers makes the name', isOfConnection: false };
  const connections = users.get(tree) ?? tree.filesWith(['knexSnakeCaseMappers(']);
  users.set(tree, connections);
  const nearest = nearestFile(connections, file.file);
  if (nearest === undefined) return { nameOf: (name) => name, because: undefined, isOfConnection: false };
  const isUpper = UPPER_CASE.test(tree.read(nearest)?.text ?? '');
  return {
    nameOf: isUpper ? (name) => snakeCaseMapped(name).toUpperCase() : snakeCaseMapped,
    because: 'knexSnakeCaseMappers makes the name',
    isOfConnection: true,
  };
}

const UPPER_CASE = /knexSnakeCaseMappers\(\s*\{[^}]*\bupperCase:\s*true\b/;
