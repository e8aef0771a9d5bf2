import { quotedText, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, isNullish, type Value } from '../value.ts';
import { alter, memberName, members } from './alter.ts';
import { addColumn, dropColumn } from './alter-column.ts';
import { changeColumn } from './change-column.ts';
import {
  checkSql,
  exclusionSql,
  foreignKeySql,
  indexSql,
  primaryKeySql,
  uniqueSql,
} from './constraint-sql.ts';
import { commentOn, createTable } from './create-table.ts';
import { dropConstraint, dropIndex, dropNamed } from './drop.ts';
import type { Options } from '../options.ts';
import {
  clearTable,
  commitTransaction,
  createDatabase,
  createSchema,
  createView,
  dropDatabase,
  dropSchema,
  dropView,
  rollbackTransaction,
  startTransaction,
} from './schema-sql.ts';
import type { Sender } from './sender.ts';
import { objectName, tableRef, type TableRef } from './table.ts';

/** What a method of the query runner sends. */
export type Send = (sender: Sender, args: readonly Value[]) => void;

/** A call on a table and what is in it: the table is the first argument. */
function onTable(send: (sender: Sender, ref: TableRef, rest: readonly Value[]) => void): Send {
  return (sender, [table, ...rest]) => {
    send(sender, tableRef(table, sender.place), rest);
  };
}

/** Adds what one argument describes, or each of its elements. */
function adding(what: string, add: (sender: Sender, ref: TableRef, options: Options) => void): Send {
  return onTable((sender, ref, [value]) => {
    for (const item of members(sender, value, what)) {
      const options = sender.options(item, what);
      if (options !== undefined) add(sender, ref, options);
    }
  });
}

/** Drops what one argument names, or each of its elements. */
function dropping(
  what: string,
  drop: (sender: Sender, ref: TableRef, item: Value, ifExists: boolean) => void,
): Send {
  return onTable((sender, ref, [value]) => {
    const items = value?.type === 'array' ? members(sender, value, what) : value === undefined ? [] : [value];
    for (const item of items) drop(sender, ref, item, sender.flag(2));
  });
}

const addConstraint =
  (constraintSql: (ref: TableRef, options: Options) => Text) =>
  (sender: Sender, ref: TableRef, options: Options): void => {
    alter(sender, ref, sqlAt(options.span)`ADD ${constraintSql(ref, options)}`);
  };

const createIndex = adding('index', (sender, ref, index) => {
  sender.send(indexSql(ref, index), index.span);
});
const createViewIndex = adding('index', (sender, ref, index) => {
  sender.send(indexSql(ref, index, true), index.span);
});
const createColumn = adding('column', addColumn);
const createUnique = adding('unique constraint', addConstraint(uniqueSql));
const createCheck = adding('check constraint', addConstraint(checkSql));
const createExclusion = adding('exclusion constraint', addConstraint(exclusionSql));
const createKey = adding('foreign key', addConstraint(foreignKeySql));
const dropColumns = dropping('column', dropColumn);
const dropUnique = dropping('unique constraint', dropNamed('UQ'));
const dropCheck = dropping('check constraint', dropNamed('CHK'));
const dropExclusion = dropping('exclusion constraint', dropNamed('XCL'));
const dropKey = dropping('foreign key', dropNamed('FK'));
const dropIndexes = dropping('index', dropIndex);

function sendCreateTable(sender: Sender, [table]: readonly Value[]): void {
  const options = sender.options(table, 'the table');
  if (options === undefined) return;
  const ref = tableRef(options.value, sender.place);
  createTable(sender, ref, options, {
    ifNotExists: sender.flag(1),
    foreignKeys: sender.flag(2, true),
    indices: sender.flag(3, true),
  });
  sender.database.tables.set(ref.name.value, options.value);
}

/** TypeORM drops the indexes and foreign keys of the table first, and Postgres would with it. */
function dropTable(sender: Sender, table: Value | undefined): void {
  const ref = tableRef(table, sender.place);
  const place = table?.span ?? sender.place;
  sender.send(sqlAt(place)`DROP TABLE ${sender.flag(1) ? 'IF EXISTS ' : ''}${ref.path}`, place);
  sender.database.tables.delete(ref.name.value);
}

function createPrimaryKey(sender: Sender, ref: TableRef, [columns, name]: readonly Value[]): void {
  const names = members(sender, columns, 'columns').map(memberName);
  addPrimaryKey(sender, ref, names, name);
}

