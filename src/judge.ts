import type { QualifiedName, Table } from './catalog/catalog.ts';
import { findColumn, findIndex, findRelation, findType, isSameName } from './catalog/lookup.ts';
import { indexLines, locate } from './lines.ts';
import type {
  ColumnDefinition,
  Expression,
  LockMode,
  ObjectName,
  OperationKind,
  OperationOf,
  Uses,
} from './operation.ts';
import { tokenize } from './parse/tokens.ts';
import type { RelationLock } from './postgres/effect.ts';
import { blocksReads, blocksWrites } from './postgres/locks.ts';
import { isScript } from './script-file.ts';
import type { HeldLock, MigrationEnd, Step } from './step.ts';

/**
 * What rules ask of a step. Kept here once, so that every rule means the same by "new", "blocks"
 * and "quoted".
 */

/**
 * Created by the deploy that the step belongs to, so that no running code uses it and no lock on
 * it is felt. A table made with IF NOT EXISTS may be an old one and is not new. An index is as new
 * as its table.
 */
export function isNew(step: When, relation: ObjectName | QualifiedName): boolean {
  const table = findTable(step, relation);
  return table !== undefined && isNewTable(step, table);
}

/** The relation, or the table of an index. */
function findTable({ catalog }: Pick<Step, 'catalog'>, name: ObjectName | QualifiedName): Table | undefined {
  const index = findIndex(catalog, name);
  return findRelation(catalog, index?.table ?? name);
}

type When = Pick<Step, 'catalog' | 'deploy'> & Partial<Pick<Step, 'operation'>>;

function isNewTable(step: When, table: Table): boolean {
  if (table.persistence === 'temporary') return true;
  return table.origin.deploy === step.deploy && (!table.mayBeOlder || isMadeBefore(step, table));
}

/** The migration or its library only comes to the operation where it found no older table of that name. */
function isMadeBefore({ catalog, operation }: When, table: Table): boolean {
  const asked = operation?.onlyIf ?? [];
  return asked.some(
    (found) =>
      (found.is === 'noTable' || (found.is === 'notThere' && found.column === undefined)) &&
      findRelation(catalog, found.table) === table,
  );
}

/** Made by this deploy with IF NOT EXISTS: as good as new, unless an older table of that name was there. */
export function mayBeNew(
  step: Pick<Step, 'catalog' | 'deploy'>,
  relation: ObjectName | QualifiedName,
): boolean {
  const table = findTable(step, relation);
  return table?.origin.deploy === step.deploy && table.mayBeOlder && !table.filled;
}

/** New, and nothing has filled it in bulk since. */
export function isEmpty(step: When, relation: ObjectName | QualifiedName): boolean {
  const table = findRelation(step.catalog, relation);
  return table !== undefined && isNewTable(step, table) && !table.filled;
}

/** What the step's locks keep running code from doing, on relations that running code may use. */
export function blocks(step: Step): readonly ('reads' | 'writes')[] {
  const felt = feltLocks(step);
  return [
    ...(felt.some((lock) => blocksReads(lock.mode)) ? (['reads'] as const) : []),
    ...(felt.some((lock) => blocksWrites(lock.mode)) ? (['writes'] as const) : []),
  ];
}

/** The step's locks on relations that running code may use. */
export function feltLocks(step: Step): readonly RelationLock[] {
  return step.effect.locks.filter((lock) => !isNew(step, lock.relation) && !isCreated(step, lock));
}

/** The relation that the step itself makes, which nobody can want before. */
function isCreated({ operation, catalog }: Step, { relation, role }: RelationLock): boolean {
  const { kind } = operation;
  const creates = kind === 'createTable' || kind === 'createView' || kind === 'createSequence';
  return creates && role === 'target' && findRelation(catalog, relation) === undefined;
}

/** Reads in full a relation that may hold many rows. */
function scansRows(step: Step): boolean {
  return step.effect.scans.some((relation) => !isEmpty(step, relation));
}

/** Reads rows, of which there may be many, while writes to a relation in use wait. */
export function scansWhileBlocking(step: Step): boolean {
  return blocks(step).includes('writes') && scansRows(step);
}

/** The table where the history shows that it is partitioned. */
export function findPartitioned(
  { catalog }: Pick<Step, 'catalog'>,
  relation: ObjectName | QualifiedName,
): Table | undefined {
  const table = findRelation(catalog, relation);
  return table?.partitioned === undefined ? undefined : table;
}

