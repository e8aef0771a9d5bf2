import { defineRule } from '../src/rule.ts';

/** Reported by the engine, which reads the comments. */
export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description:
      'Disallow ignore comments that name no rule, an unknown rule, or give no reason where one is required',
    messages: {
      unknownWord: 'ddlint knows no comment "{{word}}", so this one ignores nothing.{{hint}}',
      noRule: 'This comment ignores nothing: it names no rule. Write "{{word}} <rule>: reason".',
      unreadable:
        'This comment ignores nothing: it cannot be read. Write "{{word}} <rule>, <rule>: reason", with a colon before the reason.',
      behindCode:
        'This comment ignores nothing: it stands behind code. Put it on a line of its own above the statement.',
      unknownRule: 'This comment does not ignore "{{rule}}": there is no such rule.{{hint}}',
      notIgnorable: 'No comment can ignore "{{rule}}". Set its severity in the configuration instead.',
      noReason:
        'This comment ignores nothing: it gives no reason for "{{rule}}", which the configuration requires.',
    },
  },
  on: {},
});
