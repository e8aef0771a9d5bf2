import { defineRule } from '../src/rule.ts';

/** Reported by the engine, which reads the comments. */
export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow ignore comments that name no rule, an unknown rule, or give no reason where one is required',
    messages: {
      noRule: 'This comment ignores nothing: it names no rule.',
      unknownRule: 'This comment ignores nothing: there is no rule "{{rule}}".{{hint}}',
      noReason: 'This comment ignores "{{rule}}" without a reason, which the configuration requires.',
    },
  },
  on: {},
});
