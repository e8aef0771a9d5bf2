import type {
  AlterDomainStmt,
  AlterEnumStmt,
  CompositeTypeStmt,
  CreateDomainStmt,
  CreateEnumStmt,
  CreateRangeStmt,
} from 'libpg-query';
import type { AlterDomain, Constraint, Expression, ObjectName, Operation } from '../../operation.ts';
import { lowerColumn } from './column.ts';
import { lowerConstraint } from './constraint.ts';
import { lowerExpression } from './expression.ts';
import { known, knownAll, nameAt, relationName, relationRegion } from './name.ts';
import { strings, unwrap, unwrapAll } from './node.ts';
import {
  findWord,
  insideParentheses,
  type Region,
  slice,
  sliceAt,
  spanOf,
  splitAtCommas,
  tokenAt,
} from './region.ts';
import { lowerTypeName } from './type-name.ts';

/** The name behind `CREATE TYPE`, `ALTER TYPE` and their like. */
function typeName(parts: readonly string[], region: Region): ObjectName {
  return nameAt(parts, region, region.from + 2);
}

export function lowerCreateComposite(node: CompositeTypeStmt, region: Region): readonly Operation[] {
  const inside = insideParentheses(region, relationRegion(node.typevar, region).to);
  const parts = inside === undefined ? [] : splitAtCommas(inside);
  const columns = unwrapAll(node.coldeflist, 'ColumnDef').map((column, index) =>
    lowerColumn(column, parts[index] ?? region),
  );
  return [
    {
      kind: 'createType',
      span: spanOf(region),
      type: relationName(node.typevar, region),
      definition: { kind: 'composite', columns },
    },
  ];
}

export function lowerCreateEnum(node: CreateEnumStmt, region: Region): readonly Operation[] {
  const type = typeName(strings(node.typeName), region);
  const definition = { kind: 'enum', values: knownAll(node.vals) } as const;
  return [{ kind: 'createType', span: spanOf(region), type, definition }];
}

export function lowerCreateRange(node: CreateRangeStmt, region: Region): readonly Operation[] {
  const type = typeName(strings(node.typeName), region);
  return [{ kind: 'createType', span: spanOf(region), type, definition: { kind: 'range' } }];
}

export function lowerCreateDomain(node: CreateDomainStmt, region: Region): readonly Operation[] {
  const constraints = unwrapAll(node.constraints, 'Constraint');
  const starts = [
    ...constraints.map(({ location }) => location),
    ...(node.collClause === undefined ? [] : [node.collClause.location]),
  ].map((location) => tokenAt(region, location));
  const partOf = ({ location }: (typeof constraints)[number]): Region => {
    const from = tokenAt(region, location);
    return slice(region, from, Math.min(region.to, ...starts.filter((start) => start > from)));
  };
  let value: Expression | undefined;
  const checks: Constraint[] = [];
  for (const constraint of constraints) {
    const part = partOf(constraint);
    const check = lowerConstraint(constraint, part);
    if (check?.kind === 'check') checks.push(check);
    if (constraint.contype !== 'CONSTR_DEFAULT' || constraint.raw_expr === undefined) continue;
    value = lowerExpression(constraint.raw_expr, slice(part, (findWord(part, 'DEFAULT') ?? part.from) + 1));
  }
  return [
    {
      kind: 'createType',
      span: spanOf(region),
      type: typeName(strings(node.domainname), region),
      definition: {
        kind: 'domain',
        base: lowerTypeName(node.typeName ?? {}, region),
        notNull: constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
        ...(value === undefined ? {} : { default: value }),
        checks,
      },
    },
  ];
}

export function lowerAlterEnum(node: AlterEnumStmt, region: Region): readonly Operation[] {
  const span = spanOf(region);
  const type = typeName(strings(node.typeName), region);
  const value = known(node.newVal);
  if (node.oldVal !== undefined) {
    return [{ kind: 'renameEnumValue', span, type, value: known(node.oldVal), to: value }];
  }
  const neighbor = node.newValNeighbor === undefined ? undefined : known(node.newValNeighbor);
  return [
    {
      kind: 'addEnumValue',
      span,
      type,
      value,
      ifNotExists: node.skipIfNewValExists === true,
      ...(neighbor === undefined
        ? {}
        : node.newValIsAfter === true
          ? { after: neighbor }
          : { before: neighbor }),
    },
  ];
}

/** Postgres keeps the subcommand as a letter. */
const DOMAIN_ACTIONS: Readonly<Record<string, AlterDomain['action']>> = {
  N: 'dropNotNull',
  O: 'setNotNull',
  C: 'addConstraint',
  X: 'dropConstraint',
  V: 'validateConstraint',
};

export function lowerAlterDomain(node: AlterDomainStmt, region: Region): readonly Operation[] {
  const defaultAction = node.def === undefined ? 'dropDefault' : 'setDefault';
  const constraintNode = unwrap(node.def, 'Constraint');
  const constraint =
    constraintNode && lowerConstraint(constraintNode, sliceAt(region, constraintNode.location));
  const name = node.name ?? constraintNode?.conname;
  return [
    {
      kind: 'alterDomain',
      span: spanOf(region),
      domain: typeName(strings(node.typeName), region),
      action: DOMAIN_ACTIONS[node.subtype ?? 'T'] ?? defaultAction,
      ...(constraint === undefined ? {} : { constraint }),
      ...(name === undefined ? {} : { name: known(name) }),
    },
  ];
}
