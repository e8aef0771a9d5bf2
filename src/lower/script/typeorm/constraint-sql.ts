import type { Span } from '../../../operation.ts';
import { listed, quotedText, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { generatedName } from './names.ts';
import type { Options } from '../options.ts';
import { namedTable, type TableRef } from './table.ts';

/** `CONSTRAINT … UNIQUE (…)`, as it stands in CREATE TABLE and behind ADD. */
export function uniqueSql(table: TableRef, unique: Options): Text {
  const columns = unique.texts('columnNames');
  const name = unique.text('name') ?? generatedName('UQ', table.name, { columns }, unique.span);
  const sql = sqlAt(unique.span);
  return sql`CONSTRAINT ${quotedText(name)} UNIQUE (${namesSql(columns, unique)})${deferrableSql(unique)}`;
}

/** The unique constraint of a column that says `isUnique`. */
export function uniqueOfColumn(table: TableRef, column: Options, name: Text): Text {
  const constraint = generatedName('UQ', table.name, { columns: [name] }, column.placeOf('isUnique'));
  const sql = sqlAt(column.placeOf('isUnique'));
  return sql`CONSTRAINT ${quotedText(constraint)} UNIQUE (${quotedText(name)})`;
}

export function checkSql(table: TableRef, check: Options): Text {
  const expression = check.text('expression') ?? Text.hole(check.span);
  const name = check.text('name') ?? generatedName('CHK', table.name, { rest: expression }, check.span);
  return sqlAt(check.span)`CONSTRAINT ${quotedText(name)} CHECK (${expression})`;
}

export function exclusionSql(table: TableRef, exclusion: Options): Text {
  const expression = exclusion.text('expression') ?? Text.hole(exclusion.span);
  const name =
    exclusion.text('name') ?? generatedName('XCL', table.name, { rest: expression }, exclusion.span);
  const sql = sqlAt(exclusion.span);
  return sql`CONSTRAINT ${quotedText(name)} EXCLUDE ${expression}${deferrableSql(exclusion)}`;
}

export function foreignKeySql(table: TableRef, key: Options): Text {
  const columns = key.texts('columnNames');
  const name = key.text('name') ?? generatedName('FK', table.name, { columns }, key.span);
  const referenced = namedTable(
    key.text('referencedTableName') ?? Text.hole(key.span),
    key.text('referencedSchema'),
  );
  const [onDelete, onUpdate] = [key.text('onDelete'), key.text('onUpdate')];
  const sql = sqlAt(key.span);
  return sql`CONSTRAINT ${quotedText(name)} FOREIGN KEY (${namesSql(columns, key)}) REFERENCES ${
    referenced.path
  } (${namesSql(key.texts('referencedColumnNames'), key)})${
    onDelete === undefined ? undefined : sql` ON DELETE ${onDelete}`
  }${onUpdate === undefined ? undefined : sql` ON UPDATE ${onUpdate}`}${deferrableSql(key)}`;
}

export function primaryKeySql(table: TableRef, columns: readonly Text[], at: Span, given?: Text): Text {
  const name = given ?? generatedName('PK', table.name, { columns }, at);
  return sqlAt(at)`CONSTRAINT ${quotedText(name)} PRIMARY KEY (${namesSql(columns, { span: at })})`;
}

/** CREATE INDEX as `createIndexSql` writes it; a column "name" may not be an expression. */
export function indexSql(table: TableRef, index: Options, isOfView = false): Text {
  const columns = index.texts('columnNames');
  const where = index.text('where');
  const name = index.text('name') ?? generatedName('IDX', table.name, { columns, rest: where }, index.span);
  const type = index.flag('isSpatial') ? 'gist' : index.text('type');
  const sql = sqlAt(index.span);
  return sql`CREATE ${index.flag('isUnique') ? 'UNIQUE ' : ''}INDEX ${
    index.flag('isConcurrent') && !isOfView ? 'CONCURRENTLY ' : ''
  }${quotedText(name)} ON ${table.path}${type === undefined ? undefined : sql` USING ${type}`} (${namesSql(
    columns,
    index,
  )})${where === undefined ? undefined : sql` WHERE ${where}`}`;
}

function namesSql(names: readonly Text[], { span }: { readonly span: Span }): Text {
  return listed(names.map(quotedText), span);
}

function deferrableSql(constraint: Options): SqlPart {
  const deferrable = constraint.text('deferrable');
  return deferrable === undefined ? undefined : sqlAt(constraint.span)` DEFERRABLE ${deferrable}`;
}
