import { listed, literalText, quotedText, splitName, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { alter } from './alter.ts';
import { enumName, nameOf } from './column-sql.ts';
import type { Comparison } from './compare.ts';
import type { Options } from '../options.ts';
import type { Sender } from './sender.ts';
import { objectName, type TableRef } from './table.ts';

/** The type of an enum column, which TypeORM makes where the database does not have it yet. */
export function createEnumType(sender: Sender, ref: TableRef, column: Options): void {
  const name = enumName(ref, column);
  if (!sender.database.claimType(name.value)) return;
  const type = { ...objectName(ref), name: baseName(name) };
  sender.onlyIf([{ is: 'noType', type }], () => {
    createType(sender, name, column);
  });
}

function createType(sender: Sender, name: Text, column: Options): void {
  const place = column.placeOf('enum');
  const values = column.texts('enum').map(literalText);
  sender.send(sqlAt(place)`CREATE TYPE ${name} AS ENUM(${listed(values, place)})`, place);
}

/** Where no value goes away, TypeORM adds the new ones. */
export function addEnumValues(sender: Sender, ref: TableRef, column: Options, comparison: Comparison): void {
  for (const value of column.texts('enum')) {
    const literal = literalText(value);
    const place = value.spanOf({ start: 0, end: value.value.length });
    sender.when(comparison.addsValue(value.value), () => {
      sender.send(sqlAt(place)`ALTER TYPE ${enumName(ref, column)} ADD VALUE ${literal}`, place);
    });
  }
}

/** Where a value goes away, the type is made anew and the column converted. */
export function replaceEnum(sender: Sender, ref: TableRef, column: Options, comparison: Comparison): void {
  const name = enumName(ref, column);
  const place = column.placeOf('enum');
  const sql = sqlAt(place);
  const target = quotedText(nameOf(column));
  const array = column.flag('isArray') ? '[]' : '';
  const old = name.hasHoles ? Text.hole(place) : Text.of(`${baseName(name)}_old`, place);
  const schema = ref.schema === undefined ? undefined : [quotedText(ref.schema), '.'];
  sender.send(sql`ALTER TYPE ${name} RENAME TO ${quotedText(old)}`, place);
  createType(sender, name, column);
  sender.when(comparison.hadDefault, () => {
    alter(sender, ref, sql`ALTER COLUMN ${target} DROP DEFAULT`);
  });
  alter(
    sender,
    ref,
    sql`ALTER COLUMN ${target} TYPE ${name}${array} USING ${target}::"text"::${name}${array}`,
  );
  const value = column.text('default');
  if (value !== undefined) alter(sender, ref, sql`ALTER COLUMN ${target} SET DEFAULT ${value}`);
  sender.send(sql`DROP TYPE ${schema}${quotedText(old)}`, place);
}

/** The name of a type without its schema and quotes. */
function baseName(name: Text): string {
  return (splitName(name).at(-1)?.value ?? '').replaceAll('"', '');
}
