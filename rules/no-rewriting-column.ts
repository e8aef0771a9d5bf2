import { addPlainColumn, backfill, constraintsAfterwards, keepInStep } from '../src/advice/column.ts';
import { proveNotNull } from '../src/advice/constraint.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import { findType } from '../src/catalog/lookup.ts';
import { isNew, rewriteCause } from '../src/judge.ts';
import type { ColumnDefinition, ObjectName } from '../src/operation.ts';
import { printColumn, quote, quoteLiteral, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep, type Report } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow a column whose values Postgres computes for every row of a table that is in use',
    hasSuggestions: true,
    messages: {
      sequence:
        'Nobody can read or write "{{table}}" until all of it is written anew, which takes longer the larger the table is: each existing row draws a number for the {{kind}} column "{{column}}" under an ACCESS EXCLUSIVE lock.',
      generated:
        'Nobody can read or write "{{table}}" until all of it is written anew, which takes longer the larger the table is: the stored generated column "{{column}}" is computed for each existing row under an ACCESS EXCLUSIVE lock.',
      domain:
        'Nobody can read or write "{{table}}" until all of it is written anew, which takes longer the larger the table is: each existing row is checked against the domain {{type}} under an ACCESS EXCLUSIVE lock.',
    },
  },

  on: {
    *addColumn({ table, column }, step) {
      if (isNew(step, table)) return;
      const data = { table: table.name, column: column.name };
      switch (rewriteCause(step, column)) {
        case 'serial':
        case 'identity': {
          const kind = column.identity === undefined ? (column.type?.text ?? '') : 'identity';
          const advice = sequenceByHand(step, table, column);
          const remedies = [asAdvised('Add a plain column, and fill it in batches', advice)];
          yield { messageId: 'sequence', data: { ...data, kind }, advice, remedies };
          return;
        }
        case 'generated':
          yield { messageId: 'generated', data, ...generatedByHand(step, table, column) };
          return;
        case 'domain':
          yield {
            messageId: 'domain',
            data: { ...data, type: column.type?.text ?? '' },
            advice: domainByHand(step, table, column),
          };
          return;
        // A volatile default is the matter of no-volatile-default-on-add-column.
        case 'default':
        case undefined:
      }
    },

    *setExpression({ table, column }, step) {
      if (isNew(step, table) || step.effect.rewrites.length === 0) return;
      yield {
        messageId: 'generated',
        data: { table: table.name, column },
        advice: [
          {
            title: `Add another column that is filled by a trigger and in batches, and read it in place of "${column}"`,
          },
        ],
      };
    },
  },
});

type Remedied = Required<Pick<Report, 'advice' | 'remedies'>>;

const INTEGER_TYPES = new Map([
  ['smallserial', 'smallint'],
  ['serial', 'integer'],
  ['bigserial', 'bigint'],
]);

function sequenceByHand(step: Step, table: ObjectName, column: ColumnDefinition): readonly AdviceStep[] {
  const sequence = { schema: table.schema, name: `${table.name}_${column.name}_seq` };
  const next = `nextval(${quoteLiteral(quoteName(sequence))})`;
  const written = column.type?.text ?? 'bigint';
  const type = INTEGER_TYPES.get(column.type?.name ?? '') ?? written;
  return [
    { ...addPlainColumn(table, column, type), title: 'Add a plain column, which touches no row' },
    {
      title: 'Have new rows draw their number from a sequence',
      sql: [
        `CREATE SEQUENCE ${quoteName(sequence)} AS ${type} OWNED BY ${quoteName(table)}.${quote(column.name)};`,
        `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column.name)} SET DEFAULT ${next};`,
      ].join('\n'),
    },
    backfill(step, table, column.name, next),
    ...proveNotNull(step, table, column.name),
    ...constraintsAfterwards(column),
  ];
}

function generatedByHand(step: Step, table: ObjectName, column: ColumnDefinition): Remedied {
  if (column.generated === undefined) return { advice: [], remedies: [] };
  const { expression } = column.generated;
  const byTrigger = [
    addPlainColumn(table, column),
    keepInStep(table, column.name, expression.text),
    backfill(step, table, column.name, expression.text),
    ...(column.notNull ? proveNotNull(step, table, column.name) : []),
    ...constraintsAfterwards(column),
  ];
  const remedy = asAdvised('Add a plain column that a trigger fills', byTrigger);
  if (step.postgres < 18) return { advice: byTrigger, remedies: [remedy] };
  const virtual = {
    ...column,
    generated: { storage: 'virtual' as const, expression },
    notNull: false,
    constraints: [],
  };
  const asVirtual = {
    title: 'If reads can compute it, make it virtual, which touches no row; else take the steps below',
    sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${printColumn(virtual)};`,
  };
  return {
    advice: [asVirtual, ...byTrigger],
    remedies: [asAdvised('Make it virtual, so that reads compute it', [asVirtual]), remedy],
  };
}

function domainByHand(step: Step, table: ObjectName, column: ColumnDefinition): readonly AdviceStep[] {
  const domain = column.type === undefined ? undefined : findType(step.catalog, column.type);
  const base = domain?.kind === 'domain' ? domain.base.text : 'text';
  return [
    addPlainColumn(table, column, base),
    {
      title: `Say what ${column.type?.text ?? 'the domain'} says in a CHECK constraint of the table that is NOT VALID at first, and VALIDATE it`,
      place: 'own migration',
    },
    ...constraintsAfterwards(column),
  ];
}
