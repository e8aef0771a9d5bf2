import type { QualifiedName, Table } from '../catalog/catalog.ts';
import { chooseRelationName, distinctColumnNames } from '../catalog/names.ts';
import { afterOutside, named, nextTransaction, outsideTransaction } from './constraint.ts';
import { findPartitioned } from '../judge.ts';
import type { AddConstraint, CreateIndex, ObjectName } from '../operation.ts';
import {
  printAlterTable,
  printConstraint,
  printCreateIndex,
  printKeyIndex,
  printUsingIndex,
  quote,
  quoteName,
} from '../print.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';

/**
 * The way to indexes and constraints of partitioned tables that blocks nobody: partition by
 * partition. https://www.postgresql.org/docs/current/ddl-partitioning.html
 */

/** An index on all partitions, for what CREATE INDEX asks for. */
export function indexEachPartition(step: Step, parent: Table, index: CreateIndex): readonly AdviceStep[] {
  const columns = distinctColumnNames(index.elements.map((element) => element.column ?? 'expr'));
  const parts = { schema: parent.schema, table: parent.name, columns };
  const name = index.index ?? chooseRelationName(step.catalog, parts, 'idx');
  const plain = { ...index, ifNotExists: false, concurrently: false, only: false };
  return eachPartition(step, parent, {
    table: index.table,
    name,
    indexOf: (partition) =>
      chooseRelationName(step.catalog, { ...ofPartition(parent, partition), columns }, 'idx'),
    parent: printCreateIndex({ ...plain, index: name, only: true }),
    build: (table, own) => printCreateIndex({ ...plain, table, index: own, concurrently: true }),
  });
}

/** A primary key or unique constraint on all partitions; each constraint takes a ready index. */
export function keyEachPartition(
  step: Step,
  parent: Table,
  { table, constraint }: Pick<AddConstraint, 'table' | 'constraint'>,
): readonly AdviceStep[] {
  const key = named(step, table, constraint);
  return eachPartition(step, parent, {
    table,
    name: key.name,
    indexOf: (partition) => named(step, partition, { ...constraint, name: undefined }).name,
    parent: `ALTER TABLE ONLY ${quoteName(table)} ADD ${printConstraint(key)};`,
    build: (partition, index) => printKeyIndex(partition, { ...key, name: index }),
    adopt: (partition, index) => printUsingIndex(partition, { ...key, name: index }, index),
  });
}

/**
 * Before Postgres 18 a partitioned table takes no foreign key that is NOT VALID. It takes over the
 * valid ones that all its partitions have, though, and then reads no row.
 */
export function foreignKeyThroughPartitions(
  step: Step,
  parent: Table,
  { table, constraint }: Pick<AddConstraint, 'table' | 'constraint'>,
): readonly AdviceStep[] {
  const { notValid, ...whole } = named(step, table, constraint);
  // Postgres calls them as that of the whole, too.
  const { shown, others } = listPartitions(step, table, parent);
  const own = shown.map((partition) => ({
    alter: printAlterTable(partition),
    key: { ...whole, notValid: true as const },
  }));
  return [
    {
      title: 'Give each partition the foreign key, for new rows only',
      sql: own.map(({ alter, key }) => `${alter} ADD ${printConstraint(key)};`).join('\n'),
    },
    {
      title: 'Check their old rows while reads and writes go on',
      sql: own.map(({ alter, key }) => `${alter} VALIDATE CONSTRAINT ${quote(key.name)};`).join('\n'),
      place: nextTransaction(step),
    },
    ...others,
    {
      title: 'Add it to the partitioned table, which takes over those of its partitions and reads no row',
      sql: `${printAlterTable(table)} ADD ${printConstraint(whole)};`,
      place: nextTransaction(step),
    },
  ];
}

interface PartitionPlan {
  /** The table as the migration writes it. */
  readonly table: ObjectName;
  /** The index, or the constraint with its index. */
  readonly name: string;
  /** What Postgres would call that of a partition. */
  readonly indexOf: (partition: ObjectName) => string;
  /** Makes it on the parent alone. */
  readonly parent: string;
  /** Builds the index of one partition concurrently. */
  readonly build: (partition: ObjectName, index: string) => string;
  /** Makes that index a constraint. */
  readonly adopt?: (partition: ObjectName, index: string) => string;
}

function eachPartition(step: Step, parent: Table, plan: PartitionPlan): readonly AdviceStep[] {
  const { shown, others } = listPartitions(step, plan.table, parent);
  const entries = shown.map((partition) => ({ partition, index: plan.indexOf(partition) }));
  const whole = quoteName({ schema: plan.table.schema, name: plan.name });
  return [
    {
      title: `Begin with "${parent.name}" alone, where it stays invalid until every partition has its own`,
      sql: plan.parent,
    },
    ...entries.map(({ partition, index }) =>
      outsideTransaction(
        step,
        `Build the index of partition "${partition.name}" without blocking writes`,
        plan.build(partition, index),
      ),
    ),
    ...others,
    {
      title: 'Attach them (with the last one the whole becomes valid)',
      sql: entries
        .flatMap(({ partition, index }) => [
          ...(plan.adopt === undefined ? [] : [plan.adopt(partition, index)]),
          `ALTER INDEX ${whole} ATTACH PARTITION ${quoteName({ schema: partition.schema, name: index })};`,
        ])
        .join('\n'),
      place: afterOutside(step),
    },
  ];
}

/** Longer lists of partitions are cut: the rest is the same again. */
const SHOWN = 3;

/** The partitions that advice writes out, and steps that stand for the others. */
function listPartitions(
  step: Step,
  table: ObjectName,
  parent: Table,
): { readonly shown: readonly ObjectName[]; readonly others: readonly AdviceStep[] } {
  const { partitions } = parent;
  const example = { schema: parent.schema, name: `${parent.name}_partition` };
  const shown = partitions.length === 0 ? [example] : partitions.slice(0, SHOWN);
  const rest = partitions.length - shown.length;
  const isNested = partitions.some((partition) => findPartitioned(step, partition) !== undefined);
  return {
    shown: shown.map((partition) => nameLike(table, partition)),
    others: [
      ...(rest < 0 ? [{ title: `Do so for every partition ("${example.name}" stands for one)` }] : []),
      ...(rest > 0
        ? [
            {
              title:
                rest === 1
                  ? 'Do the same for the last partition'
                  : `Do the same for the other ${rest.toString()} partitions`,
            },
          ]
        : []),
      ...(isNested ? [{ title: 'A partition that is partitioned itself needs all steps of its own' }] : []),
    ],
  };
}

/** With its schema where the migration writes that of the parent, or where it is not the usual one. */
function nameLike(written: ObjectName, { schema, name }: QualifiedName): ObjectName {
  const isUsual = written.schema === undefined && schema === 'public';
  return { schema: isUsual ? undefined : schema, name, span: written.span };
}

/** The partition as a relation that is named by its columns. */
function ofPartition(parent: Table, { schema, name }: ObjectName) {
  return { schema: schema ?? parent.schema, table: name };
}
