import type { Operation } from '../operation.ts';
import type { Catalog, Origin, Table } from './catalog.ts';
import { findRoutines } from './lookup.ts';

/**
 * Whether what has the origin is there for sure: no branch decided over it, and no statement since
 * may have taken it away unseen. What CREATE TABLE IF NOT EXISTS writes with its `table` is not
 * there if an older table was.
 */
export function isCertain({ gap }: Catalog, origin: Origin, table?: Table): boolean {
  if (origin.conditional === true) return false;
  if (table?.mayBeOlder === true && isSame(origin, table.origin)) return false;
  if (table?.origin.conditional === true) return false;
  return gap === undefined || isLater(origin, gap);
}

function isSame(left: Origin, right: Origin): boolean {
  return left.migration === right.migration && left.span.start === right.span.start;
}

function isLater(left: Origin, right: Origin): boolean {
  if (left.migration !== right.migration) return left.migration > right.migration;
  return left.span.start > right.span.start;
}

/** After it, older objects may be gone or have another name, and nothing that was read says so. */
export function leavesGap(catalog: Catalog, operation: Operation): boolean {
  switch (operation.kind) {
    case 'unsupported':
    case 'call':
      return true;
    case 'select':
      return operation.uses.functions.some((name) => findRoutines(catalog, name).length > 0);
    // Names mean what stands in a schema that only the running migration knows.
    case 'setVariable':
      return (
        operation.name.toLowerCase() === 'search_path' && !operation.reset && operation.value === undefined
      );
    default:
      return operation.conditional === true && /^(drop|rename|set)/.test(operation.kind);
  }
}