/** The transaction has locked the relation against reads already: to lock it once more takes no wait. */
export function isLockedAlready(step: Step, relation: QualifiedName): boolean {
  return step.transaction.heldLocks.some(
    (held) => blocksReads(held.mode) && isSameName(held.relation, relation),
  );
}

/** Whether CONCURRENTLY would fail where the step stands. */
export function isInTransaction(step: Step): boolean {
  return step.transaction.kind !== 'none';
}

/**
 * Added by the deploy that the step belongs to, so that no running code knows the column. A column
 * that the history never saw is not new, nor is one that came with a table made with IF NOT EXISTS.
 */
export function isNewColumn(step: Step, name: ObjectName | QualifiedName, column: string): boolean {
  const table = findRelation(step.catalog, name);
  const found = findColumn(table, column);
  if (table === undefined || found?.origin.deploy !== step.deploy) return false;
  return !table.mayBeOlder || found.origin.span.start !== table.origin.span.start;
}

/**
 * An INSERT of the code that runs now leaves the column NULL: this deploy adds it to a table that
 * is older, and it has neither a default nor a trigger of this deploy that could fill it.
 */
export function isLeftNullByRunningCode(step: Step, table: ObjectName, name: string): boolean {
  const found = findRelation(step.catalog, table);
  const column = findColumn(found, name);
  if (found === undefined || column === undefined) return false;
  if (isNew(step, table) || !isNewColumn(step, table, name)) return false;
  if (column.notNull || column.generated !== undefined || column.identity !== undefined) return false;
  if (column.default !== undefined && column.default.constant !== 'null') return false;
  return !isFilledByNewTrigger(step, found);
}

/** This deploy gives the table a trigger that can fill columns in rows of code that does not know them. */
export function isFilledByNewTrigger({ deploy }: Pick<Step, 'deploy'>, table: Table): boolean {
  return table.triggers.some(
    ({ forEachRow, events, origin }) => forEachRow && events.includes('insert') && origin.deploy === deploy,
  );
}

/** What makes `ADD COLUMN` write the whole table anew, if the effect says that it does. */
export type RewriteCause = 'serial' | 'identity' | 'generated' | 'domain' | 'default';

export function rewriteCause(step: Step, column: ColumnDefinition): RewriteCause | undefined {
  if (step.effect.rewrites.length === 0) return undefined;
  if (column.type?.name.endsWith('serial') === true) return 'serial';
  if (column.identity !== undefined) return 'identity';
  if (column.generated !== undefined) return 'generated';
  const type = column.type === undefined ? undefined : findType(step.catalog, column.type);
  if (type?.kind === 'domain') return 'domain';
  return 'default';
}

/** How many rows an UPDATE or DELETE can be expected to touch, as far as its text tells. */
export function reach(
  step: Step,
  table: ObjectName,
  where: Expression | undefined,
): 'all' | 'most' | 'some' | 'few' {
  const conditions = (where?.conditions ?? []).filter((condition) => condition.kind !== 'always');
  if (conditions.length === 0) return 'all';
  const joinsRelations = 'uses' in step.operation && step.operation.uses.relations.length > 0;
  const picks = conditions.some(
    ({ kind, limited, joined: isJoined }) =>
      (kind === 'equals' && !(isJoined === true && joinsRelations)) || kind === 'in' || limited === true,
  );
  if (picks) return 'few';
  const passes = conditions.every(
    ({ kind, column }) =>
      kind === 'isNotNull' || (kind === 'isNull' && column !== undefined && isNewColumn(step, table, column)),
  );
  return passes ? 'most' : 'some';
}

/** Narrows a step to one kind of operation. */
export function isStepOf<Kind extends OperationKind>(
  step: Step,
  kind: Kind,
): step is Step<OperationOf<Kind>> {
  return step.operation.kind === kind;
}

/**
 * A lock on a relation in use that an earlier statement of the transaction took, that blocks more
 * than what this step locks itself, and that is held until this step is done too.
 */
