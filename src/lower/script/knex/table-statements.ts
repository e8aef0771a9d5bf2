import type { Span } from '../../../operation.ts';
import { listed, sqlAt, valueText } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { stringOf, type Branch, type CallSite, type Value } from '../value.ts';
import { constraintName } from './check.ts';
import { definitions, type ColumnBuilder } from './column.ts';
import { enumDefinition, type TypeContext } from './column-type.ts';
import { constantText, nameText, placeOf } from './node.ts';
import { bind } from './raw.ts';
import { dropped, index, primaryKey, uniqueKey } from './keys.ts';
import { tableText, type Table } from './table-name.ts';
import type { Change, TableBuilder } from './table.ts';

/** One statement that Knex sends for a table, in the order in which it sends them. */
export interface TableStatement {
  readonly sql: Text;
  /** The call that it comes from. */
  readonly place: Span;
  /** The branches that it stands in, those inside of the callback included. */
  readonly branch: Branch;
}

/** The statements of `createTable` or `alterTable`, as the compiler of Knex orders them. */
export function tableStatements(
  builder: TableBuilder,
  table: Table,
  like: Value | undefined,
): readonly TableStatement[] {
  return new TableCompiler(builder, table, like).statements();
}

class TableCompiler {
  readonly #builder: TableBuilder;
  readonly #table: Table;
  readonly #name: Text;
  readonly #like: Value | undefined;
  readonly #context: TypeContext;
  readonly #sent: TableStatement[] = [];
  #checks = 0;

  constructor(builder: TableBuilder, table: Table, like: Value | undefined) {
    this.#builder = builder;
    this.#table = table;
    this.#like = like;
    this.#name = tableText(table);
    const hasPrimaryKey = builder.changes.some(
      ({ method, call }) => method === 'primary' && call.args.length > 0,
    );
    this.#context = { schema: table.schema, hasPrimaryKey };
  }

  statements(): readonly TableStatement[] {
    const { columns, changes, kind } = this.#builder;
    for (const { typeMethod, typeCall } of columns.toReversed()) {
      const definition = enumDefinition(typeMethod, typeCall, this.#context);
      if (definition !== undefined) this.#send(definition, typeCall);
    }
    if (kind === 'alter') this.#alter(columns);
    else this.#create(columns);
    for (const change of changes) this.#change(change);
    if (kind === 'alter') this.#comment();
    return this.#sent;
  }

  #send(sql: Text, { span, run }: CallSite): void {
    this.#sent.push({ sql, place: span, branch: run });
  }

  #create(columns: readonly ColumnBuilder[]): void {
    const { place } = this.#table;
    const sql = sqlAt(place);
    const once = this.#withoutAlternatives(columns);
    const ifNot = this.#builder.kind === 'createIfNot' ? 'if not exists ' : '';
    const parts = this.#builder.kind === 'createLike' ? [sql`like ${this.#likeText()} including all`] : [];
    if (once.length > 0) parts.push(definitions(once, this.#context, place));
    if (this.#builder.kind !== 'createLike') parts.push(...this.#primaryKey(), ...this.#tableChecks());
    const { inherits } = this.#builder;
    const parent =
      inherits === undefined
        ? ''
        : sqlAt(inherits.span)` inherits (${nameText(inherits.args[0], inherits.span)})`;
    this.#sent.push({
      sql: sql`create table ${ifNot}${this.#name} (${listed(parts, place)})${parent}`,
      place,
      branch: this.#builder.branch,
    });
    this.#comment();
    for (const column of once) this.#columnStatements(column);
  }

