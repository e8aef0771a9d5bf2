import { sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Value } from '../value.ts';
import { itemsOf } from '../options.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

/** `ALTER TABLE` with one clause. */
export function alter(sender: Sender, ref: TableRef, clause: Text): void {
  sender.send(sqlAt(sender.place)`ALTER TABLE ${ref.path} ${clause}`);
}

/** The name of a column, an index or a constraint that is given by its name or as an object. */
export function memberName(value: Value): Text {
  if (value.type === 'string') return value.text;
  const name = value.type === 'object' ? value.entries.get('name') : undefined;
  return name === undefined ? Text.hole(value.span) : valueText(name);
}

/** A list of columns, indexes or constraints that is an argument of a call. */
export function members(sender: Sender, value: Value | undefined, what: string): readonly Value[] {
  if (value === undefined) {
    sender.miss(`${what} is missing`, sender.place);
    return [];
  }
  return itemsOf(value, what, sender.miss);
}
