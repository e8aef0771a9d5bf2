import type { Span } from '../../../operation.ts';
import { type SqlPart, sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, type ObjectValue, type Value } from '../value.ts';
import { commentOn, deferrableOf, foreignKeyName, referencesOf } from './column.ts';
import { placeOf, type Step } from './step.ts';
import { bare, composed, listOf, quoted, quotedList, raw } from './value.ts';

interface Constraints {
  readonly definitions: readonly Text[];
  readonly comments: readonly Text[];
}

/**
 * The constraints of a table's options or of `addConstraint`. A name that is not given is made up from
 * the table's: `t_chck`, `t_uniq_a_b`, `t_pkey`, `t_fk_a`, `t_excl`.
 */
export function constraintsOf(
  table: Value | undefined,
  object: ObjectValue,
  name: Value | undefined,
  step: Step,
): Constraints {
  const options = step.optionsOf(object);
  const given = name === undefined || isNullish(name) ? undefined : name;
  const named = (place: Span, ...suffix: readonly (Text | string)[]): Text =>
    quoted(
      given ?? { type: 'string', text: composed([bare(table, place), ...suffix], place), span: place },
      place,
    );
  const definitions = [
    ...checks(options, named),
    ...uniques(options, named),
    ...primaryKeys(options, named),
    ...foreignKeys(options, table, given, step),
    ...exclusions(options, named),
  ];
  const tail = options.flag('deferrable') ? deferrableOf(options) : undefined;
  return {
    definitions: definitions.map(({ text, place }) => sqlAt(place)`${text}${tail}`),
    comments: commentsOf(options, table, given, step),
  };
}

interface Placed {
  readonly text: Text;
  readonly place: Span;
}

type Named = (place: Span, ...suffix: readonly (Text | string)[]) => Text;

function checks(options: Options, named: Named): readonly Placed[] {
  const value = options.get('check');
  if (value === undefined) return [];
  const place = placeOf(options.value, 'check');
  if (value.type !== 'array')
    return [{ place, text: sqlAt(place)`CONSTRAINT ${named(place, '_chck')} CHECK (${raw(value)})` }];
  return listOf(value).map((check, index) => ({
    place: check.span,
    text: sqlAt(
      check.span,
    )`CONSTRAINT ${named(check.span, `_chck_${String(index + 1)}`)} CHECK (${raw(check)})`,
  }));
}

/** A column, a list of columns, or a list of such lists. */
function uniques(options: Options, named: Named): readonly Placed[] {
  const value = options.get('unique');
  if (value === undefined) return [];
  const place = placeOf(options.value, 'unique');
  const isNested = listOf(value).some(({ type }) => type === 'array');
  return (isNested ? listOf(value) : [value]).map((columns) => {
    const own = isNested ? columns.span : place;
    const names = listOf(columns).map((column) => bare(column, own));
    const name = named(
      own,
      '_uniq_',
      ...names.flatMap((text, index) => (index === 0 ? [text] : ['_', text])),
    );
    return { place: own, text: sqlAt(own)`CONSTRAINT ${name} UNIQUE (${quotedList(columns, own)})` };
  });
}

function primaryKeys(options: Options, named: Named): readonly Placed[] {
  const value = options.get('primaryKey');
  if (value === undefined) return [];
  const place = placeOf(options.value, 'primaryKey');
  const name = named(place, '_pkey');
  return [{ place, text: sqlAt(place)`CONSTRAINT ${name} PRIMARY KEY (${quotedList(value, place)})` }];
}

function foreignKeys(
  options: Options,
  table: Value | undefined,
  given: Value | undefined,
  step: Step,
): readonly Placed[] {
  const value = options.get('foreignKeys');
  if (value === undefined) return [];
  return listOf(value).flatMap((item) => {
    if (item.type !== 'object') {
      step.note('a foreign key is only known when the migration runs', item.span);
      return [];
    }
    const key = step.optionsOf(item);
    const place = value.type === 'array' ? item.span : placeOf(options.value, 'foreignKeys');
    const own = key.get('referencesConstraintName') ?? given;
    const columns = listOf(key.get('columns'));
    const name = own === undefined ? foreignKeyName(table, columns, place) : quoted(own, place);
    const text = sqlAt(
      place,
    )`CONSTRAINT ${name} FOREIGN KEY (${quotedList(key.get('columns'), place)}) ${referencesOf(key)}`;
    return [{ place, text }];
  });
}

function exclusions(options: Options, named: Named): readonly Placed[] {
  const value = options.get('exclude');
  if (value === undefined) return [];
  const place = placeOf(options.value, 'exclude');
  return [{ place, text: sqlAt(place)`CONSTRAINT ${named(place, '_excl')} EXCLUDE ${raw(value)}` }];
}

function commentsOf(
  options: Options,
  table: Value | undefined,
  given: Value | undefined,
  step: Step,
): readonly Text[] {
  const comment = options.value.entries.get('comment');
  const on = (name: Text, text: Value): Text => {
    const object: SqlPart = ['CONSTRAINT ', name, ' ON'];
    return commentOn(object, quoted(table, step.place), text);
  };
  const ofKeys = listOf(options.get('foreignKeys')).flatMap((item) => {
    if (item.type !== 'object') return [];
    const text = item.entries.get('referencesConstraintComment');
    if (text === undefined) return [];
    const own = item.entries.get('referencesConstraintName') ?? given;
    const columns = listOf(item.entries.get('columns'));
    return [on(own === undefined ? foreignKeyName(table, columns, item.span) : quoted(own, item.span), text)];
  });
  if (comment === undefined || given === undefined) return ofKeys;
  return [...ofKeys, on(quoted(given, comment.span), comment)];
}
