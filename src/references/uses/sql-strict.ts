import { lowerStatement } from '../../lower/sql/lower-sql.ts';
import { type ObjectName, type Operation, type Span, UNKNOWN_NAME, type Uses } from '../../operation.ts';
import { parseSql } from '../../parse/sql.ts';
import type { ColumnName, Insert, QueryLiteral, QueryNames, TableName } from './query-names.ts';

/**
 * Reads statements with Postgres's own grammar, which takes what the looser one does not, and fills in
 * holes one by one. Undefined where it rejects one; what is no query names nothing.
 */
export function readStrictly(text: string): QueryNames | undefined {
  const { statements } = parseSql(text, { start: 0, end: text.length }, { placeholders: true });
  const names = new Names(text);
  for (const statement of statements) {
    if (statement.node === undefined) return undefined;
    for (const operation of lowerStatement(statement).operations) names.add(operation);
  }
  return names;
}

class Names implements QueryNames {
  readonly tables: (TableName & { readonly span: Span })[] = [];
  readonly columns: ColumnName[] = [];
  readonly inserts: Insert[] = [];
  readonly literals: QueryLiteral[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  add(operation: Operation): void {
    switch (operation.kind) {
      case 'insert': {
        const { table, columns, source } = operation;
        const given = source === 'defaults' ? [] : columns;
        const isOpen = columns?.includes(UNKNOWN_NAME) ?? false;
        this.inserts.push({ table: tableOf(table), span: this.#lastPart(table), columns: given, isOpen });
        this.#table(table);
        break;
      }
      case 'update':
      case 'delete':
      case 'merge':
        this.#table(operation.table);
        break;
      case 'truncate':
        this.#table(operation.table);
        return;
      case 'select':
        break;
      case 'copy':
        if (operation.table !== undefined) this.#table(operation.table);
        this.#uses(operation.uses);
        return;
      case 'createTable':
        if (operation.query !== undefined) this.#uses(operation.query.uses);
        return;
      default:
        return;
    }
    this.#uses(operation.uses);
    for (const { value, span, type } of operation.literals) {
      const cast = type === undefined ? {} : { type: type.name };
      this.literals.push({
        value,
        span: { start: span.start + 1, end: span.end - 1 },
        column: undefined,
        ...cast,
      });
    }
  }

  #table(table: ObjectName): void {
    this.tables.push({ ...tableOf(table), span: this.#lastPart(table) });
  }

  /** A name at the end of a dotted one, without its quotes. */
  #lastPart({ name, span }: { readonly name: string; readonly span: Span }): Span {
    const end = this.#text.charAt(span.end - 1) === '"' ? span.end - 1 : span.end;
    return { start: Math.max(span.start, end - name.length), end };
  }

  #uses({ relations, columns }: Uses): void {
    for (const { relation } of relations) this.#table(relation);
    const all = relations.map(({ relation }) => tableOf(relation));
    for (const { column, relation, span } of columns) {
      // Which tables stand at which level is not told: all of them may have it.
      const levels = relation === undefined ? [[], all] : [[tableOf(relation)]];
      this.columns.push({ name: column, span: this.#lastPart({ name: column, span }), levels });
    }
  }
}

function tableOf({ schema, name }: ObjectName): TableName {
  return { schema, name };
}
