import type { Span } from '../../../operation.ts';
import { jsonOf } from '../json.ts';
import { asOfNow } from '../recorder.ts';
import { listed, sqlAt, valueText, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import {
  booleanOf,
  entryOf,
  hostValue,
  isNullish,
  stringOf,
  truthOf,
  type CallSite,
  type Host,
  type Value,
} from '../value.ts';
import { across, adopt, constantText, nameText, nodeOf, stringLiteral, placeOf } from './node.ts';
import { checkPredicate, CHECKS } from './check.ts';
import { columnType, type TypeContext } from './column-type.ts';
import type { ForeignKey } from './foreign-key.ts';
import type { TableBuilder } from './table.ts';

const ALIASES: Readonly<Record<string, string>> = {
  default: 'defaultTo',
  defaultsTo: 'defaultTo',
  notNull: 'notNullable',
};
const MODIFIERS: ReadonlySet<string> = new Set(['nullable', 'notNullable', 'defaultTo', 'comment']);
/** Change nothing on Postgres. */
const IGNORED: ReadonlySet<string> = new Set(['unsigned', 'first', 'after', 'collate', 'queryContext']);
const KEYS: ReadonlySet<string> = new Set(['index', 'primary', 'unique']);

/** `t.string('name')` and what is chained to it. */
export class ColumnBuilder implements Host {
  readonly name = 'the column builder';
  /** The call that gives the type. */
  readonly typeCall: CallSite;
  readonly typeMethod: string;
  readonly #table: TableBuilder;
  readonly #modifiers = new Map<string, CallSite>();
  #altered: CallSite | undefined;
  #foreignKey: ForeignKey | undefined;
  #place: Span;

  constructor(table: TableBuilder, typeMethod: string, call: CallSite) {
    this.#table = table;
    this.typeMethod = typeMethod;
    this.typeCall = asOfNow(call);
    this.#place = call.span;
  }

  /** The chain of calls. */
  get place(): Span {
    return this.#place;
  }

  /** `.alter(…)`: the column is there already. */
  get altered(): CallSite | undefined {
    return this.#altered;
  }

  /** What the column is called; the type methods for keys have a default. */
  get column(): Value | undefined {
    const [column] = this.typeCall.args;
    if (!this.#isIncrements || (column !== undefined && !isNullish(column))) return column;
    const { span } = this.typeCall;
    return { type: 'string', text: Text.of('id', span), span };
  }

  method(name: string, call: CallSite): Value | undefined {
    const known = ALIASES[name] ?? name;
    const self = hostValue(this, call.span);
    if (IGNORED.has(known)) return self;
    adopt(call.args);
    if (MODIFIERS.has(known)) this.#modify(known, call);
    else if (CHECKS.has(known)) this.#modifiers.set(known, call);
    else if (KEYS.has(known)) this.#addKey(known, call);
    else if (known === 'alter') this.#altered = asOfNow(call);
    else if (known === 'references') this.#refer(call);
    else if (this.#foreignKey?.set(known, call) !== true) return this.#table.unknownMethod(name, call, self);
    this.#place = across(this.#place, call.span);
    return self;
  }

  #modify(name: string, call: CallSite): void {
    const isNull = name === 'nullable' && booleanOf(call.args[0]) !== false;
    if (name === 'nullable' || name === 'notNullable') {
      this.#modifiers.delete(isNull ? 'notNullable' : 'nullable');
      this.#modifiers.set(isNull ? 'nullable' : 'notNullable', call);
    } else this.#modifiers.set(name, call);
  }

  /** A column that counts up has its key already. */
  #addKey(name: string, call: CallSite): void {
    if (this.#isIncrements) return;
    const column = this.column;
    const args = column === undefined ? call.args : [column, ...call.args];
    this.#table.add(name, { ...call, args });
  }

  #refer(call: CallSite): void {
    this.#foreignKey = this.#table.addForeignKey(this.column, undefined, call);
    this.#foreignKey.set('references', call);
  }

  get #isIncrements(): boolean {
    return this.typeMethod.toLowerCase().endsWith('increments');
  }

  get nameText(): Text {
    return nameText(this.column, this.typeCall.span);
  }

  /** Name, type and modifiers, as in CREATE TABLE. */
  definition(context: TypeContext): Text {
    const sql = sqlAt(this.#place);
    const modifiers = this.#isIncrements ? [] : [this.#nullability(), this.#default(), ...this.#checks()];
    const parts = modifiers.filter((part) => part !== undefined).map((part): SqlPart => [' ', part]);
    return sql`${this.nameText} ${columnType(this.typeMethod, this.typeCall, context)}${parts}`;
  }

  #nullability(): Text | undefined {
    const [nullable, notNullable] = [this.#modifiers.get('nullable'), this.#modifiers.get('notNullable')];
    if (notNullable !== undefined) return Text.frame('not null', notNullable.span);
    return nullable === undefined ? undefined : Text.frame('null', nullable.span);
  }

  #default(): Text | undefined {
    const call = this.#modifiers.get('defaultTo');
    const [value] = call?.args ?? [];
    if (call === undefined || value === undefined) return undefined;
    if (value.type === 'constant' && value.value === undefined) return undefined;
    return sqlAt(call.span)`default ${this.#defaultValue(value, call.span)}`;
  }

  /** Knex writes every default that is not raw as a string. */
  #defaultValue(value: Value, place: Span): Text {
    if (nodeOf(value) !== undefined) return constantText(value, place);
    const own = placeOf(value, place);
    if (value.type === 'unknown') return Text.hole(own);
    if (value.type === 'constant' && value.value === null) return Text.frame('null', own);
    const type = this.typeMethod.toLowerCase();
    if (type === 'bool' || type === 'boolean') {
      const truth = stringOf(value) === 'false' ? false : truthOf(value);
      return truth === undefined ? Text.hole(own) : Text.of(truth ? "'1'" : "'0'", own);
    }
    if (value.type === 'object' || value.type === 'array') {
      const json = jsonOf(value);
      return json === undefined ? Text.hole(own) : stringLiteral(Text.of(json, own));
    }
    return stringLiteral(valueText(value).within(place));
  }

  #checks(): readonly Text[] {
    return [...CHECKS].flatMap((check) => {
      const call = this.#modifiers.get(check);
      if (call === undefined) return [];
      const { predicate, constraint } = checkPredicate(check, call, this.nameText);
      const name = constraint === undefined ? '' : sqlAt(call.span)`constraint ${constraint} `;
      return [sqlAt(call.span)`${name}check (${predicate})`];
    });
  }

  /** COMMENT, and the checks of a column that is altered, which are statements of their own. */
  statements(table: Text, tableName: string | undefined): readonly Text[] {
    const comment = this.#modifiers.get('comment');
    const own = this.#altered === undefined ? [] : this.#addedChecks(table, tableName);
    if (comment === undefined) return own;
    const [text] = comment.args;
    const content = text === undefined || stringOf(text) === '' ? 'NULL' : constantText(text, comment.span);
    return [sqlAt(comment.span)`comment on column ${table}.${this.nameText} is ${content}`, ...own];
  }

  #addedChecks(table: Text, tableName: string | undefined): readonly Text[] {
    let count = 0;
    return [...CHECKS].flatMap((check) => {
      const call = this.#modifiers.get(check);
      if (call === undefined) return [];
      const { predicate, constraint } = checkPredicate(check, call, this.nameText);
      count += constraint === undefined ? 1 : 0;
      const made = `${tableName ?? '${hole}'}_${stringOf(this.column) ?? '${hole}'}_${String(count)}`;
      return [
        sqlAt(call.span)`alter table ${table} add constraint ${constraint ?? made} check(${predicate})`,
      ];
    });
  }

  /** What `.alter()` sends, each with its place: Knex takes the default and NOT NULL off, and puts them back on. */
  alterations(table: Text, context: TypeContext): readonly { readonly sql: Text; readonly place: Span }[] {
    const options = this.#altered?.args[0];
    const [nullability, type] = ['alterNullable', 'alterType'].map(
      (name) => booleanOf(entryOf(options, name)) !== false,
    );
    const sent: { readonly sql: Text; readonly place: Span }[] = [];
    const send = (place: Span, change: SqlPart): void => {
      sent.push({ sql: sqlAt(place)`alter table ${table} alter column ${this.nameText} ${change}`, place });
    };
    send(this.#place, 'drop default');
    if (nullability === true) send(this.#place, 'drop not null');
    if (type === true) send(this.#place, this.#typeChange(context));
    const newDefault = this.#default();
    const defaultPlace = this.#modifiers.get('defaultTo')?.span;
    if (newDefault !== undefined && defaultPlace !== undefined) send(defaultPlace, ['set ', newDefault]);
    const notNull = this.#modifiers.get('notNullable');
    if (nullability === true && notNull !== undefined) send(notNull.span, 'set not null');
    return sent;
  }

  #typeChange(context: TypeContext): Text {
    const type = columnType(this.typeMethod, this.typeCall, context);
    // An enum is read as text first.
    const cast = /^enum?$/i.test(this.typeMethod) ? '::text::' : '::';
    return sqlAt(this.#place)`type ${type} using (${this.nameText}${cast}${type})`;
  }
}

/** The definitions of several columns, as CREATE TABLE lists them. */
export function definitions(columns: readonly ColumnBuilder[], context: TypeContext, place: Span): Text {
  return listed(
    columns.map((column) => column.definition(context)),
    place,
  );
}
