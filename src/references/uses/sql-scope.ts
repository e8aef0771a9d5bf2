import type { TableName } from './query-names.ts';

/** A relation in scope under the name that columns are qualified with. */
export interface Binding {
  readonly alias: string;
  /** Undefined for a subquery, a function or a CTE. */
  readonly table: TableName | undefined;
  /** What a subquery or a CTE gives; undefined for a table. */
  readonly outputs: Outputs | undefined;
}

/** The columns of a query's result: those that it names, and all of the tables that its `*` stands for. */
export interface Outputs {
  readonly names: ReadonlySet<string>;
  readonly starred: readonly TableName[];
}

export interface Scope {
  readonly bindings: Binding[];
  readonly ctes: ReadonlyMap<string, Outputs>;
  readonly outer: Scope | undefined;
}

export const NO_OUTPUTS: Outputs = { names: new Set(), starred: [] };
export const EMPTY_SCOPE: Scope = { bindings: [], ctes: new Map(), outer: undefined };

/** A query inside of another, whose tables it sees. */
export function inside(outer: Scope): Scope {
  return { bindings: [], ctes: outer.ctes, outer };
}

/** A subquery in FROM, which does not see its neighbours. */
export function beside(scope: Scope): Scope {
  return { bindings: [], ctes: scope.ctes, outer: scope.outer };
}

export function findBinding(table: TableName, scope: Scope): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.bindings.find(
      (binding) =>
        binding.alias === table.name &&
        (table.schema === undefined || table.schema === binding.table?.schema),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The tables of a binding that may have a column, which is none where a subquery names it as its own. */
export function tablesBehind({ table, outputs }: Binding, column: string): readonly TableName[] {
  if (table !== undefined) return [table];
  return outputs === undefined || outputs.names.has(column) ? [] : outputs.starred;
}

/** The levels of tables that an unqualified column may belong to, from the inside out. */
export function levelsOf(scope: Scope, column: string): readonly (readonly TableName[])[] {
  const levels: (readonly TableName[])[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    // Two of one level cannot have it: what a subquery names is what the query means.
    if (at.bindings.some(({ outputs }) => outputs?.names.has(column) === true)) return levels;
    if (at.bindings.length > 0) levels.push(at.bindings.flatMap((binding) => tablesBehind(binding, column)));
  }
  return levels;
}

/** The column that two relations have in common, once for each of their tables. */
export function allOutputs(
  bindings: readonly (Binding | undefined)[],
  names: Set<string>,
): readonly TableName[] {
  return bindings.flatMap((binding) => {
    for (const name of binding?.outputs?.names ?? []) names.add(name);
    return binding?.table === undefined ? (binding?.outputs?.starred ?? []) : [binding.table];
  });
}
