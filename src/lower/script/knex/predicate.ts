import type { Span } from '../../../operation.ts';
import { sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import type { Value } from '../value.ts';
import { nodeOf, placeOf } from './node.ts';
import { QueryBuilder } from './query.ts';

/** ` where …` of the query that an index takes as its predicate. */
export function predicateOf(value: Value | undefined, place: Span): Text | undefined {
  const node = nodeOf(value);
  const conditions = node instanceof QueryBuilder ? node.predicate : node?.sql;
  return value === undefined || conditions === undefined
    ? undefined
    : sqlAt(placeOf(value, place))` where ${conditions}`;
}
