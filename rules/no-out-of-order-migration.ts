import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'history',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow a new migration that comes before one that is merged',
    messages: {
      refused:
        'The next deploy fails: this migration comes before "{{newer}}", which a database may have applied already, and {{tool}} stops where it finds one to apply that is older than what it has applied.',
      skipped:
        'A database that has applied "{{newer}}" never applies this migration, which comes before it: {{tool}} looks only at what is newer, and says nothing. A new database has it.',
      applied:
        'A database that has applied "{{newer}}" applies this migration after it, and a new database before it: the two can end up different.',
    },
  },

  on: {
    *historyEnd({ history }) {
      for (const problem of history.problems ?? []) {
        if (problem.kind !== 'out of order') continue;
        const { toolName: tool, habits } = history;
        const [newer = ''] = problem.others;
        const advice = [{ title: `Give it a version that comes after "${newer}"` }];
        switch (habits?.outOfOrder ?? 'applied') {
          case 'refused':
            yield { at: problem, messageId: 'refused', data: { newer, tool }, advice };
            break;
          case 'skipped':
            yield { at: problem, messageId: 'skipped', data: { newer, tool }, advice };
            break;
          case 'applied':
            // Most such migrations have nothing to do with each other.
            yield { at: problem, messageId: 'applied', data: { newer }, advice, depends: true };
            break;
        }
      }
    },
  },
});
