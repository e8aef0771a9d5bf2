import { quotedText, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { stringOf, type ObjectValue, type Value } from '../value.ts';
import { alter, memberName } from './alter.ts';
import { addColumn, dropColumn } from './alter-column.ts';
import { dropConstraint } from './drop.ts';
import { fullType, isEnum, nameOf, NORMAL_TYPES } from './column-sql.ts';
import { compareColumns, type Comparison } from './compare.ts';
import { compareStored } from './compare-stored.ts';
import { primaryKeySql, uniqueOfColumn } from './constraint-sql.ts';
import { commentOnColumn } from './create-table.ts';
import { addEnumValues, replaceEnum } from './enum-sql.ts';
import { columnNamed } from './objects.ts';
import { Options } from '../options.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

/**
 * `changeColumn` and `renameColumn`. TypeORM compares the new column with the old one as the code or
 * the database has it, and drops the column and adds it again where its type or length is another one.
 * https://github.com/typeorm/typeorm/issues/3357
 */
export function changeColumn(
  sender: Sender,
  ref: TableRef,
  from: Value | undefined,
  to: Value | undefined,
): void {
  if (from === undefined || to === undefined) {
    sender.miss('it is given no column', sender.place);
    return;
  }
  if (to.type === 'string') {
    rename(sender, ref, memberName(from), to.text);
    return;
  }
  const column = sender.options(to, 'the new column');
  if (column === undefined) return;
  const old = from.type === 'object' ? from : knownColumn(sender, ref, from);
  const name = from.type === 'unknown' ? nameOf(column) : memberName(from);
  const comparison =
    old === undefined
      ? compareStored(sender, ref, name, column)
      : compareColumns(new Options(old, sender.miss).asFarAsKnown(), column.asFarAsKnown());
  sender.together(() => {
    sender.when(comparison.unknown, () => {
      sender.miss(
        'TypeORM drops the column and adds it again unless it has this type already, which only the database knows',
        column.span,
      );
    });
    sender.when(comparison.recreates, () => {
      dropColumn(sender, ref, from.type === 'unknown' ? column.value : from, false);
      if (column.value.complete) addColumn(sender, ref, column);
      else addClone(sender, ref, column);
    });
    sender.when(comparison.keeps, () => {
      alterColumn(sender, ref, { name, column: column.asFarAsKnown(), comparison });
    });
  });
}

/** A column of the database that the code changes in part comes back as what it was, which is not known here. */
function addClone(sender: Sender, ref: TableRef, column: Options): void {
  sender.miss('what the column was, and is added again as, only the database knows', column.span);
  const known = column.asFarAsKnown();
  const type = known.text('type') === undefined ? Text.hole(column.span) : fullType(known);
  alter(sender, ref, sqlAt(column.span)`ADD ${quotedText(nameOf(known))} ${type}`);
}

/** A column of a table that this migration has made, with its type as the database then has it. */
function knownColumn(sender: Sender, ref: TableRef, name: Value): ObjectValue | undefined {
  const table = sender.database.tables.get(ref.name.value);
  const column = table === undefined ? undefined : columnNamed(table, name);
  const type = column?.entries.get('type');
  const normal = NORMAL_TYPES.get(stringOf(type) ?? '');
  if (column === undefined || type === undefined || normal === undefined) return column;
  const known: Value = { type: 'string', text: Text.of(normal, type.span), span: type.span };
  return { ...column, entries: new Map([...column.entries, ['type', known]]) };
}

interface Change {
  readonly name: Text;
  readonly column: Options;
  readonly comparison: Comparison;
}

/** Step by step in the order of `PostgresQueryRunner.changeColumn`. */
function alterColumn(sender: Sender, ref: TableRef, { name, column, comparison }: Change): void {
  const to = nameOf(column);
  if (to.value !== name.value) rename(sender, ref, name, to);
  const at = (option: string): ReturnType<typeof sqlAt> => sqlAt(column.placeOf(option));
  const target = quotedText(to);
  sender.when(comparison.precision, () => {
    alter(sender, ref, sqlAt(column.span)`ALTER COLUMN ${target} TYPE ${fullType(column)}`);
  });
  if (isEnum(column)) {
    addEnumValues(sender, ref, column, comparison);
    sender.when(comparison.replacesEnum, () => {
      replaceEnum(sender, ref, column, comparison);
    });
  }
  sender.when(comparison.dropsNotNull, () => {
    alter(sender, ref, at('isNullable')`ALTER COLUMN ${target} DROP NOT NULL`);
  });
  sender.when(comparison.setsNotNull, () => {
    alter(sender, ref, at('isNullable')`ALTER COLUMN ${target} SET NOT NULL`);
  });
  sender.when(comparison.comments, () => {
    commentOnColumn(sender, ref, column);
  });
  changeKeys(sender, ref, { name, column, comparison });
  sender.when(comparison.setsDefault, () => {
    const value = column.text('default') ?? Text.of('NULL', column.span);
    alter(sender, ref, at('default')`ALTER COLUMN ${target} SET DEFAULT ${value}`);
  });
  sender.when(comparison.dropsDefault, () => {
    alter(sender, ref, at('default')`ALTER COLUMN ${target} DROP DEFAULT`);
  });
}

/** A key whose name only the database knows has none here. */
function changeKeys(sender: Sender, ref: TableRef, { column, comparison }: Change): void {
  const name = nameOf(column);
  sender.when(comparison.joinsPrimaryKey, () => {
    const key = primaryKeySql(
      ref,
      [name],
      column.placeOf('isPrimary'),
      column.text('primaryKeyConstraintName'),
    );
    alter(sender, ref, sqlAt(column.placeOf('isPrimary'))`ADD ${key}`);
  });
  sender.when(comparison.leavesPrimaryKey, () => {
    dropConstraint(sender, ref, Text.hole(column.span), false);
  });
  sender.when(comparison.becomesUnique, () => {
    alter(sender, ref, sqlAt(column.placeOf('isUnique'))`ADD ${uniqueOfColumn(ref, column, name)}`);
  });
  sender.when(comparison.losesUnique, () => {
    dropConstraint(sender, ref, Text.hole(column.span), false);
  });
}

function rename(sender: Sender, ref: TableRef, from: Text, to: Text): void {
  const place = to.spanOf({ start: 0, end: to.value.length });
  const clause = sqlAt(place)`RENAME COLUMN ${quotedText(from)} TO ${quotedText(to)}`;
  sender.rename(sqlAt(sender.place)`ALTER TABLE ${ref.path} ${clause}`);
}
