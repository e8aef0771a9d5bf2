import type { Catalog, Origin, QualifiedName, Routine, Table } from '../catalog/catalog.ts';
import { findColumn, findRelation, isSameName, keyOf, resolveName } from '../catalog/lookup.ts';
import { indexLines, quoteLine } from '../lines.ts';
import type { History } from '../migration.ts';
import type { ColumnUse, ObjectName, Operation, Span } from '../operation.ts';
import type { Confidence, Reference, ReferenceKind, Subject } from '../reference.ts';
import { referencedColumns } from '../postgres/effects/columns.ts';
import {
  incomingForeignKeys,
  policiesUsing,
  policiesUsingColumn,
  trackedRoutinesUsing,
  viewsUsing,
  viewsUsingColumn,
} from '../postgres/effects/dependents.ts';
import type { MigrationEnd, Step } from '../step.ts';

/** A place in a migration at which an object of the database names what is taken away. */
interface Place {
  readonly origin: Origin;
  readonly span: Span;
  readonly kind: ReferenceKind;
  readonly confidence: Confidence;
  readonly because?: string;
}

/**
 * The routines and triggers that a step breaks without a word from Postgres. What they use is kept
 * as text, so that they fail when they are next called: with 42703 for a column, 42P01 for a table,
 * 22P02 for a value of an enum, 23502 for an INSERT without a required column. Those that the
 * migration mends before it ends are not among them.
 */
export function brokenRoutines(subject: Subject, step: Step, end: MigrationEnd): readonly Reference[] {
  const { catalog } = step;
  const routines = tablesOf(subject).flatMap((table) => routinesUsing(catalog, table, end.catalog));
  const places = [...new Set(routines)].flatMap((routine) => placesIn(routine, subject, catalog));
  const references = [...places, ...triggerPlaces(subject, step, end)].map((place) =>
    referenceOf(place, end.history),
  );
  return references.filter((reference) => reference !== undefined);
}

function tablesOf(subject: Subject): readonly QualifiedName[] {
  return subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
}

/** What named the table when the step ran, as it is when the migration has run. */
function routinesUsing(before: Catalog, table: QualifiedName, after: Catalog): readonly Routine[] {
  return (before.usedBy.get(keyOf(table)) ?? [])
    .filter(({ kind }) => kind === 'routine')
    .flatMap((name) => after.routines.get(keyOf(name)) ?? [])
    .filter(({ body }) => body.tracked !== true);
}

function placesIn(routine: Routine, subject: Subject, catalog: Catalog): readonly Place[] {
  const at = { origin: routine.defined, kind: 'function' } as const;
  const means = (name: ObjectName, table: QualifiedName): boolean =>
    isSameName(resolveName(catalog, name), table);
  switch (subject.kind) {
    case 'table':
      return routine.uses.relations
        .filter(({ relation }) => means(relation, subject.table))
        .map(({ relation }) => ({ ...at, span: relation.span, confidence: 'certain' }));
    case 'column':
      return routine.uses.columns
        .filter(({ column }) => column === subject.column)
        .flatMap((use) => columnPlace(use, routine, { table: subject.table, catalog }))
        .map((place) => ({ ...at, ...place }));
    case 'enumValue':
      return literalsIn(routine.body.operations)
        .filter(({ value }) => value === subject.value)
        .map(({ span }) => ({ ...at, span, confidence: 'likely', because: BESIDE }));
    case 'insert':
      return routine.body.operations
        .filter((operation) => operation.kind === 'insert')
        .filter(({ table }) => means(table, subject.table))
        .filter(({ columns }) => columns !== undefined && !columns.includes(subject.column))
        .map(({ span }) => ({ ...at, span, confidence: 'certain' }));
    default:
      return subject satisfies never;
  }
}

const BESIDE = 'the text stands in a function that uses a column of the enum';

/** A column without a qualifier is certain only if no other table that the routine names can have it. */
function columnPlace(
  use: ColumnUse,
  routine: Routine,
  { table, catalog }: { readonly table: QualifiedName; readonly catalog: Catalog },
): readonly Pick<Place, 'span' | 'confidence' | 'because'>[] {
  const { span } = use;
  if (use.relation !== undefined) {
    const isMeant = isSameName(resolveName(catalog, use.relation), table);
    return isMeant ? [{ span, confidence: 'certain' }] : [];
  }
  const others = routine.uses.relations
    .map(({ relation }) => resolveName(catalog, relation))
    .filter((name) => !isSameName(name, table))
    .map((name) => findRelation(catalog, name));
  const isOther = others.some((other) => findColumn(other, use.column) !== undefined);
  if (isOther)
    return [{ span, confidence: 'possible', because: 'another table of the function has the name too' }];
  if (others.every((other) => other?.columnsKnown === true)) return [{ span, confidence: 'certain' }];
  return [
    { span, confidence: 'likely', because: 'the columns of another table of the function are not known' },
  ];
}

