import type { Span } from '../../../operation.ts';
import { type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { entryOf, isNullish, numberOf, type ObjectValue, type Value } from '../value.ts';
import { sequenceClauses } from './sequence.ts';
import { flag, placeOf, type Step } from './step.ts';
import { typeText, withShorthands } from './type.ts';
import { composed, bare, escaped, quoted, raw } from './value.ts';

interface Columns {
  readonly definitions: readonly Text[];
  /** The names of the columns, where several of them are the primary key. */
  readonly primaryKey: readonly Value[];
  readonly comments: readonly Text[];
}

/** The columns of `createTable` and `addColumns`. */
export function columnsOf(table: Value | undefined, columns: ObjectValue, step: Step): Columns {
  if (!columns.complete) step.note('some columns are only known when the migration runs', columns.span);
  const known = [...columns.entries].flatMap(([name, value]): readonly Column[] => {
    const place = placeOf(columns, name);
    const options = withShorthands(value, step.shorthands);
    if (options === undefined) {
      const why = value.type === 'unknown' ? `: ${value.reason}` : '';
      step.note(`the column "${name}" is only known when the migration runs${why}`, place);
      return [];
    }
    const key = columns.keys?.get(name) ?? place;
    const named: Value = { type: 'string', text: Text.of(name, key), span: key };
    return [{ name: named, options: step.optionsOf(options), place }];
  });
  const keys = known.filter(({ options }) => options.flag('primaryKey'));
  const isShared = keys.length > 1;
  return {
    definitions: known.map((column) => definitionOf(column, table, isShared)),
    primaryKey: isShared ? keys.map(({ name }) => name) : [],
    comments: known.flatMap((column) => commentsOf(column, table, step)),
  };
}

interface Column {
  readonly name: Value;
  readonly options: Options;
  readonly place: Span;
}

function definitionOf({ name, options, place }: Column, table: Value | undefined, sharesKey: boolean): Text {
  const sql = sqlAt(place);
  const when = (option: string, make: (value: Value, at: Span) => Text): Text | undefined => {
    const value = options.get(option);
    return value === undefined ? undefined : make(value, placeOf(options.value, option));
  };
  const defaultTo = options.value.entries.get('default');
  return sql`${quoted(name, place)} ${typeText(options.get('type'), place)}${arrayOf(options)}${[
    when('collation', (value, at) => sqlAt(at)` COLLATE ${raw(value)}`),
    isGiven(defaultTo)
      ? sqlAt(placeOf(options.value, 'default'))` DEFAULT ${escaped(defaultTo, defaultTo.span)}`
      : undefined,
    flag(options, 'unique', 'UNIQUE'),
    sharesKey ? undefined : flag(options, 'primaryKey', 'PRIMARY KEY'),
    flag(options, 'notNull', 'NOT NULL'),
    when('check', (value, at) => sqlAt(at)` CHECK (${raw(value)})`),
    when('references', (_, at) => sqlAt(at)` ${referenceName(name, options, table)}${referencesOf(options)}`),
    options.flag('deferrable') ? deferrableOf(options) : undefined,
    when('sequenceGenerated', (value, at) => sqlAt(at)` ${identityOf(value, at)}`),
    when('expressionGenerated', (value, at) => sqlAt(at)` GENERATED ALWAYS AS (${raw(value)}) STORED`),
  ]}`;
}

function isGiven(value: Value | undefined): value is Value {
  return value !== undefined && (value.type !== 'constant' || value.value !== undefined);
}

function arrayOf(options: Options): SqlPart {
  const value = options.get('array');
  const size = numberOf(value);
  if (size !== undefined) return ` ARRAY[${String(size)}]`;
  return value !== undefined && options.flag('array') ? ' ARRAY' : undefined;
}

/** `CONSTRAINT name ` of a reference, where it has a name or a comment. */
function referenceName(name: Value, options: Options, table: Value | undefined): SqlPart {
  const own = options.get('referencesConstraintName');
  if (own !== undefined) return ['CONSTRAINT ', quoted(own, own.span), ' '];
  if (options.get('referencesConstraintComment') === undefined) return undefined;
  return ['CONSTRAINT ', foreignKeyName(table, [name], name.span), ' '];
}

/** `"table_fk_column"`, the name that the library gives a foreign key. */
export function foreignKeyName(table: Value | undefined, columns: readonly Value[], place: Span): Text {
  const parts = columns.flatMap((column) => ['_', bare(column, place)]);
  const text = composed([bare(table, place), '_fk', ...parts], place);
  return quoted({ type: 'string', text, span: place }, place);
}

/** `REFERENCES …` with its actions. */
export function referencesOf(options: Options): Text {
  const target = options.get('references');
  const written = target?.type === 'string' ? target.text.value : '';
  const isSql = written.startsWith('"') || written.endsWith(')');
  const place = options.placeOf('references');
  const words = (option: string, sql: string): SqlPart => {
    const value = options.get(option);
    return value === undefined ? undefined : sqlAt(placeOf(options.value, option))` ${sql} ${raw(value)}`;
  };
  return sqlAt(place)`REFERENCES ${
    target !== undefined && isSql ? raw(target) : quoted(target, place)
  }${[words('match', 'MATCH'), words('onDelete', 'ON DELETE'), words('onUpdate', 'ON UPDATE')]}`;
}

export function deferrableOf(options: Options): Text {
  const initially = options.flag('deferred') ? 'DEFERRED' : 'IMMEDIATE';
  return sqlAt(placeOf(options.value, 'deferrable'))` DEFERRABLE INITIALLY ${initially}`;
}

/** `GENERATED … AS IDENTITY` with the options of its sequence. */
export function identityOf(value: Value, place: Span): Text {
  const precedence = entryOf(value, 'precedence');
  const clauses = value.type === 'object' ? sequenceClauses(value) : [];
  const sequence: SqlPart =
    clauses.length === 0 ? undefined : [' (', clauses.map((clause) => [clause, ' ']), ')'];
  return sqlAt(
    place,
  )`GENERATED ${precedence === undefined ? Text.hole(place) : raw(precedence)} AS IDENTITY${sequence}`;
}

function commentsOf({ name, options, place }: Column, table: Value | undefined, step: Step): readonly Text[] {
  const comments: Text[] = [];
  const own = options.value.entries.get('comment');
  if (isGiven(own))
    comments.push(
      sqlAt(
        placeOf(options.value, 'comment'),
      )`COMMENT ON COLUMN ${quoted(table, place)}.${quoted(name, place)} IS ${escaped(own, own.span)}`,
    );
  const ofKey = options.get('referencesConstraintComment');
  if (ofKey !== undefined && options.get('references') !== undefined) {
    const key = options.get('referencesConstraintName');
    const keyName = key === undefined ? foreignKeyName(table, [name], place) : quoted(key, place);
    comments.push(commentOn(['CONSTRAINT ', keyName, ' ON'], quoted(table, step.place), ofKey));
  }
  return comments;
}

/** `COMMENT ON …`, of which null takes the comment away. */
export function commentOn(object: SqlPart, name: Text, comment: Value): Text {
  const text = isNullish(comment) ? 'NULL' : escaped(comment, comment.span);
  return sqlAt(comment.span)`COMMENT ON ${object} ${name} IS ${text}`;
}
