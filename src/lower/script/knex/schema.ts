import type { Span } from '../../../operation.ts';
import { answerTo, questionFor } from '../asked.ts';
import { asOfNow, inBranches, type Recorder } from '../recorder.ts';
import type { Sender } from './sender.ts';
import { quotedText, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, stringOf, truthOf, unknown, type CallSite, type Host, type Value } from '../value.ts';
import { nameText, placeOf } from './node.ts';
import { bind } from './raw.ts';
import { tableText, type Table } from './table-name.ts';
import { tableStatements, type TableStatement } from './table-statements.ts';
import { TableBuilder, type TableKind } from './table.ts';
import { viewStatements } from './view.ts';

const TABLE_METHODS: Readonly<Record<string, TableKind | undefined>> = {
  createTable: 'create',
  createTableIfNotExists: 'createIfNot',
  createTableLike: 'createLike',
  table: 'alter',
  alterTable: 'alter',
};
const VIEW_METHODS: ReadonlySet<string> = new Set([
  'createView',
  'createViewOrReplace',
  'createMaterializedView',
  'view',
  'alterView',
]);
const IGNORED: ReadonlySet<string> = new Set([
  'queryContext',
  'transacting',
  'connection',
  'debug',
  'timeout',
  'on',
  'options',
]);

/** `knex.schema`: each of its calls is recorded where it is made, whether it is awaited or not. */
export class SchemaBuilder implements Host {
  readonly name = 'knex.schema';
  readonly sends = true;
  readonly #recorder: Recorder;
  readonly #sender: Sender;
  readonly #schema: Text | undefined;

  constructor(sender: Sender, schema: Text | undefined) {
    this.#sender = sender;
    this.#recorder = sender.recorder;
    this.#schema = schema;
  }

  awaited(span: Span): Value {
    return unknown('what the database answers', span);
  }

  method(name: string, call: CallSite): Value | undefined {
    return this.#sender.through(() => this.#called(name, call));
  }

  #called(name: string, call: CallSite): Value | undefined {
    const kind = Object.hasOwn(TABLE_METHODS, name) ? TABLE_METHODS[name] : undefined;
    if (name === 'hasTable' || name === 'hasColumn') return this.#isThere(name === 'hasColumn', call);
    if (name === 'withSchema') return hostValue(this.#inSchema(call), call.span);
    if (kind !== undefined) this.#table(kind, call);
    else if (VIEW_METHODS.has(name)) this.#view(name, call);
    else if (name === 'raw') this.#raw(call);
    else if (!IGNORED.has(name) && !this.#simple(name, call)) return undefined;
    return hostValue(this, call.span);
  }

  #isThere(ofColumn: boolean, { args: [table, column], span }: CallSite): Value {
    const name = stringOf(table);
    const columnName = stringOf(column);
    if (name === undefined || (ofColumn && columnName === undefined)) return answerTo(undefined, span);
    const schema = this.#schema?.value.slice(1, -1);
    return answerTo(questionFor({ schema, name }, span, ofColumn ? columnName : undefined), span);
  }

  #inSchema({ args: [schema], span }: CallSite): SchemaBuilder {
    const name = schema?.type === 'string' ? schema.text.within(span) : Text.hole(placeOf(schema, span));
    return new SchemaBuilder(this.#sender, quotedText(name));
  }

  #table(kind: TableKind, call: CallSite): void {
    const { args, span, run } = call;
    const [name, second, third] = args;
    const [like, callback] = kind === 'createLike' ? [second, third] : [undefined, second];
    const table: Table = { name, schema: this.#schema, place: span };
    const builder = new TableBuilder(kind, this.#recorder, asOfNow(call).run);
    const held = this.#recorder.heldBack(() => {
      if (callback !== undefined && callback.type !== 'function') {
        this.#recorder.unreadable('the columns are named in a function that cannot be read', call);
      } else if (callback !== undefined) {
        const self = hostValue(builder, callback.span);
        run.call(callback, [self], span, self);
      }
    });
    const [first, ...others] = tableStatements(builder, table, like);
    const send = ({ sql, place, branch }: TableStatement): void => {
      this.#recorder.built(sql, inBranches(call, branch), place);
    };
    if (first !== undefined) send(first);
    // What an asynchronous callback sends itself waits until the statement before it is sent.
    held();
    for (const other of others) send(other);
  }

  #view(name: string, call: CallSite): void {
    for (const sql of viewStatements(name, call, this.#schema, this.#recorder))
      this.#recorder.built(sql, call);
  }

  #raw(call: CallSite): void {
    const [sql, bindings] = call.args;
    if (sql?.type === 'string') this.#recorder.sql(bind(sql.text, bindings, call.span), call);
    else this.#recorder.sqlOf(sql, call);
  }

  /** Statements of a few words; whether the method is one of them. */

  #simple(name: string, call: CallSite): boolean {
    const [first, second] = call.args;
    const sql = sqlAt(call.span);
    const ifExists = name.endsWith('IfExists')
      ? 'if exists '
      : name.endsWith('IfNotExists')
        ? 'if not exists '
        : '';
    const plain = nameText(first, call.span);
    const qualified = tableText({ name: first, schema: this.#schema, place: call.span });
    const isSecond = second !== undefined && truthOf(second) === true;
    const build = (text: Text): true => {
      this.#recorder.built(text, call);
      return true;
    };
    switch (name.replace(/If(?:Not)?Exists$/, '')) {
      case 'dropTable':
        return build(sql`drop table ${ifExists}${qualified}`);
      case 'renameTable':
        return build(sql`alter table ${qualified} rename to ${nameText(second, call.span)}`);
      case 'dropView':
        return build(sql`drop view ${ifExists}${qualified}`);
      case 'dropMaterializedView':
        return build(sql`drop materialized view ${ifExists}${qualified}`);
      case 'renameView':
        return build(sql`alter view ${plain} rename to ${nameText(second, call.span)}`);
      case 'refreshMaterializedView':
        return build(sql`refresh materialized view${isSecond ? ' concurrently' : ''} ${plain}`);
      case 'createSchema':
        return build(sql`create schema ${ifExists}${plain}`);
      case 'dropSchema':
        return build(sql`drop schema ${ifExists}${plain}${isSecond ? ' cascade' : ''}`);
      case 'createExtension':
        return build(sql`create extension ${ifExists}${plain}`);
      case 'dropExtension':
        return build(sql`drop extension ${ifExists}${plain}`);
      default:
        return false;
    }
  }
}