/** TypeORM drops the key that is there by the name that it has in the database. */
function updatePrimaryKeys(sender: Sender, ref: TableRef, [columns]: readonly Value[]): void {
  const names = members(sender, columns, 'columns').map(memberName);
  sender.onlyIf([{ is: 'withPrimaryKey', table: objectName(ref) }], () => {
    dropConstraint(sender, ref, Text.hole(sender.place), false);
  });
  addPrimaryKey(sender, ref, names, undefined);
}

function addPrimaryKey(sender: Sender, ref: TableRef, names: readonly Text[], name: Value | undefined): void {
  const given = isNullish(name) || name === undefined ? undefined : valueText(name);
  alter(sender, ref, sqlAt(sender.place)`ADD ${primaryKeySql(ref, names, sender.place, given)}`);
}

/** The methods that change the schema, the data or the transaction. */
export const METHODS: ReadonlyMap<string, Send> = new Map<string, Send>([
  [
    'query',
    (sender, [sql]) => {
      sender.query(sql);
    },
  ],
  [
    'sql',
    (sender, [sql]) => {
      sender.query(sql);
    },
  ],
  ['createTable', sendCreateTable],
  [
    'dropTable',
    (sender, [table]) => {
      dropTable(sender, table);
    },
  ],
  [
    'dropTables',
    (sender, [tables]) => {
      for (const table of members(sender, tables, 'tables')) dropTable(sender, table);
    },
  ],
  [
    'renameTable',
    onTable((sender, ref, [to]) => {
      if (to === undefined) return;
      const clause = sqlAt(to.span)`RENAME TO ${quotedText(valueText(to))}`;
      sender.rename(sqlAt(sender.place)`ALTER TABLE ${ref.path} ${clause}`);
    }),
  ],
  [
    'changeTableComment',
    onTable((sender, ref, [comment]) => {
      commentOn(
        sender,
        ['TABLE ', ref.path],
        isNullish(comment) || comment === undefined ? undefined : valueText(comment),
      );
    }),
  ],
  ['addColumn', createColumn],
  ['addColumns', createColumn],
  ['dropColumn', dropColumns],
  ['dropColumns', dropColumns],
  [
    'renameColumn',
    onTable((sender, ref, [from, to]) => {
      changeColumn(sender, ref, from, to);
    }),
  ],
  [
    'changeColumn',
    onTable((sender, ref, [from, to]) => {
      changeColumn(sender, ref, from, to);
    }),
  ],
  [
    'changeColumns',
    onTable((sender, ref, [changes]) => {
      for (const change of members(sender, changes, 'changes'))
        changeColumn(sender, ref, entryOf(change, 'oldColumn'), entryOf(change, 'newColumn'));
    }),
  ],
  ['createPrimaryKey', onTable(createPrimaryKey)],
  ['updatePrimaryKeys', onTable(updatePrimaryKeys)],
  [
    'dropPrimaryKey',
    onTable((sender, ref, [name]) => {
      dropConstraint(
        sender,
        ref,
        name?.type === 'string' ? name.text : Text.hole(sender.place),
        sender.flag(2),
      );
    }),
  ],
  ['createUniqueConstraint', createUnique],
  ['createUniqueConstraints', createUnique],
  ['dropUniqueConstraint', dropUnique],
  ['dropUniqueConstraints', dropUnique],
  ['createCheckConstraint', createCheck],
  ['createCheckConstraints', createCheck],
  ['dropCheckConstraint', dropCheck],
  ['dropCheckConstraints', dropCheck],
  ['createExclusionConstraint', createExclusion],
  ['createExclusionConstraints', createExclusion],
  ['dropExclusionConstraint', dropExclusion],
  ['dropExclusionConstraints', dropExclusion],
  ['createForeignKey', createKey],
  ['createForeignKeys', createKey],
  ['dropForeignKey', dropKey],
  ['dropForeignKeys', dropKey],
  ['createIndex', createIndex],
  ['createIndices', createIndex],
  ['dropIndex', dropIndexes],
  ['dropIndices', dropIndexes],
  ['createViewIndex', createViewIndex],
  ['createViewIndices', createViewIndex],
  ['dropViewIndex', dropIndexes],
  ['createView', createView],
  ['dropView', dropView],
  ['createSchema', createSchema],
  ['dropSchema', dropSchema],
  ['createDatabase', createDatabase],
  ['dropDatabase', dropDatabase],
  ['clearTable', onTable(clearTable)],
  [
    'clearDatabase',
    (sender) => {
      sender.miss('it drops all views, tables and enum types, which only the database knows', sender.place);
    },
  ],
  ['startTransaction', startTransaction],
  ['commitTransaction', commitTransaction],
  ['rollbackTransaction', rollbackTransaction],
]);
