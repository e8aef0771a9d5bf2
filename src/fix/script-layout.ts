import type { ExpressionStatement, Node } from '@oxc-project/types';

import { inLanguageOf } from '../advice/language.ts';
import type { Migration, ToolId } from '../migration.ts';
import type { Span } from '../operation.ts';
import type { Edit } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import type { Layout } from './layout.ts';
import { isFunction, nameOfFunction, pathTo, treeOf, type FunctionNode } from './script-tree.ts';
import { eol, insertion, lineStart } from './sql-layout.ts';

/** Where the call of a step stands in the way up of its migration. */
export interface CallPlace {
  /** The statement of the function `up`. */
  readonly outer: ExpressionStatement;
  /** The statement of a builder's callback, or the same as `outer`. */
  readonly inner: ExpressionStatement;
  readonly up: FunctionNode;
  readonly path: readonly Node[];
}

/**
 * The layout of a call in a script: other calls are written around its statement. Undefined where
 * the code around it may run it not at all, several times, or for its value.
 */
export function scriptLayout(step: Step, end: MigrationEnd): Layout | undefined {
  const { text, tool } = step.migration;
  // A call in a transaction of the migration's own code has to be told so.
  const place = step.transaction.kind === 'explicit' ? undefined : callPlaceOf(step);
  if (place === undefined) return undefined;
  const { outer, inner } = place;
  const isWhole = stepsIn(outer, end).every((other) => other === step);
  const isOwn = isWhole || (inner !== outer && stepsIn(inner, end).every((other) => other === step));
  const start = lineStart(text, outer.start);
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const lineEnd = eol(text);
  const isShared = step.transaction.kind === 'none' && !ONE_CONNECTION.includes(tool);
  const write = (sql: string): string | undefined =>
    isShared && OF_SESSION.test(sql)
      ? undefined
      : callsOf(sql, tool, place)?.replaceAll('\n', `${lineEnd}${indent}`);
  const closed = text.slice(outer.start, outer.end).endsWith(';') ? '' : ';';
  const after = (sql: string): readonly Edit[] | undefined => {
    const code = write(sql);
    return code === undefined ? undefined : [insertion(outer.end, `${closed}${lineEnd}${indent}${code}`)];
  };
  return {
    before: (sql) => {
      const code = comesAfterSetting(step, stepsIn(outer, end)) ? undefined : write(sql);
      return code === undefined ? undefined : [insertion(outer.start, `${code}${lineEnd}${indent}`)];
    },
    after,
    replace: (sql) => {
      const code = write(sql);
      if (code === undefined || !isOwn || holdsComment(step.migration, isWhole ? outer : inner))
        return undefined;
      if (isWhole) return [{ span: { start: outer.start, end: outer.end }, text: code }];
      const moved = after(sql);
      return moved && [removal(text, inner), ...moved];
    },
    isBuilt: !isInSql(step, step.statement.span),
    take: () => {
      if (!isOwn || holdsComment(step.migration, isWhole ? outer : inner)) return undefined;
      return { edits: [removal(text, isWhole ? outer : inner)], around: [], inside: [] };
    },
    withEdits: () => undefined,
  };
}

/** A setting or transaction of the same call that stands before it would come between. */
function comesAfterSetting(step: Step, steps: readonly Step[]): boolean {
  return steps
    .slice(0, steps.indexOf(step))
    .some(({ operation: { kind } }) => kind === 'setVariable' || kind === 'begin' || kind === 'commit');
}

/** Libraries that send all statements of a migration on one connection, also without a transaction. */
const ONE_CONNECTION: readonly ToolId[] = ['typeorm', 'node-pg-migrate', 'db-migrate'];
/** Statements that mean nothing to the next one, where that may be sent on another connection of a pool. */
const OF_SESSION = /^(?:(?:RE)?SET\s|BEGIN;|COMMIT;)/m;

const LOOPS: ReadonlySet<string> = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'SwitchCase',
  'ConditionalExpression',
  'LogicalExpression',
]);

/** Undefined where the call does not stand in `up` as a statement that runs once. */
export function callPlaceOf({ operation, statement, migration }: Step): CallPlace | undefined {
  const { program, error } = treeOf(migration);
  if (error !== undefined) return undefined;
  const path = pathTo(program, contains(statement.span, operation.span) ? operation.span : statement.span);
  const functions = path.filter(isFunction);
  const [up, callback] = functions;
  if (up === undefined || functions.length > 2 || nameOfFunction(path, up) !== migration.direction)
    return undefined;
  if (path.some(({ type }) => LOOPS.has(type))) return undefined;
  const below = path.slice(path.indexOf(up));
  const statements = below.filter((node) => node.type === 'ExpressionStatement');
  const [outer, inner = outer] = statements;
  if (outer === undefined || inner === undefined || statements.length !== functions.length) return undefined;
  // A statement without braces is all that its condition decides about.
  const isInBlock = [outer, inner].every((node) => path[path.indexOf(node) - 1]?.type === 'BlockStatement');
  if (!isInBlock || !contains(outer, statement.span)) return undefined;
  if (callback !== undefined && !isBuilderCallback(path, callback)) return undefined;
  return { outer, inner, up, path };
}

