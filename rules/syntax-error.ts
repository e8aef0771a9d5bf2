import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow statements that Postgres cannot parse',
    messages: {
      syntax: 'Postgres refuses this statement, so the migration stops here: {{reason}}.',
    },
  },

  on: {
    *unsupported(operation) {
      if (operation.cause !== 'syntax') return;
      yield { messageId: 'syntax', data: { reason: operation.reason }, advice: [] };
    },
  },
});
