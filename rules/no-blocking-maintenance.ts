import { isNew } from '../src/judge.ts';
import type { AlterTable, ObjectName } from '../src/operation.ts';
import { quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description:
      'Disallow maintenance that writes a table in use anew: VACUUM FULL, CLUSTER, SET LOGGED and its like',
    messages: {
      rewrites:
        'Nobody can read or write "{{table}}" until all of it is written anew, which takes longer the larger the table is, and needs as much disk space again: {{command}} holds an ACCESS EXCLUSIVE lock meanwhile.',
      everything:
        '{{command}} without a table goes through {{which}} of the database: nobody can read or write the one at hand until all of it is written anew, under an ACCESS EXCLUSIVE lock.',
    },
  },

  on: {
    *vacuum({ full, tables }, step) {
      if (!full) return;
      const command = 'VACUUM FULL';
      const used = tables.find((table) => !isNew(step, table));
      if (tables.length === 0) {
        yield { messageId: 'everything', data: { command, which: 'every table' }, advice: online() };
      } else if (used !== undefined) {
        yield { messageId: 'rewrites', data: { table: used.name, command }, advice: online(used) };
      }
    },

    *cluster({ table }, step) {
      const command = 'CLUSTER';
      if (table === undefined) {
        yield {
          messageId: 'everything',
          data: { command, which: 'every clustered table' },
          advice: online(),
        };
      } else if (!isNew(step, table)) {
        yield { messageId: 'rewrites', data: { table: table.name, command }, advice: online(table) };
      }
    },

    *alterTable({ table, action }, step) {
      if (isNew(step, table) || step.effect.rewrites.length === 0) return;
      const command = COMMANDS[action];
      yield {
        messageId: 'rewrites',
        data: { table: table.name, command: command ?? 'this form of ALTER TABLE' },
        advice: [{ title: 'Do it in a maintenance window, or move the rows into a new table in batches' }],
      };
    },
  },
});

const COMMANDS: Partial<Readonly<Record<AlterTable['action'], string>>> = {
  setLogged: 'SET LOGGED',
  setUnlogged: 'SET UNLOGGED',
  setAccessMethod: 'SET ACCESS METHOD',
  setTablespace: 'SET TABLESPACE',
};

function online(table?: ObjectName): readonly AdviceStep[] {
  return [
    {
      title: 'Plain VACUUM makes the space free for new rows while reads and writes go on',
      sql: table === undefined ? 'VACUUM;' : `VACUUM ${quoteName(table)};`,
      place: 'own migration',
      outsideTransaction: true,
    },
    {
      title:
        'To give disk space back or put the rows in order, run pg_repack or pg_squeeze outside of the migrations',
    },
  ];
}
