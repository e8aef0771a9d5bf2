import type { AlterSystemStmt, ClusterStmt, DeclareCursorStmt, ExplainStmt, VacuumStmt } from 'libpg-query';
import type { Operation } from '../../operation.ts';
import type { LowerNested } from './data.ts';
import { known, relationName } from './name.ts';
import { unwrapAll, unwrap } from './node.ts';
import { hasOption } from './option.ts';
import { findWord, type Region, slice, spanOf } from './region.ts';

export function lowerVacuum(node: VacuumStmt, region: Region): readonly Operation[] {
  const span = spanOf(region);
  const tables = unwrapAll(node.rels, 'VacuumRelation').map(({ relation }) => relationName(relation, region));
  if (node.is_vacuumcmd !== true) return [{ kind: 'analyze', span, tables }];
  return [{ kind: 'vacuum', span, tables, full: hasOption(node.options, 'full') }];
}

export function lowerCluster(node: ClusterStmt, region: Region): readonly Operation[] {
  const { relation, indexname } = node;
  return [
    {
      kind: 'cluster',
      span: spanOf(region),
      table: relation === undefined ? undefined : relationName(relation, region),
      index: indexname === undefined ? undefined : known(indexname),
    },
  ];
}

/** A statement that is explained with ANALYZE runs. */
export function lowerExplain(
  node: ExplainStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const explain: Operation = { kind: 'utility', span: spanOf(region), command: 'EXPLAIN' };
  if (node.query === undefined || !hasOption(node.options, 'analyze')) return [explain];
  const start = explainedAt(region);
  return [explain, ...lowerNested(node.query, slice(region, start))];
}

const EXPLAINED = [
  'WITH',
  'SELECT',
  'VALUES',
  'TABLE',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'CREATE',
  'REFRESH',
  'EXECUTE',
  'DECLARE',
] as const;

/** The options stand in parentheses or are words of their own. */
function explainedAt(region: Region): number {
  return findWord(slice(region, region.from + 1), ...EXPLAINED) ?? region.from + 1;
}

export function lowerDeclareCursor(
  node: DeclareCursorStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const cursor: Operation = { kind: 'utility', span: spanOf(region), command: 'DECLARE' };
  const start = (findWord(region, 'FOR') ?? region.from) + 1;
  return unwrap(node.query, 'SelectStmt') === undefined || node.query === undefined
    ? [cursor]
    : [cursor, ...lowerNested(node.query, slice(region, start))];
}

/** https://www.postgresql.org/docs/current/sql-altersystem.html */
export function lowerAlterSystem(_: AlterSystemStmt, region: Region): readonly Operation[] {
  return [{ kind: 'utility', span: spanOf(region), command: 'ALTER SYSTEM', forbiddenInTransaction: true }];
}

/** A statement that leaves the schema and the data as they are. */
export function lowerUtility(command: string): (node: object, region: Region) => readonly Operation[] {
  return (_, region) => [{ kind: 'utility', span: spanOf(region), command }];
}
