import type { Catalog } from '../catalog/catalog.ts';
import { findRoutines } from '../catalog/lookup.ts';
import type { Expression, ObjectName } from '../operation.ts';
import { IMMUTABLE_FUNCTIONS, STABLE_FUNCTIONS } from './builtin-volatility.ts';

export type Volatility = 'immutable' | 'stable' | 'volatile';

/** Keywords that Postgres evaluates as it does stable functions. */
const STABLE_KEYWORDS: ReadonlySet<string> = new Set([
  'current_catalog',
  'current_date',
  'current_role',
  'current_schema',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtime',
  'localtimestamp',
  'session_user',
  'system_user',
  'user',
]);

/**
 * How often Postgres has to evaluate an expression: `immutable` and `stable` once for the
 * statement, `volatile` once for each row. It is the most volatile of the functions it calls.
 * Overloads of a name count as the most volatile of them. A function that is neither built in nor
 * created by the history is taken for volatile, which is what CREATE FUNCTION makes it unless told
 * otherwise.
 */
export function volatilityOf(expression: Expression, catalog: Catalog): Volatility {
  return mostVolatile(expression.functions.map((name) => functionVolatility(name, catalog)));
}

function functionVolatility(name: ObjectName, catalog: Catalog): Volatility {
  const routines = findRoutines(catalog, name);
  if (routines.length > 0) return mostVolatile(routines.map((routine) => routine.volatility));
  if (STABLE_FUNCTIONS.has(name.name) || STABLE_KEYWORDS.has(name.name)) return 'stable';
  return IMMUTABLE_FUNCTIONS.has(name.name) ? 'immutable' : 'volatile';
}

function mostVolatile(found: readonly Volatility[]): Volatility {
  if (found.includes('volatile')) return 'volatile';
  return found.includes('stable') ? 'stable' : 'immutable';
}
