import { findIndex } from '../src/catalog/lookup.ts';
import { outsideTransaction } from '../src/advice/constraint.ts';
import { isPlainTable } from '../src/advice/remedy.ts';
import { blocks, findPartitioned, isLockedAlready } from '../src/judge.ts';
import { printConcurrentIndexDrop } from '../src/print.ts';
import type { DropIndex } from '../src/operation.ts';
import type { Step } from '../src/step.ts';
import { defineRule, type Remedy } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow dropping an index in a way that blocks reads and writes of its table',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'DROP INDEX waits for every query that is running on {{table}}, and every new one, plain SELECT included, waits behind it: it needs an ACCESS EXCLUSIVE lock on the table of "{{index}}".',
    },
  },

  on: {
    *dropIndex(operation, step) {
      // Postgres refuses to drop the index of a constraint either way, and that of a partitioned
      // table concurrently: no form of the statement is better than this one.
      if (operation.concurrently || step.effect.failure !== undefined) return;
      if (!blocks(step).includes('reads')) return;
      const index = findIndex(step.catalog, operation.index);
      if (index !== undefined && findPartitioned(step, index.table) !== undefined) return;
      if (index !== undefined && isLockedAlready(step, index.table)) return;

      const sql = printConcurrentIndexDrop(operation.index, operation.ifExists);
      const title = operation.cascade
        ? 'Drop what depends on the index first, since CONCURRENTLY takes no CASCADE, then the index while queries go on'
        : 'Drop the index while queries go on';
      yield {
        messageId: 'blocking',
        data: {
          index: operation.index.name,
          table: index === undefined ? 'its table' : `"${index.table.name}"`,
        },
        advice: [
          outsideTransaction(
            step,
            operation.several ? `${title}, each in a statement of its own` : title,
            sql,
          ),
        ],
        remedies: remediesOf(step),
        // A lock timeout bounds the wait; and what the history does not create is most likely not there.
        depends: (step.settings.lockTimeout ?? 0) > 0 || (index === undefined && operation.ifExists),
      };
    },
  },
});

function remediesOf(step: Step<DropIndex>): readonly Remedy[] {
  const { index, ifExists, cascade, several, alongside = [] } = step.operation;
  if (cascade) return [];
  const title = 'Drop the index CONCURRENTLY';
  if (!several) {
    const sql = printConcurrentIndexDrop(index, ifExists);
    return [{ title, change: { kind: 'concurrently', sql }, isSafe: isPlainTable(step, index) }];
  }
  const names = [index, ...alongside].toSorted((left, right) => left.span.start - right.span.start);
  const drops = names.map((name) =>
    outsideTransaction(step, title, printConcurrentIndexDrop(name, ifExists)),
  );
  return [
    {
      title: 'Drop each index CONCURRENTLY, in a statement of its own',
      change: { kind: 'replace', steps: drops, of: 'statement' },
    },
  ];
}
