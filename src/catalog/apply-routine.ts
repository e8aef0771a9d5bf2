import type {
  CreateFunction,
  CreatePolicy,
  CreateTrigger,
  DropFunction,
  DropPolicy,
  DropTrigger,
} from '../operation.ts';
import type { Catalog, Dependent, Origin, Policy, QualifiedName, Routine, Trigger } from './catalog.ts';
import { relinkDependent, updateTable } from './edit.ts';
import { findRoutines, keyOf, newName, resolveName, keysIn } from './lookup.ts';
import { resolveUses } from './uses.ts';

export function createFunction(catalog: Catalog, operation: CreateFunction, origin: Origin): Catalog {
  const name = newName(catalog, operation.function);
  const existing = catalog.routines.get(keyOf(name)) ?? [];
  const signature = signatureOf(operation.arguments);
  const replaced = existing.find((routine) => signatureOf(routine.arguments) === signature);
  if (replaced !== undefined && !operation.replace) return catalog;
  const routine: Routine = {
    schema: name.schema,
    name: name.name,
    procedure: operation.procedure,
    arguments: operation.arguments,
    volatility: operation.volatility,
    language: operation.language,
    uses: operation.body.uses,
    readable: operation.body.readable,
    body: operation.body,
    origin: replaced?.origin ?? origin,
    defined: origin,
  };
  return putRoutines(catalog, name, [...existing.filter((other) => other !== replaced), routine]);
}

export function dropFunction(catalog: Catalog, operation: DropFunction): Catalog {
  const routines = findRoutines(catalog, operation.function);
  const [first] = routines;
  if (first === undefined) return catalog;
  if (routines.length === 1) return removeRoutines(catalog, first, operation.cascade);
  // Without arguments Postgres refuses to choose between overloads.
  if (operation.arguments === undefined) return catalog;
  const signature = signatureOf(operation.arguments);
  const left = routines.filter((routine) => signatureOf(routine.arguments) !== signature);
  return putRoutines(catalog, { schema: first.schema, name: first.name }, left);
}

/** Takes all overloads of a name away, and with CASCADE the triggers that call it. */
export function removeRoutines(catalog: Catalog, name: QualifiedName, cascade: boolean): Catalog {
  let next = putRoutines(catalog, name, []);
  if (!cascade) return next;
  for (const key of keysIn(catalog.triggerFunctionUsers, name.name)) {
    const table = catalog.relations.get(key);
    if (table === undefined) continue;
    next = updateTable(next, table, (current) => ({
      ...current,
      triggers: current.triggers.filter(
        (trigger) => trigger.function.name !== name.name || trigger.function.schema !== name.schema,
      ),
    }));
  }
  return next;
}

/** Renames a routine, or moves it to another schema; triggers that call it follow. */
export function moveRoutines(catalog: Catalog, name: QualifiedName, to: QualifiedName): Catalog {
  const routines = catalog.routines.get(keyOf(name)) ?? [];
  if (routines.length === 0 || catalog.routines.has(keyOf(to))) return catalog;
  let next = putRoutines(
    putRoutines(catalog, name, []),
    to,
    routines.map((routine) => ({ ...routine, ...to })),
  );
  for (const key of keysIn(catalog.triggerFunctionUsers, name.name)) {
    const table = catalog.relations.get(key);
    if (table === undefined) continue;
    next = updateTable(next, table, (current) => ({
      ...current,
      triggers: current.triggers.map((trigger) =>
        trigger.function.name === name.name && trigger.function.schema === name.schema
          ? { ...trigger, function: { ...trigger.function, ...to } }
          : trigger,
      ),
    }));
  }
  return next;
}

function putRoutines(catalog: Catalog, name: QualifiedName, routines: readonly Routine[]): Catalog {
  const key = keyOf(name);
  const before = catalog.routines.get(key) ?? [];
  const dependent: Dependent = { schema: name.schema, name: name.name, kind: 'routine' };
  return {
    ...catalog,
    routines: routines.length === 0 ? catalog.routines.delete(key) : catalog.routines.set(key, routines),
    usedBy: relinkDependent(
      catalog.usedBy,
      dependent,
      usedKeys(catalog, before),
      usedKeys(catalog, routines),
    ),
  };
}

