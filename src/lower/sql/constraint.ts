import type { Constraint as ConstraintNode, Node } from 'libpg-query';
import type { Constraint, Expression, ReferentialAction } from '../../operation.ts';
import { lowerExpression } from './expression.ts';
import { known, knownAll, relationName } from './name.ts';
import { unwrap, type Writable } from './node.ts';
import { findWord, insideParentheses, type Region, slice, spanOf } from './region.ts';

const KINDS: Readonly<Partial<Record<NonNullable<ConstraintNode['contype']>, Constraint['kind']>>> = {
  CONSTR_PRIMARY: 'primaryKey',
  CONSTR_UNIQUE: 'unique',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreignKey',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_NOTNULL: 'notNull',
};

/**
 * A constraint that fills the region, with its attributes. `column` is the one that it is written
 * with. Undefined for what Postgres calls a constraint but is none, such as a default.
 */
export function lowerConstraint(
  node: ConstraintNode,
  region: Region,
  column?: string,
): Constraint | undefined {
  const kind = node.contype === undefined ? undefined : KINDS[node.contype];
  if (kind === undefined) return undefined;
  const expression = checkExpression(node, region);
  const references = referencesOf(node, region);
  const constraint: Writable<Constraint> = {
    kind,
    name: node.conname === undefined ? undefined : known(node.conname),
    span: spanOf(region),
    columns: expression?.columns ?? columnsOf(node, column),
  };
  if (expression !== undefined) constraint.expression = expression;
  if (references !== undefined) constraint.references = references;
  if (node.indexname !== undefined) constraint.usingIndex = known(node.indexname);
  if (node.including !== undefined) constraint.include = knownAll(node.including);
  addFlags(constraint, node);
  return constraint;
}

function columnsOf(node: ConstraintNode, column: string | undefined): readonly string[] {
  const keys = knownAll(node.keys ?? node.fk_attrs);
  if (keys.length > 0) return keys;
  if (node.exclusions !== undefined) return excludedColumns(node.exclusions);
  return column === undefined ? [] : [column];
}

function excludedColumns(exclusions: readonly Node[]): readonly string[] {
  return exclusions.flatMap((pair) => {
    const name = unwrap(unwrap(pair, 'List')?.items?.[0], 'IndexElem')?.name;
    return name === undefined ? [] : [known(name)];
  });
}

function checkExpression(node: ConstraintNode, region: Region): Expression | undefined {
  if (node.contype !== 'CONSTR_CHECK' || node.raw_expr === undefined) return undefined;
  const inside = insideParentheses(region, findWord(region, 'CHECK'));
  return lowerExpression(node.raw_expr, inside ?? region);
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'noAction',
  r: 'restrict',
  c: 'cascade',
  n: 'setNull',
  d: 'setDefault',
};

function referencesOf(node: ConstraintNode, region: Region): Constraint['references'] {
  if (node.pktable === undefined) return undefined;
  return {
    table: relationName(node.pktable, region),
    columns: knownAll(node.pk_attrs),
    onDelete: ACTIONS[node.fk_del_action ?? 'a'] ?? 'noAction',
    onUpdate: ACTIONS[node.fk_upd_action ?? 'a'] ?? 'noAction',
  };
}

function addFlags(constraint: Writable<Constraint>, node: ConstraintNode): void {
  const canBeUnenforced = constraint.kind === 'check' || constraint.kind === 'foreignKey';
  const isEnforced = node.is_enforced === true || !canBeUnenforced;
  // A constraint that is not enforced skips validation too, without being NOT VALID.
  if (node.skip_validation === true && isEnforced) constraint.notValid = true;
  if (!isEnforced) constraint.notEnforced = true;
  if (node.is_no_inherit === true) constraint.noInherit = true;
  if (node.deferrable === true) constraint.deferrable = true;
  if (node.initdeferred === true) constraint.initiallyDeferred = true;
  if (node.nulls_not_distinct === true) constraint.nullsNotDistinct = true;
  if (node.without_overlaps === true || node.fk_with_period === true) constraint.temporal = true;
}

/** Constraints written with a column; `parts` are the regions of the nodes. */
export function lowerColumnConstraints(
  nodes: readonly ConstraintNode[],
  parts: readonly Region[],
  column: string,
): readonly Constraint[] {
  const constraints: Constraint[] = [];
  for (const [index, node] of nodes.entries()) {
    const part = parts[index];
    if (part === undefined) continue;
    const attributes = attributesBehind(nodes, index);
    const last = parts[index + attributes.length] ?? part;
    const constraint = lowerConstraint(node, slice(part, part.from, last.to), column);
    // NOT NULL is a field of the column.
    if (constraint === undefined || constraint.kind === 'notNull') continue;
    constraints.push(attributes.reduce(withAttribute, constraint));
  }
  return constraints;
}

function attributesBehind(nodes: readonly ConstraintNode[], index: number): readonly ConstraintNode[] {
  const end = nodes.findIndex((node, at) => at > index && node.contype?.startsWith('CONSTR_ATTR_') !== true);
  return nodes.slice(index + 1, end < 0 ? nodes.length : end);
}

function withAttribute(constraint: Constraint, attribute: ConstraintNode): Constraint {
  switch (attribute.contype) {
    case 'CONSTR_ATTR_DEFERRABLE':
      return { ...constraint, deferrable: true };
    case 'CONSTR_ATTR_DEFERRED':
      return { ...constraint, deferrable: true, initiallyDeferred: true };
    case 'CONSTR_ATTR_NOT_ENFORCED':
      return { ...constraint, notEnforced: true };
    default:
      return constraint;
  }
}
