import type {
  ColumnRef,
  DeleteStmt,
  InferClause,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import type { ColumnUse, ObjectName, RelationUse, Uses } from '../../operation.ts';
import { addOnce, calledFunction } from './function-name.ts';
import { dottedName, known, relationName } from './name.ts';
import { forEachChild, strings, unwrap, unwrapAll, type Writable } from './node.ts';
import { insideParentheses, type Region, sliceAt, spanOf, splitAtCommas, tokenAt } from './region.ts';

/** A relation in scope under the name that columns are qualified with. */
interface Binding {
  readonly alias: string;
  /** Undefined for a subquery, a function or a CTE: its columns are no columns of the catalog. */
  readonly use: MutableRelationUse | undefined;
}

type MutableRelationUse = Writable<RelationUse>;

interface Scope {
  readonly bindings: Binding[];
  readonly ctes: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

const EMPTY_SCOPE: Scope = { bindings: [], ctes: new Set(), outer: undefined };

/** Collects what queries and expressions name; one reader for one result. */
export class UsesReader {
  /** The first relation that is written to outside of a WITH clause. */
  target: RelationUse | undefined;
  readonly #region: Region;
  readonly #relations: MutableRelationUse[] = [];
  readonly #columns: ColumnUse[] = [];
  readonly #functions = new Map<string, ObjectName>();

  constructor(region: Region) {
    this.#region = region;
  }

  /** What has been read so far. */
  uses(): Uses {
    return { relations: this.#relations, columns: this.#columns, functions: [...this.#functions.values()] };
  }

  /** Reads a query, an expression or a part of one. */
  readNode(node: Node, scope = EMPTY_SCOPE): void {
    if ('ColumnRef' in node) this.#readColumn(node.ColumnRef, scope);
    // The modifiers of a type are written like columns: `geometry(Point)`.
    else if ('TypeCast' in node) this.#readOptional(node.TypeCast.arg, scope);
    else if ('SelectStmt' in node) this.#readSelect(node.SelectStmt, scope);
    else if ('InsertStmt' in node) this.#readInsert(node.InsertStmt, scope);
    else if ('UpdateStmt' in node) this.#readUpdate(node.UpdateStmt, scope);
    else if ('DeleteStmt' in node) this.#readDelete(node.DeleteStmt, scope);
    else if ('MergeStmt' in node) this.#readMerge(node.MergeStmt, scope);
    else if (!('A_Const' in node)) this.#readChildren(node, scope);
  }

  #readChildren(node: Node, scope: Scope): void {
    const name = calledFunction(node, this.#region);
    if (name !== undefined) addOnce(this.#functions, name);
    forEachChild(node, (child) => {
      this.readNode(child, scope);
    });
  }

  #readAll(nodes: readonly Node[] | undefined, scope: Scope): void {
    for (const node of nodes ?? []) this.readNode(node, scope);
  }

  #readOptional(node: Node | undefined, scope: Scope): void {
    if (node !== undefined) this.readNode(node, scope);
  }

  #readSelect(select: SelectStmt, outer: Scope): void {
    const scope = this.#open(select.withClause, outer);
    if (select.larg !== undefined) this.#readSelect(select.larg, scope);
    if (select.rarg !== undefined) this.#readSelect(select.rarg, scope);
    for (const item of select.fromClause ?? []) this.#readFromItem(item, scope);
    this.#readAll(select.targetList, scope);
    this.#readOptional(select.whereClause, scope);
    this.#readOptional(select.havingClause, scope);
    this.#readAll(select.distinctClause, scope);
    this.#readAll(select.windowClause, scope);
    this.#readAll(select.valuesLists, scope);
    this.#readOptional(select.limitCount, scope);
    this.#readOptional(select.limitOffset, scope);
    const outputs = new Set(unwrapAll(select.targetList, 'ResTarget').map((target) => target.name));
    this.#readAll(withoutOutputNames(select.groupClause, outputs), scope);
    this.#readAll(withoutOutputNames(select.sortClause, outputs), scope);
  }

  #readInsert(insert: InsertStmt, outer: Scope): void {
    const scope = this.#open(insert.withClause, outer);
    const target = this.#writeTo(insert.relation, scope);
    this.#readOptional(insert.selectStmt, scope);
    scope.bindings.push(target, { alias: 'excluded', use: target.use });
    this.#readTargets(insert.cols, target, scope);
    const conflict = insert.onConflictClause;
    this.#readTargets(conflict?.targetList, target, scope);
    this.#readOptional(conflict?.whereClause, scope);
    if (conflict?.infer !== undefined) this.#readConflictTarget(conflict.infer, target, scope);
    this.#readAll(insert.returningClause?.exprs, scope);
  }

  /** The columns and expressions of ON CONFLICT, whose places the tree does not have. */
  #readConflictTarget(infer: InferClause, target: Binding, scope: Scope): void {
    const inside = insideParentheses(sliceAt(this.#region, infer.location));
    const parts = inside === undefined ? [] : splitAtCommas(inside);
    for (const [index, element] of unwrapAll(infer.indexElems, 'IndexElem').entries()) {
      if (element.name !== undefined) this.#columnAt(target, element.name, parts[index]?.from);
      this.#readOptional(element.expr, scope);
    }
    this.#readOptional(infer.whereClause, scope);
  }

  #readUpdate(update: UpdateStmt, outer: Scope): void {
    const scope = this.#open(update.withClause, outer);
    const target = this.#writeTo(update.relation, scope);
    scope.bindings.push(target);
    for (const item of update.fromClause ?? []) this.#readFromItem(item, scope);
    this.#readTargets(update.targetList, target, scope);
    this.#readOptional(update.whereClause, scope);
    this.#readAll(update.returningClause?.exprs, scope);
  }

  #readDelete(remove: DeleteStmt, outer: Scope): void {
    const scope = this.#open(remove.withClause, outer);
    scope.bindings.push(this.#writeTo(remove.relation, scope));
    for (const item of remove.usingClause ?? []) this.#readFromItem(item, scope);
    this.#readOptional(remove.whereClause, scope);
    this.#readAll(remove.returningClause?.exprs, scope);
  }

  #readMerge(merge: MergeStmt, outer: Scope): void {
    const scope = this.#open(merge.withClause, outer);
    const target = this.#writeTo(merge.relation, scope);
    scope.bindings.push(target);
    if (merge.sourceRelation !== undefined) this.#readFromItem(merge.sourceRelation, scope);
    this.#readOptional(merge.joinCondition, scope);
    for (const clause of unwrapAll(merge.mergeWhenClauses, 'MergeWhenClause')) {
      this.#readOptional(clause.condition, scope);
      this.#readTargets(clause.targetList, target, scope);
      this.#readAll(clause.values, scope);
    }
    this.#readAll(merge.returningClause?.exprs, scope);
  }

  /** A scope of its own, in which the names of the WITH clause hide relations. */
  #open(withClause: WithClause | undefined, outer: Scope): Scope {
    if (withClause === undefined) return { bindings: [], ctes: outer.ctes, outer };
    const ctes = new Set(outer.ctes);
    const scope: Scope = { bindings: [], ctes, outer };
    for (const cte of unwrapAll(withClause.ctes, 'CommonTableExpr')) {
      const name = cte.ctename ?? '';
      if (withClause.recursive === true) ctes.add(name);
      this.#readOptional(cte.ctequery, { ...scope, ctes: new Set(ctes) });
      ctes.add(name);
    }
    return scope;
  }

  #readFromItem(item: Node, scope: Scope): void {
    const relation = unwrap(item, 'RangeVar');
    if (relation !== undefined) {
      scope.bindings.push(this.#bind(relation, scope));
      return;
    }
    const join = unwrap(item, 'JoinExpr');
    if (join !== undefined) {
      if (join.larg !== undefined) this.#readFromItem(join.larg, scope);
      if (join.rarg !== undefined) this.#readFromItem(join.rarg, scope);
      this.#readOptional(join.quals, scope);
      return;
    }
    const sample = unwrap(item, 'RangeTableSample');
    if (sample?.relation !== undefined) {
      this.#readFromItem(sample.relation, scope);
      return;
    }
    forEachChild(item, (child) => {
      this.readNode(child, scope);
    });
    const alias = derivedAlias(item);
    if (alias !== undefined) scope.bindings.push({ alias, use: undefined });
  }

  #bind(relation: RangeVar, scope: Scope): Binding {
    const alias = relation.alias?.aliasname ?? relation.relname ?? '';
    const isCte = relation.schemaname === undefined && scope.ctes.has(relation.relname ?? '');
    return { alias, use: isCte ? undefined : this.#addRelation(relation, 'read') };
  }

  #writeTo(relation: RangeVar | undefined, scope: Scope): Binding {
    const use = this.#addRelation(relation, 'write');
    if (scope.outer === EMPTY_SCOPE) this.target ??= use;
    return { alias: relation?.alias?.aliasname ?? relation?.relname ?? '', use };
  }

  #addRelation(relation: RangeVar | undefined, access: 'read' | 'write'): MutableRelationUse {
    const use = { relation: relationName(relation, this.#region), access, star: false };
    this.#relations.push(use);
    return use;
  }

  /** The columns that an INSERT lists or that SET assigns to, and the values. */
  #readTargets(targets: readonly Node[] | undefined, target: Binding, scope: Scope): void {
    for (const column of unwrapAll(targets, 'ResTarget')) {
      if (column.name !== undefined) this.#columnOf(target, column.name, column.location);
      this.#readAll(column.indirection, scope);
      this.#readOptional(column.val, scope);
    }
  }

  #readColumn(column: ColumnRef, scope: Scope): void {
    const parts = strings(column.fields);
    const isStar = unwrap(column.fields?.at(-1), 'A_Star') !== undefined;
    const [first = '', second] = parts;
    if (isStar) {
      const starred = parts.length === 0 ? scope.bindings : [findBinding(parts.at(-1) ?? '', scope)];
      for (const binding of starred) if (binding?.use !== undefined) binding.use.star = true;
    } else if (second === undefined) {
      this.#readUnqualified(first, scope, column.location);
    } else {
      // `schema.table.column` is found by its table, `alias.column.field` by its alias.
      const binding = findBinding(parts.at(-2) ?? '', scope);
      const byFirst = binding ?? findBinding(first, scope);
      const name = binding === undefined ? second : (parts.at(-1) ?? '');
      if (byFirst !== undefined) this.#columnOf(byFirst, name, column.location);
    }
  }

  #readUnqualified(name: string, scope: Scope, location: number | undefined): void {
    // A relation's name alone is its whole row, unless it has a column of that name.
    const wholeRow = findBinding(name, scope);
    if (wholeRow?.use !== undefined) wholeRow.use.star = true;
    const bindings = bindingsInScope(scope);
    if (bindings.every((binding) => binding.use === undefined)) return;
    const uses = new Set(bindings.map((binding) => binding.use));
    const only = uses.size === 1 ? bindings[0] : undefined;
    this.#columnOf(only, name, location);
  }

  #columnOf(binding: Binding | undefined, column: string, location: number | undefined): void {
    this.#columnAt(binding, column, tokenAt(this.#region, location));
  }

  #columnAt(binding: Binding | undefined, column: string, index = this.#region.from): void {
    if (binding !== undefined && binding.use === undefined) return;
    this.#columns.push({
      column: known(column),
      relation: binding?.use?.relation,
      span: spanOf(dottedName(this.#region, index)),
    });
  }
}

/** GROUP BY and ORDER BY may name an output of the query, which is no column. */
function withoutOutputNames(
  nodes: readonly Node[] | undefined,
  outputs: ReadonlySet<string | undefined>,
): readonly Node[] {
  return (nodes ?? []).filter((node) => {
    const column = unwrap(unwrap(node, 'SortBy')?.node ?? node, 'ColumnRef');
    const [name, ...rest] = strings(column?.fields);
    return name === undefined || rest.length > 0 || !outputs.has(name);
  });
}

function derivedAlias(item: Node): string | undefined {
  const derived =
    unwrap(item, 'RangeSubselect') ??
    unwrap(item, 'RangeFunction') ??
    unwrap(item, 'RangeTableFunc') ??
    unwrap(item, 'JsonTable');
  return derived === undefined ? undefined : (derived.alias?.aliasname ?? '');
}

function findBinding(alias: string, scope: Scope): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const binding = at.bindings.find((candidate) => candidate.alias === alias);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

function bindingsInScope(scope: Scope): readonly Binding[] {
  if (scope.outer === undefined || scope.outer.bindings.length === 0) return scope.bindings;
  return [...scope.bindings, ...bindingsInScope(scope.outer)];
}
