import { defineRule } from '../src/rule.ts';

/** Reported by the engine, which knows what the comments have ignored. */
export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'warning',
    preset: 'recommended',
    description: 'Disallow ignore comments that no longer ignore anything',
    messages: {
      unused: 'There is nothing here for "{{rule}}" to report, so this comment ignores nothing.',
      noStatement: 'No statement follows this comment, so it ignores nothing of "{{rule}}".',
    },
  },
  on: {},
});
