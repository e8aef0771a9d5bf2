import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'history',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow two migrations of the same version',
    messages: {
      duplicate:
        'Only one of this migration and "{{other}}" can be applied, since both have the same version: a tool refuses to run, or takes the second for applied once it has applied the first.',
    },
  },

  on: {
    *historyEnd({ history: { problems = [], habits } }) {
      for (const problem of problems) {
        if (problem.kind !== 'duplicate') continue;
        yield {
          at: problem,
          messageId: 'duplicate',
          data: { other: problem.others[0] ?? '' },
          advice: [{ title: 'Give the one that is not merged yet the next free version' }],
          // Files that no tool is known to apply may be numbered for other reasons.
          ...(habits === undefined ? { depends: true } : {}),
        };
      }
    },
  },
});
