import type { RuleMeta } from './rule.ts';

/** What the engine itself finds, under ids that are set and shown like those of rules. */
export type EngineRuleId =
  'syntax-error' | 'unreadable-statement' | 'invalid-suppression' | 'unused-suppression';

export type EngineRuleMeta = Pick<
  RuleMeta<Record<string, string>, object>,
  'category' | 'severity' | 'preset' | 'description'
>;

export const ENGINE_RULES: Readonly<Record<EngineRuleId, EngineRuleMeta>> = {
  'syntax-error': {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow statements that Postgres cannot parse',
  },
  'unreadable-statement': {
    category: 'correctness',
    severity: 'warning',
    preset: 'strict',
    description: 'Disallow statements whose effect cannot be known by reading them',
  },
  'invalid-suppression': {
    category: 'style',
    severity: 'error',
    preset: 'recommended',
    description: 'Require an ignore comment to name a rule that exists',
  },
  'unused-suppression': {
    category: 'style',
    severity: 'warning',
    preset: 'recommended',
    description: 'Disallow ignore comments that suppress nothing',
  },
};
