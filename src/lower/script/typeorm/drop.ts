import { quotedText, sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { entryOf, isNullish, type Value } from '../value.ts';
import { alter, memberName } from './alter.ts';
import { generatedName } from './names.ts';
import { Options } from '../options.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

export function dropConstraint(sender: Sender, ref: TableRef, name: Text, ifExists: boolean): void {
  const place = name.spanOf({ start: 0, end: name.value.length });
  alter(sender, ref, sqlAt(place)`DROP CONSTRAINT ${ifExists ? 'IF EXISTS ' : ''}${quotedText(name)}`);
}

/** Drops a constraint that is given by its name or as an object. */
export const dropNamed =
  (prefix: 'UQ' | 'FK' | 'CHK' | 'XCL') =>
  (sender: Sender, ref: TableRef, item: Value, ifExists: boolean): void => {
    dropConstraint(sender, ref, constraintName(prefix, sender, ref, item), ifExists);
  };

/** The name that an object carries, or the one that TypeORM makes for it. */
function constraintName(
  prefix: 'UQ' | 'FK' | 'CHK' | 'XCL',
  sender: Sender,
  ref: TableRef,
  item: Value,
): Text {
  if (item.type !== 'object' || !isNullish(entryOf(item, 'name'))) return memberName(item);
  const options = new Options(item, sender.miss);
  const made =
    prefix === 'CHK' || prefix === 'XCL'
      ? { rest: options.text('expression') }
      : { columns: options.texts('columnNames') };
  return generatedName(prefix, ref.name, made, item.span);
}

export function dropIndex(sender: Sender, ref: TableRef, item: Value, ifExists: boolean): void {
  const options = item.type === 'object' ? new Options(item, sender.miss) : undefined;
  const given = memberName(item);
  const name =
    options === undefined || options.text('name') !== undefined
      ? given
      : generatedName(
          'IDX',
          ref.name,
          { columns: options.texts('columnNames'), rest: options.text('where') },
          item.span,
        );
  const schema = ref.schema === undefined ? undefined : [quotedText(ref.schema), '.'];
  const concurrently = options?.flag('isConcurrent') === true ? 'CONCURRENTLY ' : '';
  sender.send(
    sqlAt(item.span)`DROP INDEX ${concurrently}${ifExists ? 'IF EXISTS ' : ''}${schema}${quotedText(name)}`,
    item.span,
  );
}
