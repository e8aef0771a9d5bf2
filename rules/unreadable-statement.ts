import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'warning',
    preset: 'strict',
    description: 'Disallow statements whose effect cannot be known by reading them',
    messages: {
      unreadable: 'What this does to the database cannot be known by reading it: {{reason}}.',
    },
  },

  on: {
    *unsupported(operation) {
      if (operation.cause === 'syntax') return;
      yield {
        messageId: 'unreadable',
        data: { reason: operation.reason },
        advice: [{ title: 'Write the statement out, or review it by hand and say so in an ignore comment' }],
      };
    },
  },
});
