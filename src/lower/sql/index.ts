import type { IndexElem, IndexStmt, Node, ReindexObjectType, ReindexStmt } from 'libpg-query';
import type { CreateIndex, IndexElement, ObjectName, Operation, Reindex, Span } from '../../operation.ts';
import { lowerExpression } from './expression.ts';
import { known, nameAt, relationName, relationRegion } from './name.ts';
import { strings, unwrap, unwrapAll } from './node.ts';
import { hasOption } from './option.ts';
import { expressionName } from './output-name.ts';
import {
  closingBracket,
  findSymbol,
  findWord,
  isSymbol,
  type Region,
  slice,
  spanOf,
  splitAtCommas,
  textOf,
  tokenAt,
} from './region.ts';

export function lowerCreateIndex(node: IndexStmt, region: Region): readonly Operation[] {
  const open = findSymbol(slice(region, relationRegion(node.relation, region).to), '(') ?? region.to;
  const close = closingBracket(region, open);
  const operation: CreateIndex = {
    kind: 'createIndex',
    span: spanOf(region),
    index: node.idxname === undefined ? undefined : known(node.idxname),
    table: relationName(node.relation, region),
    only: node.relation?.inh !== true,
    unique: node.unique === true,
    concurrently: node.concurrent === true,
    ifNotExists: node.if_not_exists === true,
    method: node.accessMethod ?? 'btree',
    elements: lowerElements(node.indexParams, slice(region, open + 1, close)),
    include: unwrapAll(node.indexIncludingParams, 'IndexElem').map(({ name }) => known(name)),
    nullsNotDistinct: node.nulls_not_distinct === true,
    ...clausesBehind(node, slice(region, close + 1)),
    keyword: keywordSpan('INDEX', region),
  };
  return [operation];
}

/** The word of the statement's object; the statement's first word if it is not there. */
export function keywordSpan(word: string, region: Region): Span {
  const index = findWord(region, word) ?? region.from;
  return spanOf(slice(region, index, index + 1));
}

/** The elements of an index or of an exclusion constraint's key. */
function lowerElements(nodes: readonly Node[] | undefined, inside: Region): readonly IndexElement[] {
  const parts = splitAtCommas(inside);
  return unwrapAll(nodes, 'IndexElem').map((node, index) => lowerElement(node, parts[index] ?? inside));
}

function lowerElement(node: IndexElem, part: Region): IndexElement {
  const operatorClass = strings(node.opclass).join('.');
  const name = expressionName(node.expr);
  return {
    text: textOf(part),
    column: node.name === undefined ? undefined : known(node.name),
    ...(node.expr === undefined
      ? {}
      : { expression: lowerExpression(node.expr, keyRegion(node.expr, part)) }),
    ...(name === undefined ? {} : { expressionName: name }),
    ...(operatorClass === '' ? {} : { operatorClass }),
    ...(node.ordering === 'SORTBY_DESC' ? { descending: true } : {}),
  };
}

/** An expression stands in parentheses of its own, or is one call of a function. */
function keyRegion(expression: Node, part: Region): Region {
  if (isSymbol(part, part.from, '(')) return slice(part, part.from + 1, closingBracket(part, part.from));
  const call = unwrap(expression, 'FuncCall');
  const open = call && findSymbol(slice(part, tokenAt(part, call.location)), '(');
  if (open !== undefined) return slice(part, part.from, closingBracket(part, open) + 1);
  const grammarCall = findSymbol(part, '(');
  // `COALESCE (a, b)` is written as a call; CURRENT_DATE and its like have no parentheses.
  return slice(
    part,
    part.from,
    grammarCall === undefined ? part.from + 1 : closingBracket(part, grammarCall) + 1,
  );
}

function clausesBehind(node: IndexStmt, rest: Region): Pick<CreateIndex, 'where' | 'options'> {
  const whereAt = findWord(rest, 'WHERE');
  const optionsAt = findWord(slice(rest, rest.from, whereAt), 'WITH', 'TABLESPACE');
  const { whereClause } = node;
  return {
    ...(whereClause === undefined || whereAt === undefined
      ? {}
      : { where: lowerExpression(whereClause, slice(rest, whereAt + 1)) }),
    ...(optionsAt === undefined ? {} : { options: textOf(slice(rest, optionsAt, whereAt)) }),
  };
}

const TARGETS: Readonly<Record<ReindexObjectType, Reindex['target']>> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'system',
  REINDEX_OBJECT_DATABASE: 'database',
};

export function lowerReindex(node: ReindexStmt, region: Region): readonly Operation[] {
  const target = TARGETS[node.kind ?? 'REINDEX_OBJECT_INDEX'];
  return [
    {
      kind: 'reindex',
      span: spanOf(region),
      target,
      name: reindexed(node, region),
      concurrently: hasOption(node.params, 'concurrently'),
      keyword: keywordSpan(target.toUpperCase(), region),
    },
  ];
}

function reindexed(node: ReindexStmt, region: Region): ObjectName | undefined {
  if (node.relation !== undefined) return relationName(node.relation, region);
  return node.name === undefined ? undefined : nameAt([node.name], region, region.to - 1);
}
