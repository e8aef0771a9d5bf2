import { createRequire } from 'node:module';
import type * as PgsqlAstParser from 'pgsql-ast-parser';
import type {
  Expr,
  From,
  Name,
  PGNode,
  QName,
  SelectedColumn,
  SetStatement,
  Statement,
} from 'pgsql-ast-parser';

import type { Span } from '../../operation.ts';
import { isFilled } from './sql-holes.ts';
import type { ColumnName, Insert, QueryLiteral, QueryNames, TableName } from './query-names.ts';
import {
  allOutputs,
  beside,
  EMPTY_SCOPE,
  findBinding,
  inside,
  levelsOf,
  NO_OUTPUTS,
  tablesBehind,
  type Binding,
  type Outputs,
  type Scope,
} from './sql-scope.ts';

type Parser = Pick<typeof PgsqlAstParser, 'parse'>;

let parser: Parser | undefined;

/** Loaded at the first query: most runs have none to read. */
function loaded(): Parser {
  parser ??= createRequire(import.meta.url)('pgsql-ast-parser') as Parser;
  return parser;
}

/** What the statements of a query name; undefined where the grammar rejects it. Offsets are those of `text`. */
export function readLoosely(text: string): QueryNames | undefined {
  const statements = attempt(() => loaded().parse(text, { locationTracking: true }));
  if (!statements?.every(isQuery)) return undefined;
  const reader = new Reader(text);
  for (const statement of statements) reader.read(statement);
  return reader;
}

/** The same for an expression or a list of them, whose columns are those of `tables`. */
export function readExpression(text: string, tables: readonly TableName[]): QueryNames | undefined {
  const expression = attempt(() => loaded().parse(`SELECT ${text}`, { locationTracking: true }));
  if (!expression?.every(isQuery)) return undefined;
  const bindings = tables.map((table) => ({ alias: table.name, table, outputs: undefined }));
  const reader = new Reader(`SELECT ${text}`, -'SELECT '.length);
  for (const statement of expression) {
    reader.read(statement, { bindings, ctes: new Map(), outer: undefined });
  }
  return reader;
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    // Its errors are strings of a page that nobody reads: a query that it rejects is tried otherwise.
    return undefined;
  }
}

const QUERIES: ReadonlySet<string> = new Set([
  'select',
  'union',
  'union all',
  'values',
  'with',
  'with recursive',
  'insert',
  'update',
  'delete',
  'truncate table',
]);

function isQuery({ type }: Statement): boolean {
  return QUERIES.has(type);
}

type Reference = Extract<Expr, { type: 'ref' }>;

/** Collects what statements name. */
class Reader implements QueryNames {
  readonly tables: (TableName & { readonly span: Span })[] = [];
  readonly columns: ColumnName[] = [];
  readonly inserts: Insert[] = [];
  readonly literals: QueryLiteral[] = [];
  /** Strings whose column is known. */
  readonly #placed = new WeakSet<Expr>();
  readonly #text: string;
  readonly #shift: number;

  constructor(text: string, shift = 0) {
    this.#text = text;
    this.#shift = shift;
  }

  /** Reads a statement, and says what it gives to a query around it. */
  read(statement: Statement, outer: Scope = EMPTY_SCOPE): Outputs {
    switch (statement.type) {
      case 'select':
        return this.#select(statement, outer);
      case 'union':
      case 'union all': {
        const outputs = this.read(statement.left, outer);
        this.read(statement.right, outer);
        return outputs;
      }
      case 'values':
        for (const row of statement.values) this.#expressions(row, outer);
        return NO_OUTPUTS;
      case 'with':
      case 'with recursive':
        return this.#with(statement, outer);
      case 'insert':
        return this.#insert(statement, outer);
      case 'update':
        return this.#update(statement, outer);
      case 'delete': {
        const scope = inside(outer);
        scope.bindings.push(this.#table(statement.from, scope));
        this.#expression(statement.where, scope);
        return this.#outputs(statement.returning, scope);
      }
      case 'truncate table':
        for (const table of statement.tables) this.#table(table, EMPTY_SCOPE);
        return NO_OUTPUTS;
      default:
        return NO_OUTPUTS;
    }
  }

  #select(select: Extract<Statement, { type: 'select' }>, outer: Scope): Outputs {
    const scope = inside(outer);
    for (const item of select.from ?? []) this.#from(item, scope);
    const outputs = this.#outputs(select.columns, scope);
    this.#expression(select.where, scope);
    this.#expressions(select.groupBy, scope);
    this.#expression(select.having, scope);
    if (Array.isArray(select.distinct)) this.#expressions(select.distinct, scope);
    const aliases = new Set(select.columns?.flatMap(({ alias }) => alias?.name ?? []));
    for (const { by } of select.orderBy ?? []) {
      // ORDER BY prefers the name of an output to a column.
      const isOutput = by.type === 'ref' && by.table === undefined && aliases.has(by.name);
      if (!isOutput) this.#expression(by, scope);
    }
    this.#expression(select.limit?.limit, scope);
    this.#expression(select.limit?.offset, scope);
    return outputs;
  }