  #likeText(): Text {
    const { schema, place } = this.#table;
    return tableText({ name: this.#like, schema, place });
  }

  #primaryKey(): readonly Text[] {
    const key = this.#builder.changes.find(({ method }) => method === 'primary');
    if (key === undefined || key.call.args.length === 0) return [];
    return [primaryKey(key.call, this.#table)];
  }

  #tableChecks(): readonly Text[] {
    return this.#builder.checks.map(({ args: [predicate, bindings, given], span }) => {
      const name = constraintName(given, span);
      const sql = sqlAt(span);
      const text =
        predicate?.type === 'string' ? bind(predicate.text, bindings, span) : constantText(predicate, span);
      return name === undefined ? sql`check (${text})` : sql`constraint ${name} check (${text})`;
    });
  }

  #comment(): void {
    const { comment } = this.#builder;
    if (comment === undefined) return;
    const { span } = comment;
    this.#send(
      sqlAt(span)`comment on table ${this.#name} is ${constantText(comment.args[0], span)}`,
      comment,
    );
  }

  #columnStatements(column: ColumnBuilder): void {
    for (const sql of column.statements(this.#name, stringOf(this.#table.name)))
      this.#send(sql, column.typeCall);
  }

  #alter(columns: readonly ColumnBuilder[]): void {
    const added = columns.filter(({ altered }) => altered === undefined);
    const altered = columns.filter((column) => column.altered !== undefined);
    // A column that is added under a condition of its own is no part of what is certain.
    const certain = added.filter((column) => !this.#isApart(column));
    if (certain.length > 0) this.#addColumns(certain);
    for (const column of added) if (this.#isApart(column)) this.#addColumns([column]);
    for (const column of altered) {
      for (const { sql, place } of column.alterations(this.#name, this.#context))
        this.#send(sql, { ...column.typeCall, span: place });
    }
    for (const column of [...added, ...altered]) this.#columnStatements(column);
  }

  #addColumns(columns: readonly ColumnBuilder[]): void {
    const [first] = columns;
    if (first === undefined) return;
    const { place } = this.#table;
    const clauses = columns.map(
      (column) => sqlAt(column.place)`add column ${column.definition(this.#context)}`,
    );
    this.#sent.push({
      sql: sqlAt(place)`alter table ${this.#name} ${listed(clauses, place)}`,
      place: columns.length === 1 ? first.place : place,
      branch: first.typeCall.run,
    });
  }

  /** Whether a column stands in a branch of the callback. */
  #isApart({ typeCall: { run } }: ColumnBuilder): boolean {
    const { isConditional, asked } = this.#builder.branch;
    return run.isConditional !== isConditional || run.asked.length > asked.length;
  }

  /** A table is created with one column of a name: of two that stand in branches, the first. */
  #withoutAlternatives(columns: readonly ColumnBuilder[]): readonly ColumnBuilder[] {
    const seen = new Set<string>();
    return columns.filter((builder) => {
      const name = stringOf(builder.column);
      if (name === undefined) return true;
      const isAlternative = this.#isApart(builder) && seen.has(name);
      seen.add(name);
      return !isAlternative;
    });
  }

  // eslint-disable-next-line max-lines-per-function -- a table: a line or two for each method
  #change({ method, call, foreignKey }: Change): void {
    const { args, span } = call;
    const [first, second] = args;
    const sql = sqlAt(foreignKey?.place ?? span);
    const site = { ...call, span: foreignKey?.place ?? span };
    const alter = (change: Text): void => {
      this.#send(sql`alter table ${this.#name} ${change}`, site);
    };
    switch (method) {
      case 'foreign': {
        const constraint = foreignKey?.compile(this.#table);
        if (constraint !== undefined) alter(sql`add ${constraint}`);
        return;
      }
      case 'primary':
        if (this.#builder.kind === 'create' || this.#builder.kind === 'createIfNot') return;
        alter(sql`add ${primaryKey(call, this.#table)}`);
        return;
      case 'unique':
        this.#send(uniqueKey(call, this.#table), call);
        return;
      case 'index':
        this.#send(index(call, this.#table), call);
        return;
      case 'dropColumn':
      case 'dropColumns':
        alter(
          listed(
            names(args).map((name) => sqlAt(placeOf(name, span))`drop column ${nameText(name, span)}`),
            span,
          ),
        );
        return;
      case 'renameColumn':
        alter(sql`rename ${nameText(first, span)} to ${nameText(second, span)}`);
        return;
      case 'setNullable':
        alter(sql`alter column ${nameText(first, span)} drop not null`);
        return;
      case 'dropNullable':
        alter(sql`alter column ${nameText(first, span)} set not null`);
        return;
      case 'check':
        alter(this.#check(call));
        return;
      case 'dropChecks':
        alter(
          listed(
            names(args.slice(0, 1)).map((name) => sql`drop constraint ${constraintName(name, span)}`),
            span,
          ),
        );
        return;
      default:
        this.#send(dropped(method, call, this.#table), call);
    }
  }

  #check({ args: [predicate, , given], span }: CallSite): Text {
    const sql = sqlAt(span);
    if (constraintName(given, span) === undefined) this.#checks += 1;
    // Knex puts the number behind the quoted name, and leaves the bindings out.
    const name = constraintName(given, span) ?? sql`${this.#name}_${String(this.#checks)}`;
    return sql`add constraint ${name} check(${predicate === undefined ? undefined : valueText(predicate).within(span)})`;
  }
}

/** Several arguments, or one list. */
function names(args: readonly Value[]): readonly (Value | undefined)[] {
  return args.flatMap((arg) =>
    arg.type === 'array' ? [...arg.items, ...(arg.complete ? [] : [undefined])] : [arg],
  );
}
