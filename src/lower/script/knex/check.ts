import type { Span } from '../../../operation.ts';
import { sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { isNullish, type CallSite, type Value } from '../value.ts';
import { constantText, stringLiteral, placeOf } from './node.ts';
import { bind } from './raw.ts';

/** Checks of a column, in the order in which Knex writes them. */
export const CHECKS: ReadonlySet<string> = new Set([
  'check',
  'checkPositive',
  'checkNegative',
  'checkIn',
  'checkNotIn',
  'checkBetween',
  'checkLength',
  'checkRegex',
]);

interface Check {
  readonly predicate: Text;
  /** The name as it is given, which Knex does not quote. */
  readonly constraint: Text | undefined;
}

/** The predicate and the name of one check. */
export function checkPredicate(method: string, { args, span }: CallSite, column: Text): Check {
  const [first, second, third] = args;
  const sql = sqlAt(span);
  switch (method) {
    case 'checkPositive':
      return { predicate: sql`${column} > 0`, constraint: constraintName(first, span) };
    case 'checkNegative':
      return { predicate: sql`${column} < 0`, constraint: constraintName(first, span) };
    case 'checkIn':
    case 'checkNotIn': {
      const not = method === 'checkNotIn' ? 'not ' : '';
      const predicate = sql`${column} ${not}in (${valueList(first, span)})`;
      return { predicate, constraint: constraintName(second, span) };
    }
    case 'checkBetween':
      return { predicate: between(first, column, span), constraint: constraintName(second, span) };
    case 'checkLength': {
      const predicate = sql`length(${column}) ${textOf(first, span)} ${textOf(second, span)}`;
      return { predicate, constraint: constraintName(third, span) };
    }
    case 'checkRegex': {
      const pattern = first?.type === 'string' ? stringLiteral(first.text.within(span)) : Text.hole(span);
      return { predicate: sql`${column} ~ ${pattern}`, constraint: constraintName(second, span) };
    }
    default:
      return {
        predicate: first?.type === 'string' ? bind(first.text, second, span) : constantText(first, span),
        constraint: constraintName(third, span),
      };
  }
}

/** The name of a constraint, written as it is; undefined where none is given. */
export function constraintName(value: Value | undefined, place: Span): Text | undefined {
  return value === undefined || isNullish(value) ? undefined : textOf(value, place);
}

function textOf(value: Value | undefined, place: Span): Text {
  return value === undefined ? Text.hole(place) : valueText(value).within(place);
}

function valueList(values: Value | undefined, place: Span): Text {
  if (values?.type !== 'array' || !values.complete) return Text.hole(placeOf(values, place));
  const items = values.items.map((item) => constantText(item, place));
  return Text.join(items.flatMap((item, index) => (index === 0 ? [item] : [Text.frame(',', place), item])));
}

function between(intervals: Value | undefined, column: Text, place: Span): Text {
  if (intervals?.type !== 'array') return Text.hole(placeOf(intervals, place));
  const list = intervals.items.some((item) => item.type === 'array') ? intervals.items : [intervals];
  const ranges = list.map((interval) => {
    const [low, high] = interval.type === 'array' ? interval.items : [];
    return sqlAt(place)`${column} between ${constantText(low, place)} and ${constantText(high, place)}`;
  });
  return Text.join(
    ranges.flatMap((range, index) => (index === 0 ? [range] : [Text.frame(' or ', place), range])),
  );
}
