import { describe, expect, it } from 'vitest';

import { configSchema, type RuleTable } from '../../src/config/schema.ts';
import { validate } from '../../src/config/validate.ts';

const RULES: RuleTable = new Map([
  ['no-drop-table', { meta: meta() }],
  [
    'no-wide-table',
    {
      meta: {
        ...meta(),
        schema: {
          type: 'object',
          additionalProperties: false,
          properties: { most: { type: 'integer', minimum: 1, description: 'The most columns.' } },
        },
      },
    },
  ],
]);

function meta() {
  return {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow it',
  } as const;
}

const problemsOf = (value: unknown) => validate(value, configSchema(RULES));

describe('a configuration that is right', () => {
  it.each([
    [{}],
    [{ preset: 'strict', postgres: 14, deploy: 'rolling', since: 'origin/main' }],
    [{ postgres: 'auto', failOn: 'never', maxWarnings: 0, requireReason: true }],
    [{ timeouts: { lock: '5s', statement: 0 } }],
    [
      {
        migrations: [
          { directory: 'db', tool: 'plain', transaction: 'file', up: '*.up.sql', placeholders: true },
        ],
      },
    ],
    [{ rules: { 'no-drop-table': 'off', 'no-wide-table': ['warning', { most: 3 }] } }],
    [{ overrides: [{ files: ['legacy/**'], rules: { 'no-drop-table': ['info'] } }], ignore: ['old/**'] }],
    [{ preset: undefined }],
  ])('%j', (config) => {
    expect(problemsOf(config)).toEqual([]);
  });
});

describe('a configuration that is wrong', () => {
  it.each([
    [[], 'The configuration has to be an object, not a list.'],
    [{ presset: 'all' }, 'There is no setting "presset". Did you mean "preset"?'],
    [{ preset: 'best' }, '"preset" has to be "recommended", "strict" or "all", not "best".'],
    [{ postgres: 11 }, '"postgres" has to be 12, 13, 14, 15, 16, 17, 18 or "auto", not 11.'],
    [{ maxWarnings: -1 }, '"maxWarnings" has to be a whole number from 0 on, not -1.'],
    [{ requireReason: 'yes' }, '"requireReason" has to be true or false, not "yes".'],
    [{ ignore: 'old/**' }, '"ignore" has to be a list, not "old/**".'],
    [{ ignore: [''] }, '"ignore[0]" has to be a text, not "".'],
    [
      { timeouts: { lock: 'soon' } },
      '"timeouts.lock" has to be a whole number from 0 on or a text such as "5s", not "soon".',
    ],
    [{ timeouts: { lok: 1 } }, '"timeouts" has no setting "lok". Did you mean "lock"?'],
    [{ migrations: [{ tool: 'prisma' }] }, '"migrations[0]" lacks "directory".'],
    [
      { rules: { 'no-drop-tables': 'off' } },
      'There is no rule "no-drop-tables" (in "rules"). Did you mean "no-drop-table"?',
    ],
    [
      { rules: { 'no-drop-table': 'warn' } },
      '"rules.no-drop-table" has to be "error", "warning", "info" or "off" or [severity, options], not "warn".',
    ],
    [
      { rules: { 'no-wide-table': ['error', { most: 0 }] } },
      '"rules.no-wide-table[1].most" has to be a whole number from 1 on, not 0.',
    ],
    [
      { rules: { 'no-wide-table': ['error', { least: 1 }] } },
      '"rules.no-wide-table[1]" has no setting "least". It can be "most".',
    ],
    [
      { rules: { 'no-drop-table': ['error', { most: 1 }] } },
      '"rules.no-drop-table[1]" takes no options, so "most" means nothing.',
    ],
    [{ rules: { 'no-drop-table': ['error', {}, 1] } }, '"rules.no-drop-table[2]" is one item too many.'],
    [
      { overrides: [{ files: ['a'], rules: { nothing: 'off' } }] },
      'There is no rule "nothing" (in "overrides[0].rules").',
    ],
    [JSON.parse('{ "__proto__": 1 }'), 'There is no setting "__proto__".'],
  ])('%j', (config: unknown, problem) => {
    expect(problemsOf(config).join('\n')).toContain(problem);
  });

  it('is told of all that is wrong at once', () => {
    expect(problemsOf({ presett: 'all', postgres: 9, since: 1 })).toHaveLength(3);
  });
});