/** A callback that the builder's own call takes, and not that of a transaction. */
function isBuilderCallback(path: readonly Node[], callback: FunctionNode): boolean {
  const call = path[path.indexOf(callback) - 1];
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { property } = call.callee;
  return property.type === 'Identifier' && /^(?:alter|create)?table$/i.test(property.name);
}

/** Whether a span stands inside of a string or template of the migration, where SQL is written as it is. */
export function isInSql({ migration }: Step, span: Span): boolean {
  const { type } = pathTo(treeOf(migration).program, span).at(-1) ?? {};
  return type === 'Literal' || type === 'TemplateElement' || type === 'TemplateLiteral';
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}

function stepsIn(node: Span, { steps }: MigrationEnd): readonly Step[] {
  return steps.filter(
    ({ operation, statement }) =>
      contains(node, operation.span) ||
      (contains(node, statement.span) && !contains(statement.span, operation.span)),
  );
}

function holdsComment(migration: Migration, node: Span): boolean {
  return treeOf(migration).comments.some(({ span }) => contains(node, span));
}

/** The statement with its line, where it has one of its own. */
function removal(text: string, { start, end }: Span): Edit {
  const first = lineStart(text, start);
  const behind = /^[ \t]*(?:\r\n|\n)/.exec(text.slice(end))?.[0];
  const isOnLine = text.slice(first, start).trim() === '' && behind !== undefined;
  return { span: isOnLine ? { start: first, end: end + behind.length } : { start, end }, text: '' };
}

/** What each library calls the object that statements are sent through, as `inLanguageOf` writes it. */
const RECEIVERS: Readonly<Partial<Record<ToolId, { readonly name: string; readonly isAwaited: boolean }>>> = {
  typeorm: { name: 'queryRunner', isAwaited: true },
  knex: { name: 'knex', isAwaited: true },
  sequelize: { name: 'queryInterface', isAwaited: true },
  umzug: { name: 'queryInterface', isAwaited: true },
  kysely: { name: 'db', isAwaited: true },
  'db-migrate': { name: 'db', isAwaited: true },
  'node-pg-migrate': { name: 'pgm', isAwaited: false },
};

/** The statements as calls, through what the migration calls the library's object. */
function callsOf(sql: string, tool: ToolId, { up, path }: CallPlace): string | undefined {
  const code = inLanguageOf(tool, sql);
  if (tool === 'mikro-orm') return code;
  const receiver = RECEIVERS[tool];
  const name = receiver && nameOfParameter(up);
  if (receiver === undefined || name === undefined) return undefined;
  if (receiver.isAwaited && !up.async) return undefined;
  if (tool === 'kysely' && !importsSqlTag(path)) return undefined;
  return code
    .split('\n')
    .map((line) => renamed(line, receiver.name, name))
    .join('\n');
}

/** At the start of a call, and at the end of Kysely's: what stands in SQL is not meant. */
function renamed(line: string, from: string, to: string): string {
  const start = new RegExp(`^(await )?${from}(?=\\.)`);
  return line.replace(start, `$1${to}`).replace(new RegExp(`\\.execute\\(${from}\\);$`), `.execute(${to});`);
}

/** `queryInterface` of `up(queryInterface)` and of `up({ context: queryInterface })`. */
function nameOfParameter({ params }: FunctionNode): string | undefined {
  const [first] = params;
  if (first?.type === 'Identifier') return first.name;
  if (first?.type !== 'ObjectPattern') return undefined;
  const context = first.properties.find(
    (property) =>
      property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'context',
  );
  return context?.type === 'Property' && context.value.type === 'Identifier' ? context.value.name : undefined;
}

function importsSqlTag([program]: readonly Node[]): boolean {
  return (
    program?.type === 'Program' &&
    program.body.some(
      (node) =>
        node.type === 'ImportDeclaration' &&
        node.source.value === 'kysely' &&
        node.importKind !== 'type' &&
        node.specifiers.some(({ local }) => local.name === 'sql'),
    )
  );
}