  #with(statement: Extract<Statement, { type: 'with' | 'with recursive' }>, outer: Scope): Outputs {
    const ctes = new Map(outer.ctes);
    const scope: Scope = { bindings: [], ctes, outer };
    if (statement.type === 'with') {
      for (const { alias, statement: query } of statement.bind) {
        ctes.set(alias.name, this.read(query, { ...scope, ctes: new Map(ctes) }));
      }
    } else {
      const names = new Set(statement.columnNames.map(({ name }) => name));
      ctes.set(statement.alias.name, { names, starred: [] });
      this.read(statement.bind, scope);
    }
    return this.read(statement.in, scope);
  }

  #insert(statement: Extract<Statement, { type: 'insert' }>, outer: Scope): Outputs {
    const scope = inside(outer);
    const target = this.#table(statement.into, scope);
    const columns = statement.columns ?? undefined;
    if (target.table !== undefined) this.#addInsert(target.table, statement, columns);
    const targets = columns?.map((column) => this.#nameOf(column, [[target.table]]));
    if (statement.insert.type === 'values') {
      for (const row of statement.insert.values) {
        for (const [index, value] of row.entries()) this.#literal(value, targets?.[index]);
      }
    }
    this.read(statement.insert, outer);
    scope.bindings.push(target, { ...target, alias: 'excluded' });
    const conflict = statement.onConflict;
    if (conflict?.on?.type === 'on expr') this.#expressions(conflict.on.exprs, scope);
    if (typeof conflict?.do === 'object') this.#sets(conflict.do.sets, target, scope);
    this.#expression(conflict?.where, scope);
    return this.#outputs(statement.returning, scope);
  }

  #addInsert(
    table: TableName,
    { into, insert }: Extract<Statement, { type: 'insert' }>,
    columns: readonly Name[] | undefined,
  ): void {
    const rows = insert.type === 'values' ? insert.values : [];
    const given = columns?.filter((_, index) => rows.every((row) => row[index]?.type !== 'default'));
    this.inserts.push({
      table,
      span: this.#span(into),
      columns: given?.map(({ name }) => name),
      isOpen: columns?.some(({ name }) => isFilled(name)) ?? false,
    });
  }

  #update(statement: Extract<Statement, { type: 'update' }>, outer: Scope): Outputs {
    const scope = inside(outer);
    const target = this.#table(statement.table, scope);
    scope.bindings.push(target);
    if (statement.from != null) this.#from(statement.from, scope);
    this.#sets(statement.sets, target, scope);
    this.#expression(statement.where, scope);
    return this.#outputs(statement.returning, scope);
  }

  #sets(sets: readonly SetStatement[], { table }: Binding, scope: Scope): void {
    for (const { column, value } of sets) {
      this.#literal(value, this.#nameOf(column, [[table]]));
      this.#expression(value, scope);
    }
  }

  #outputs(columns: readonly SelectedColumn[] | null | undefined, scope: Scope): Outputs {
    const names = new Set<string>();
    const starred: TableName[] = [];
    for (const { expr, alias } of columns ?? []) {
      this.#expression(expr, scope);
      if (alias !== undefined) names.add(alias.name);
      else if (expr.type === 'ref' && expr.name !== '*') names.add(expr.name);
      if (expr.type !== 'ref' || expr.name !== '*') continue;
      const bindings = expr.table === undefined ? scope.bindings : [findBinding(tableOf(expr.table), scope)];
      starred.push(...allOutputs(bindings, names));
    }
    return { names, starred };
  }

  #from(item: From, scope: Scope): void {
    if (item.type === 'table') {
      scope.bindings.push(this.#table(item.name, scope));
    } else if (item.type === 'statement') {
      const outputs = this.read(item.statement, item.lateral === true ? scope : beside(scope));
      scope.bindings.push({ alias: item.alias, table: undefined, outputs });
    } else {
      this.#expressions(item.args, scope);
      const alias = item.alias?.name ?? item.function.name;
      scope.bindings.push({ alias, table: undefined, outputs: NO_OUTPUTS });
    }
    this.#expression(item.join?.on, scope);
    if (item.join?.using != null) this.#using(item.join, item.join.using, scope);
  }

  /** The columns of USING are those of both sides; the tree does not have their places. */
  #using(join: PGNode, columns: readonly Name[], scope: Scope): void {
    const { start, end } = this.#rawSpan(join);
    for (const { name } of columns) {
      const at = this.#text.slice(start, end).lastIndexOf(name);
      if (at < 0) continue;
      const span = { start: start + at + this.#shift, end: start + at + name.length + this.#shift };
      for (const table of scope.bindings.flatMap((binding) => tablesBehind(binding, name))) {
        this.columns.push({ name, span, levels: [[table]] });
      }
    }
  }

  #table(name: QName & { readonly alias?: string }, scope: Scope): Binding {
    const alias = name.alias ?? name.name;
    const outputs = name.schema === undefined ? scope.ctes.get(name.name) : undefined;
    if (outputs !== undefined) return { alias, table: undefined, outputs };
    const table = { schema: name.schema, name: name.name };
    this.tables.push({ ...table, span: this.#nameSpan(name) });
    return { alias, table, outputs: undefined };
  }

  /** A table's or column's own name, without schema and alias. */
  #nameSpan(node: PGNode & Name): Span {
    const { start, end } = this.#rawSpan(node);
    const source = this.#text.slice(start, end);
    const quoted = `"${node.name.replaceAll('"', '""')}"`;
    const at = source.lastIndexOf(quoted);
    const from = at >= 0 ? at + 1 : source.toLowerCase().lastIndexOf(node.name.toLowerCase());
    if (from < 0) return this.#span(node);
    const first = start + from + this.#shift;
    return { start: first, end: first + node.name.length };
  }

  #expressions(list: readonly Expr[] | null | undefined, scope: Scope): void {
    for (const item of list ?? []) this.#expression(item, scope);
  }

  #expression(expression: Expr | null | undefined, scope: Scope): void {
    if (expression == null) return;
    switch (expression.type) {
      case 'ref':
        if (expression.name !== '*') this.#reference(expression, scope);
        return;
      case 'select':
      case 'union':
      case 'union all':
      case 'values':
      case 'with':
      case 'with recursive':
        this.read(expression, scope);
        return;
      case 'array select':
        this.read(expression.select, scope);
        return;
      case 'string':
        this.#literal(expression, undefined);
        return;
      case 'cast':
        if (expression.operand.type === 'string') this.#literal(expression, undefined);
        else this.#expression(expression.operand, scope);
        return;
      case 'binary':
        this.#compared(expression.left, expression.right, scope);
        this.#expression(expression.left, scope);
        this.#expression(expression.right, scope);
        return;
      default:
        this.#children(expression, scope);
    }
  }

  /** The operands of the other expressions: whatever has a type and a place among their fields. */
  #children(node: object, scope: Scope): void {
    for (const [key, child] of Object.entries(node) as readonly (readonly [string, unknown])[]) {
      if (key === '_location' || key === 'function' || typeof child !== 'object' || child === null) continue;
      if ('type' in child) this.#expression(child as Expr, scope);
      else this.#children(child, scope);
    }
  }

  #reference(reference: Reference, scope: Scope): void {
    const levels = this.#levels(reference, scope);
    if (levels.length > 0) this.#nameOf(reference, levels);
  }

  #levels(reference: Reference, scope: Scope): readonly (readonly TableName[])[] {
    if (reference.table === undefined) return levelsOf(scope, reference.name);
    const table = tableOf(reference.table);
    const binding = findBinding(table, scope);
    if (binding !== undefined) return [tablesBehind(binding, reference.name)];
    // The table of a fragment stands in the query around it.
    return this.#shift !== 0 ? [[table]] : [];
  }

  #nameOf(node: Name & PGNode, levels: readonly (readonly (TableName | undefined)[])[]): ColumnName {
    const tables = levels.map((level) => level.filter((table) => table !== undefined));
    const name = { name: node.name, span: this.#nameSpan(node), levels: tables };
    this.columns.push(name);
    return name;
  }

  /** A string on one side of a comparison with a column, or several in a list. */
  #compared(left: Expr, right: Expr, scope: Scope): void {
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const column = side.type === 'cast' ? side.operand : side;
      if (column.type !== 'ref') continue;
      const name = { name: column.name, span: this.#nameSpan(column), levels: this.#levels(column, scope) };
      const values = other.type === 'list' || other.type === 'array' ? other.expressions : [other];
      for (const value of values) this.#literal(value, name);
      if (other.type === 'call') for (const value of other.args) this.#literalsOf(value, name);
    }
  }

  /** `ANY (ARRAY['a', 'b'])`. */
  #literalsOf(value: Expr, column: ColumnName): void {
    const inner = value.type === 'cast' ? value.operand : value;
    const values = inner.type === 'array' || inner.type === 'list' ? inner.expressions : [inner];
    for (const item of values) this.#literal(item, column);
  }

  #literal(value: Expr, column: ColumnName | undefined, type?: string): void {
    if (value.type === 'cast') {
      this.#literal(value.operand, column, 'name' in value.to ? value.to.name : undefined);
    } else if (value.type === 'string' && !this.#placed.has(value)) {
      if (column !== undefined) this.#placed.add(value);
      const { start, end } = this.#span(value);
      this.literals.push({
        value: value.value,
        span: { start: start + 1, end: end - 1 },
        column,
        ...(type === undefined ? {} : { type }),
      });
    }
  }

  #span(node: PGNode): Span {
    const { start, end } = this.#rawSpan(node);
    return { start: start + this.#shift, end: end + this.#shift };
  }

  #rawSpan({ _location: location }: PGNode): Span {
    return location ?? { start: 0, end: 0 };
  }
}

function tableOf({ schema, name }: QName): TableName {
  return { schema, name };
}
