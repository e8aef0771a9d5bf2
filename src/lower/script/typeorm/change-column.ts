import { quotedText, sqlAt, valueText } from '../sql-text.ts';
import type { Value } from '../value.ts';
import { addColumn, alter, dropColumn, memberName } from './alter-table.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

export function changeColumn(
  sender: Sender,
  ref: TableRef,
  from: Value | undefined,
  to: Value | undefined,
): void {
  if (from === undefined || to === undefined) {
    sender.miss('a column is missing', sender.place);
    return;
  }
  if (to.type !== 'object') {
    alter(
      sender,
      ref,
      sqlAt(to.span)`RENAME COLUMN ${quotedText(memberName(from))} TO ${quotedText(valueText(to))}`,
    );
    return;
  }
  dropColumn(sender, ref, from, false);
  const options = sender.options(to, 'column');
  if (options !== undefined) addColumn(sender, ref, options);
}