export function heldMeanwhile(step: Step): HeldLock | undefined {
  // The cheap questions come first: a transaction may hold the locks of thousands of migrations.
  const { heldLocks } = step.transaction;
  const isStrong = ({ mode }: HeldLock): boolean => blocksReads(mode);
  const isFelt = (lock: HeldLock): boolean =>
    lock.step.statement !== step.statement &&
    blocksMore(step, lock) &&
    !isNew(step, lock.relation) &&
    !isOfNoTable(lock);
  const isOwn = ({ relation }: HeldLock): boolean =>
    step.effect.locks.some((lock) => isSameName(lock.relation, relation));
  const strong = heldLocks.find((lock) => isStrong(lock) && isFelt(lock));
  if (strong === undefined) {
    return heldLocks.find((lock) => isOwn(lock) && isFelt(lock)) ?? heldLocks.find(isFelt);
  }
  return heldLocks.find((lock) => isStrong(lock) && isOwn(lock) && isFelt(lock)) ?? strong;
}

/** DROP TABLE IF EXISTS of a table that the history does not know: most often there is none to lock. */
function isOfNoTable({ step: { operation, catalog } }: HeldLock): boolean {
  if (operation.kind !== 'dropTable' || !operation.ifExists) return false;
  return findRelation(catalog, operation.table) === undefined;
}

/** The lock keeps out reads or writes of its relation that the step itself would let through. */
function blocksMore(step: Step, { relation, mode }: HeldLock): boolean {
  if (!blocksReads(mode) && !blocksWrites(mode)) return false;
  const own = step.effect.locks.find((lock) => isSameName(lock.relation, relation))?.mode ?? 'ACCESS SHARE';
  return (blocksReads(mode) && !blocksReads(own)) || (blocksWrites(mode) && !blocksWrites(own));
}

/** A table of Postgres itself, such as `pg_enum`: small, and no table of the application. */
export function isSystemTable({ schema, name }: ObjectName): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema' || name.startsWith('pg_');
}

/** The migration copies from the table: what it drops of it may live on elsewhere. */
export function isCopied(end: MigrationEnd, table: ObjectName): boolean {
  return end.steps.some(({ operation }) => {
    if (operation.kind === 'createTable')
      return operation.query !== undefined && names(operation.query.uses, table);
    if (operation.kind !== 'insert' && operation.kind !== 'update' && operation.kind !== 'merge')
      return false;
    return (
      names(operation.uses, table) || (operation.kind === 'update' && operation.table.name === table.name)
    );
  });
}

function names(uses: Uses, table: ObjectName): boolean {
  return uses.relations.some(({ relation }) => relation.name === table.name);
}

/** Where another step stands, seen from this one: `line 3`, or `line 3 of 0001_init.sql`. */
export function placeOf(step: Step, other: Step): string {
  const { line } = locate(indexLines(other.migration.text), other.statement.span.start);
  const place = `line ${line.toString()}`;
  return other.migration.file === step.migration.file ? place : `${place} of ${other.migration.file}`;
}

/** Why the step shares a transaction with others: the BEGIN of its migration, or what is known of the tool. */
export function whyTogether(step: Step): string {
  const { kind, mode, openedBy } = step.transaction;
  if (kind !== 'explicit' || openedBy === undefined) return mode.because;
  const place = placeOf(step, openedBy);
  // A script begins by a call, in words of its own.
  return isScript(openedBy.migration.file)
    ? `the migration opened the transaction at ${place}`
    : `BEGIN at ${place} opened the transaction`;
}

/** `a`, `a and b`, `a, b and c`, at last `a, b, c and 4 more`: a list for prose. */
export function joined(items: readonly string[]): string {
  const rest = items.length - 3;
  const shown = rest > 1 ? [...items.slice(0, 3), `${rest.toString()} more`] : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** Names for prose, as `joined` lists them, each in double quotes. */
export function listed(names: readonly string[]): string {
  return joined(names.map((name) => `"${name}"`));
}

/** `an ACCESS EXCLUSIVE lock`: a lock mode for prose. */
export function lockPhrase(mode: LockMode): string {
  const isVowel = mode.startsWith('A') || mode.startsWith('E');
  return `${isVowel ? 'an' : 'a'} ${mode} lock`;
}

/** Whether two texts of a file differ in nothing but comments, spaces and how they are written. */
export function isSameCode(file: string, left: string, right: string): boolean {
  return codeOf(file, left) === codeOf(file, right);
}

function codeOf(file: string, text: string): string {
  if (isScript(file)) return text.replaceAll(/\s+|[;,](?=\s*[)\]}\n\r]|\s*$)/g, '').replaceAll('"', "'");
  const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
  return tokens.map(({ start, end }) => text.slice(start, end)).join(' ');
}
