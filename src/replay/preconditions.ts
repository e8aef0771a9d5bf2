import { applyOperation } from '../catalog/apply.ts';
import type { Catalog, Column, Table } from '../catalog/catalog.ts';
import { isCertain } from '../catalog/certainty.ts';
import { findColumn, findRelation, findType } from '../catalog/lookup.ts';
import type {
  AddColumn,
  Asked,
  CreateTable,
  DropColumn,
  DropTable,
  ObjectName,
  Operation,
  Precondition,
  RenameColumn,
  RenameTable,
  Source,
  Statement,
  TypeName,
} from '../operation.ts';
import { generatedRenames } from './generated-names.ts';
import { missingColumn } from '../postgres/effects/presence.ts';

/** Later than all that earlier migrations have made. */
const THIS_MIGRATION = Number.MAX_SAFE_INTEGER;

/**
 * The migration without the operations that it does not come to, with the catalog as it is when the
 * migration starts: what its library looks at then, and what it asks for itself on its way. What a
 * library renames along with a table or a column is added.
 */
export function resolvePreconditions(source: Source, catalog: Catalog): Source {
  const operations = source.statements.flatMap((statement) => statement.operations);
  const all = operations.flatMap(({ onlyIf = [] }) => onlyIf);
  const hasRenames = operations.some(renamesGenerated);
  if (all.length === 0 && !hasRenames) return source;
  const questions = all.filter(asks);
  const isFollowed = hasRenames || questions.length > 0;
  const answers = new Map<string, Answer>();
  let now = catalog;
  const statements: Statement[] = [];
  for (const statement of source.statements) {
    for (const question of questions) {
      const isOpen = question.table.span.start <= statement.span.start && !answers.has(nameOf(question));
      if (isOpen) answers.set(nameOf(question), answerTo(question, now));
    }
    const operations = statement.operations.flatMap((operation) =>
      reached(operation, { atStart: catalog, now, answers }),
    );
    if (operations.length > 0 || statement.operations.length === 0)
      statements.push({ ...statement, operations });
    const others = operations.filter(renamesGenerated).flatMap((rename) => generatedRenames(rename, now));
    for (const other of others) statements.push({ ...statement, operations: [other] });
    for (const operation of isFollowed ? [...operations, ...others] : []) {
      const origin = { migration: THIS_MIGRATION, deploy: THIS_MIGRATION, transaction: 0 };
      now = applyOperation(now, operation, { ...origin, span: operation.span });
    }
  }
  return { ...source, statements };
}

function renamesGenerated(operation: Operation): operation is RenameTable | RenameColumn {
  return (
    (operation.kind === 'renameTable' || operation.kind === 'renameColumn') &&
    operation.renamesGenerated === true
  );
}

/** `not seen`: the history says nothing of it; `perhaps`: it may have made it. */
type Answer = 'there' | 'missing' | 'not seen' | 'perhaps';

/** What is known when the migration comes to an operation. */
interface Known {
  readonly atStart: Catalog;
  readonly now: Catalog;
  /** To what the migration has asked until then. */
  readonly answers: Map<string, Answer>;
}

/** The operation as it runs, or nothing where it does not. */
function reached(operation: Operation, { atStart, now, answers }: Known): readonly Operation[] {
  let known = operation;
  for (const precondition of operation.onlyIf ?? []) {
    if (!asks(precondition)) {
      if (!holds(precondition, atStart)) return [];
      continue;
    }
    const answer = answers.get(nameOf(precondition)) ?? answerTo(precondition, now);
    if (answer === (precondition.is === 'there' ? 'missing' : 'there')) return [];
    if (answer === 'perhaps' || answer === 'not seen') known = asIfExists(known, precondition, answer);
  }
  return [known];
}

function asks(precondition: Precondition): precondition is Asked {
  return precondition.is === 'there' || precondition.is === 'notThere';
}

/** The same for a question and its opposite. */
function nameOf({ table: { schema = '', name, span }, column = '' }: Asked): string {
  return [span.start, schema, name, column].join('\n');
}

function answerTo({ table, column }: Asked, catalog: Catalog): Answer {
  const relation = findRelation(catalog, table);
  if (relation === undefined) return 'not seen';
  if (column === undefined) return isCertain(catalog, relation.origin) ? 'there' : 'perhaps';
  const found = findColumn(relation, column);
  if (found !== undefined) return isCertain(catalog, found.origin, relation) ? 'there' : 'perhaps';
  return missingColumn({ catalog, postgres: 18 }, table, column) === undefined ? 'not seen' : 'missing';
}

