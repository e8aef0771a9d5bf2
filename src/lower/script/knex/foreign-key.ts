import type { Span } from '../../../operation.ts';
import { splitName, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, stringOf, type CallSite, type Host, type Value } from '../value.ts';
import { across, adopt, columnsText, nameText } from './node.ts';
import { nameOrDefault, type Table } from './table-name.ts';

const METHODS: ReadonlySet<string> = new Set(['withKeyName', 'onUpdate', 'onDelete', 'deferrable']);

/** `t.foreign('a')` or `t.integer('a').references('id')`, and what is chained to it. */
export class ForeignKey implements Host {
  readonly name = 'the foreign key';
  readonly #columns: Value | undefined;
  readonly #options = new Map<string, Value>();
  #references: Value | undefined;
  #inTable: Value | undefined;
  #place: Span;

  constructor(columns: Value | undefined, keyName: Value | undefined, call: CallSite) {
    this.#columns = columns;
    this.#place = call.span;
    if (keyName !== undefined) this.#options.set('withKeyName', keyName);
  }

  get place(): Span {
    return this.#place;
  }

  method(name: string, call: CallSite): Value | undefined {
    return this.set(name, call) ? hostValue(this, call.span) : undefined;
  }

  /** Whether the method is one of a foreign key. */
  set(name: string, call: CallSite): boolean {
    const [value] = call.args;
    if (name === 'references') this.#refer(value);
    else if (name === 'inTable' || name === 'on') this.#inTable = value;
    else if (METHODS.has(name) && value !== undefined) this.#options.set(name, value);
    else return METHODS.has(name);
    adopt(call.args);
    this.#place = across(this.#place, call.span);
    return true;
  }

  /** `table.column` names the table too. */
  #refer(value: Value | undefined): void {
    const parts = value?.type === 'string' ? splitName(value.text) : [];
    const [table, column] = parts;
    if (value === undefined || table === undefined || column === undefined) {
      this.#references = value;
      return;
    }
    this.#inTable = { type: 'string', text: table, span: value.span };
    this.#references = { type: 'string', text: column, span: value.span };
  }

  /** The constraint from the word CONSTRAINT on; Knex leaves one out that names no table or no column. */
  compile(table: Table): Text | undefined {
    if (this.#references === undefined || this.#inTable === undefined) return undefined;
    const place = this.#place;
    const keyName = this.#options.get('withKeyName');
    const name = nameOrDefault(keyName, { type: 'foreign', table, columns: this.#columns }, place);
    return sqlAt(
      place,
    )`constraint ${name} foreign key (${columnsText(this.#columns, place)}) references ${nameText(
      this.#inTable,
      place,
    )} (${columnsText(this.#references, place)})${this.#action('onUpdate', ' on update ')}${this.#action(
      'onDelete',
      ' on delete ',
    )}${this.#action('deferrable', ' deferrable initially ')}`;
  }

  #action(option: string, words: string): Text | undefined {
    const value = this.#options.get(option);
    const action = stringOf(value);
    if (value === undefined || action === '') return undefined;
    return action === undefined ? undefined : Text.frame(words + action.toLowerCase(), this.#place);
  }
}
