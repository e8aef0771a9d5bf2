import type { Node, SubLink, TypeName as TypeNode } from 'libpg-query';
import type { Expression, ObjectName, StringLiteral } from '../../operation.ts';
import { conditionsOf } from './condition.ts';
import { addOnce, calledFunction } from './function-name.ts';
import { known } from './name.ts';
import { forEachOperand, strings, unwrap } from './node.ts';
import { type Region, slice, spanOf, textOf, tokenAt } from './region.ts';
import { lowerTypeName } from './type-name.ts';
import { usesOfSubqueries } from './uses.ts';

/**
 * The expression that fills the region. `target` is the name by which columns of the statement's
 * table are qualified.
 */
export function lowerExpression(node: Node, region: Region, target?: string): Expression {
  const parts: Parts = { columns: new Set(), functions: new Map(), literals: [], subqueries: [] };
  collect(node, region, parts);
  return {
    text: textOf(region),
    span: spanOf(region),
    constant: constantOf(node),
    columns: [...parts.columns],
    functions: [...parts.functions.values()],
    literals: parts.literals,
    conditions: conditionsOf(node, target),
    uses: usesOfSubqueries(parts.subqueries, region),
  };
}

interface Parts {
  readonly columns: Set<string>;
  readonly functions: Map<string, ObjectName>;
  readonly literals: StringLiteral[];
  readonly subqueries: Node[];
}

function collect(node: Node, region: Region, parts: Parts): void {
  if ('ColumnRef' in node) {
    const { fields } = node.ColumnRef;
    const name = strings(fields).at(-1);
    const isStar = unwrap(fields?.at(-1), 'A_Star') !== undefined;
    if (name !== undefined && !isStar) parts.columns.add(known(name));
  } else if ('SubLink' in node) {
    collectSubquery(node.SubLink, region, parts);
  } else if (!collectLiteral(node, region, parts.literals)) {
    const name = calledFunction(node, region);
    if (name !== undefined) addOnce(parts.functions, name);
    forEachOperand(node, (child) => {
      collect(child, region, parts);
    });
  }
}

function collectSubquery({ testexpr, subselect }: SubLink, region: Region, parts: Parts): void {
  if (testexpr !== undefined) collect(testexpr, region, parts);
  if (subselect === undefined) return;
  parts.subqueries.push(subselect);
  collectLiterals(subselect, region, parts.literals);
}

/** The string literals of a statement or expression, in order. */
export function literalsOf(node: Node | undefined, region: Region): readonly StringLiteral[] {
  const literals: StringLiteral[] = [];
  if (node !== undefined) collectLiterals(node, region, literals);
  return literals;
}

function collectLiterals(node: Node, region: Region, literals: StringLiteral[]): void {
  if (collectLiteral(node, region, literals)) return;
  forEachOperand(node, (child) => {
    collectLiterals(child, region, literals);
  });
}

/** Whether the node is a constant, cast or not, so that nothing below it is left to collect. */
function collectLiteral(node: Node, region: Region, literals: StringLiteral[]): boolean {
  const cast = 'TypeCast' in node ? node.TypeCast : undefined;
  const inner = cast === undefined ? node : cast.arg;
  if (inner === undefined || !('A_Const' in inner)) return false;
  const { sval, location } = inner.A_Const;
  if (sval !== undefined) {
    const literal = literalAt(sval.sval ?? '', location, region);
    literals.push(cast?.typeName === undefined ? literal : withType(literal, cast.typeName, region));
  }
  return true;
}

function literalAt(value: string, location: number | undefined, region: Region): StringLiteral {
  const index = tokenAt(region, location);
  return { value: known(value), span: spanOf(slice(region, index, index + 1)) };
}

function withType(literal: StringLiteral, type: TypeNode, region: Region): StringLiteral {
  return { ...literal, type: lowerTypeName(type, region) };
}

function constantOf(node: Node): Expression['constant'] {
  const constant = unwrap(node, 'A_Const');
  if (constant !== undefined) return constant.isnull === true ? 'null' : 'literal';
  const inner = unwrap(node, 'TypeCast')?.arg ?? unwrap(node, 'CollateClause')?.arg ?? signedOperand(node);
  if (inner !== undefined) return constantOf(inner);
  const array = unwrap(node, 'A_ArrayExpr');
  const isConstant =
    array?.elements?.every((element) => constantOf(element) !== 'none') ?? array !== undefined;
  return isConstant ? 'literal' : 'none';
}

function signedOperand(node: Node): Node | undefined {
  const operator = unwrap(node, 'A_Expr');
  if (operator?.kind !== 'AEXPR_OP' || operator.lexpr !== undefined) return undefined;
  const [name] = strings(operator.name);
  return name === '-' || name === '+' ? operator.rexpr : undefined;
}