/**
 * What the migration has asked for before, as SQL would with IF EXISTS and IF NOT EXISTS. What is to be
 * there and has not been seen may be missing; what is not to be there and has not been seen is not.
 */
function asIfExists(operation: Operation, asked: Asked, answer: Answer): Operation {
  if (asked.is === 'notThere') {
    const known: Operation = answer === 'not seen' ? operation : { ...operation, conditional: true };
    return isCreated(known, asked) ? { ...known, ifNotExists: true } : known;
  }
  const known: Operation = { ...operation, conditional: true };
  return isTakenAway(known, asked) ? { ...known, ifExists: true } : known;
}

function isCreated(operation: Operation, { table, column }: Asked): operation is CreateTable | AddColumn {
  if (column === undefined) return operation.kind === 'createTable' && isSame(operation.table, table);
  return operation.kind === 'addColumn' && isSame(operation.table, table) && operation.column.name === column;
}

function isTakenAway(operation: Operation, { table, column }: Asked): operation is DropTable | DropColumn {
  if (column === undefined) return operation.kind === 'dropTable' && isSame(operation.table, table);
  return operation.kind === 'dropColumn' && isSame(operation.table, table) && operation.column === column;
}

function isSame(left: ObjectName, right: ObjectName): boolean {
  return left.name === right.name;
}

function holds(precondition: Exclude<Precondition, Asked>, catalog: Catalog): boolean {
  if (precondition.is === 'noTable') return findRelation(catalog, precondition.table) === undefined;
  if (precondition.is === 'noType') return findType(catalog, precondition.type) === undefined;
  const table = findRelation(catalog, precondition.table);
  if (precondition.is === 'withPrimaryKey')
    return table?.constraints.some(({ kind }) => kind === 'primaryKey') ?? true;
  const column = findColumn(table, precondition.column);
  if (table === undefined || column?.type === undefined) return precondition.is === 'unknown';
  switch (precondition.is) {
    case 'unknown':
      return false;
    case 'nullable':
      return !column.notNull;
    case 'notNull':
      return column.notNull;
    case 'withDefault':
      return column.default !== undefined || SERIALS.has(column.type.name);
    case 'unique':
      return hasOwnUnique(table, column);
    case 'notUnique':
      return !hasOwnUnique(table, column);
    case 'inPrimaryKey':
      return isInPrimaryKey(table, column);
    case 'notInPrimaryKey':
      return !isInPrimaryKey(table, column);
    case 'ofType':
      return isOfType(column.type, precondition);
    case 'ofOtherType':
      return !isOfType(column.type, precondition);
    case 'enumWithin':
      return valuesOf(column.type, catalog).every((value) => precondition.values.includes(value));
    case 'enumBeyond':
      return valuesOf(column.type, catalog).some((value) => !precondition.values.includes(value));
    case 'enumWithout':
      return !valuesOf(column.type, catalog).includes(precondition.value);
    default:
      return precondition satisfies never;
  }
}

const SERIALS: ReadonlyMap<string, string> = new Map([
  ['serial', 'int4'],
  ['bigserial', 'int8'],
  ['smallserial', 'int2'],
]);

function plainName({ name }: TypeName): string {
  return SERIALS.get(name) ?? name;
}

function isOfType(
  found: TypeName,
  { type, anyModifiers }: { readonly type: TypeName; readonly anyModifiers: boolean },
): boolean {
  return (
    plainName(found) === plainName(type) &&
    found.arrayDimensions > 0 === type.arrayDimensions > 0 &&
    (anyModifiers || found.modifiers.join(',') === type.modifiers.join(','))
  );
}

function hasOwnUnique({ constraints }: Table, { name }: Column): boolean {
  return constraints.some(
    ({ kind, columns }) => kind === 'unique' && columns.length === 1 && columns[0] === name,
  );
}

function isInPrimaryKey({ constraints }: Table, { name }: Column): boolean {
  return constraints.some(({ kind, columns }) => kind === 'primaryKey' && columns.includes(name));
}

function valuesOf(type: TypeName, catalog: Catalog): readonly string[] {
  const found = findType(catalog, type);
  return found?.kind === 'enum' ? found.values.map(({ value }) => value) : [];
}