/** `NEW.column` and `OLD.column` in the functions of the table's triggers. */
function triggerPlaces(subject: Subject, step: Step, end: MigrationEnd): readonly Place[] {
  if (subject.kind !== 'column') return [];
  const functions = findRelation(step.catalog, subject.table)?.triggers ?? [];
  const routines = functions.flatMap((trigger) => {
    const { schema, name } = trigger.function;
    const schemas = schema === undefined ? step.catalog.searchPath : [schema];
    return schemas.flatMap((in_) => end.catalog.routines.get(keyOf({ schema: in_, name })) ?? []);
  });
  return [...new Set(routines)].flatMap(({ body, defined }) =>
    (body.ofRow ?? [])
      .filter(({ column }) => column === subject.column)
      .map(({ span }) => ({ origin: defined, span, kind: 'trigger', confidence: 'certain' })),
  );
}

interface Literal {
  readonly value: string;
  readonly span: Span;
}

function literalsIn(operations: readonly Operation[]): readonly Literal[] {
  return operations.flatMap((operation) => [
    ...('literals' in operation ? operation.literals : []),
    ...('where' in operation && typeof operation.where === 'object' ? operation.where.literals : []),
  ]);
}

/**
 * The objects because of which Postgres refuses to drop a column or table without CASCADE: views,
 * foreign keys of other tables, generated columns, policies, triggers, standard SQL functions.
 */
export function refusingObjects(step: Step, end: MigrationEnd): readonly Reference[] {
  const { operation, catalog } = step;
  const isDrop = operation.kind === 'dropColumn' || operation.kind === 'dropTable';
  const table = isDrop ? findRelation(catalog, operation.table) : undefined;
  if (table === undefined || step.effect.failure?.code !== '2BP01') return [];
  const objects =
    operation.kind === 'dropColumn'
      ? objectsUsingColumn(catalog, table, operation.column)
      : objectsUsing(catalog, table);
  return objects
    .map(({ origin, kind }) =>
      referenceOf({ origin, span: origin.span, kind, confidence: 'certain' }, end.history),
    )
    .filter((reference) => reference !== undefined);
}

type DatabaseObject = Pick<Place, 'origin' | 'kind'>;

function objectsUsing(catalog: Catalog, table: Table): readonly DatabaseObject[] {
  return [
    ...viewsUsing(catalog, table).map(({ origin }) => ({ origin, kind: 'view' as const })),
    ...incomingForeignKeys(catalog, table)
      .filter(({ table: other }) => !isSameName(other, table))
      .map(({ constraint: { origin } }) => ({ origin, kind: 'constraint' as const })),
    ...policiesUsing(catalog, table).map(({ policy: { origin } }) => ({ origin, kind: 'policy' as const })),
    ...trackedRoutinesUsing(catalog, table).map(({ defined }) => ({
      origin: defined,
      kind: 'function' as const,
    })),
  ];
}

function objectsUsingColumn(catalog: Catalog, table: Table, column: string): readonly DatabaseObject[] {
  const routines = trackedRoutinesUsing(catalog, table, column);
  return [
    ...viewsUsingColumn(catalog, table, column).map(({ origin }) => ({ origin, kind: 'view' as const })),
    ...incomingForeignKeys(catalog, table)
      .filter(({ constraint }) => referencedColumns(table, constraint.references?.columns).includes(column))
      .map(({ constraint: { origin } }) => ({ origin, kind: 'constraint' as const })),
    ...table.columns
      .filter(({ generated }) => generated?.expression.columns.includes(column))
      .map(({ origin }) => ({ origin, kind: 'column' as const })),
    ...policiesUsingColumn(catalog, table, column).map(({ policy: { origin } }) => ({
      origin,
      kind: 'policy' as const,
    })),
    ...table.triggers
      .filter((trigger) => [...trigger.columns, ...trigger.whenColumns].includes(column))
      .map(({ origin }) => ({ origin, kind: 'trigger' as const })),
    ...routines.map(({ defined }) => ({ origin: defined, kind: 'function' as const })),
  ];
}

/** Undefined where the file of the migration is not known. */
function referenceOf(
  { origin, span, kind, confidence, because }: Place,
  { migrations, baseline }: History,
): Reference | undefined {
  const made = origin.migration < 0 ? baseline : migrations[origin.migration];
  if (made === undefined) return undefined;
  return {
    file: made.file,
    ...quoteLine(indexLines(made.text), span.start),
    kind,
    confidence,
    ...(because === undefined ? {} : { because }),
    in: 'head',
  };
}