function usedKeys(catalog: Catalog, routines: readonly Routine[]): ReadonlySet<string> {
  const relations = routines.flatMap((routine) => routine.uses.relations);
  return new Set(relations.map(({ relation }) => keyOf(resolveName(catalog, relation))));
}

/** Overloads differ by the types of their arguments, which may be written in several ways. */
function signatureOf(types: readonly string[]): string {
  return types.map(canonicalType).join(',');
}

function canonicalType(type: string): string {
  const plain = type
    .toLowerCase()
    .replace(/^pg_catalog\./, '')
    .replace(/\([\d\s,]*\)/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const [, base = plain, array = ''] = /^(.*?)\s*((?:\[\d*\])*)$/.exec(plain) ?? [];
  return (TYPE_ALIASES[base] ?? base) + (array === '' ? '' : '[]');
}

const TYPE_ALIASES: Readonly<Partial<Record<string, string>>> = {
  int: 'int4',
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  real: 'float4',
  float: 'float8',
  'double precision': 'float8',
  decimal: 'numeric',
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
};

export function createTrigger(catalog: Catalog, operation: CreateTrigger, origin: Origin): Catalog {
  const [routine] = findRoutines(catalog, operation.function);
  const { span } = operation.function;
  const trigger: Trigger = {
    name: operation.trigger,
    function:
      routine === undefined ? operation.function : { schema: routine.schema, name: routine.name, span },
    events: operation.events,
    columns: operation.columns,
    whenColumns: operation.when?.columns ?? [],
    forEachRow: operation.forEachRow,
    origin,
  };
  return addTrigger(catalog, resolveName(catalog, operation.table), trigger);
}

/** A row trigger of a partitioned table is made on each partition too. */
function addTrigger(catalog: Catalog, name: QualifiedName, trigger: Trigger): Catalog {
  let next = updateTable(catalog, name, (table) => ({
    ...table,
    triggers: [...table.triggers.filter((existing) => existing.name !== trigger.name), trigger],
  }));
  const partitions = trigger.forEachRow ? (catalog.relations.get(keyOf(name))?.partitions ?? []) : [];
  for (const partition of partitions) next = addTrigger(next, partition, trigger);
  return next;
}

export function dropTrigger(catalog: Catalog, { table, trigger }: DropTrigger): Catalog {
  return removeTrigger(catalog, resolveName(catalog, table), trigger);
}

function removeTrigger(catalog: Catalog, name: QualifiedName, trigger: string): Catalog {
  let next = updateTable(catalog, name, (table) => ({
    ...table,
    triggers: table.triggers.filter((existing) => existing.name !== trigger),
  }));
  for (const partition of catalog.relations.get(keyOf(name))?.partitions ?? []) {
    next = removeTrigger(next, partition, trigger);
  }
  return next;
}

export function createPolicy(catalog: Catalog, operation: CreatePolicy, origin: Origin): Catalog {
  const columns = [...(operation.using?.columns ?? []), ...(operation.check?.columns ?? [])];
  const subqueries = [operation.using?.uses, operation.check?.uses].filter((uses) => uses !== undefined);
  const uses = resolveUses(catalog, {
    relations: subqueries.flatMap(({ relations }) => relations),
    columns: subqueries.flatMap((subquery) => subquery.columns),
    functions: subqueries.flatMap(({ functions }) => functions),
  });
  const policy: Policy = { name: operation.policy, columns: [...new Set(columns)], uses, origin };
  return updateTable(catalog, operation.table, (table) => ({
    ...table,
    policies: [...table.policies, policy],
  }));
}

export function dropPolicy(catalog: Catalog, { table, policy }: DropPolicy): Catalog {
  return updateTable(catalog, table, (current) => ({
    ...current,
    policies: current.policies.filter((existing) => existing.name !== policy),
  }));
}
