import type { Operation, Span } from '../operation.ts';
import type { Edit } from '../rule.ts';
import type { Step } from '../step.ts';
import { insertion } from './sql-layout.ts';

/** The edit that makes an operation run CONCURRENTLY; undefined where its statement cannot say it. */
export function withConcurrently({ operation, migration }: Step): readonly Edit[] | undefined {
  const at = placeOf(operation, migration.text);
  return at === undefined ? undefined : [insertion(at, ' CONCURRENTLY')];
}

function placeOf(operation: Operation, text: string): number | undefined {
  switch (operation.kind) {
    case 'createIndex':
    case 'reindex':
    case 'refreshMaterializedView':
      return behindKeyword(operation.keyword, text);
    case 'dropIndex':
      return operation.several || operation.cascade ? undefined : behindKeyword(operation.keyword, text);
    case 'detachPartition':
      return operation.span.end;
    default:
      return undefined;
  }
}

function behindKeyword({ start, end }: Span, text: string): number | undefined {
  return /^(?:index|table|schema|database|view)$/i.test(text.slice(start, end)) ? end : undefined;
}
