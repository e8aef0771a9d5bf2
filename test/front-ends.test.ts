import { beforeAll, describe, expect, it } from 'vitest';

import { loadScripts } from '../src/lower/lower.ts';
import { lint } from '../src/lint.ts';
import type { History } from '../src/migration.ts';
import { loadParser } from '../src/parse/sql.ts';
import { HAZARDS, LIVE, migrationOf, OTHER_SHELLS, SHELLS } from './support/hazards.ts';
import { recommendedRules } from './support/lint-fixture.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

describe.each(HAZARDS)('$rule', ({ rule, bodies, others }) => {
  it.each(Object.entries({ ...bodies, ...others }))('is the same in %s as in SQL', (tool, body) => {
    expect(findingOf(tool, body, rule)).toEqual(findingOf('plain', bodies.plain ?? '', rule));
  });
});

/** What is said of a hazard, as far as it does not depend on how it was written. */
function findingOf(tool: string, body: string, rule: string): object {
  const text = (SHELLS[tool] ?? OTHER_SHELLS[tool] ?? String)(body);
  const file = tool === 'plain' ? '0002_change.sql' : '0002_change.ts';
  const history: History = {
    tool,
    toolName: tool,
    directory: '.',
    migrations: [
      migrationOf({ file: '0001_init.sql', tool: 'plain', text: LIVE, isNew: false }),
      migrationOf({ file, tool, text, isNew: true }),
    ],
    downs: new Map(),
    baseline: undefined,
  };
  const { findings, coverage } = lint([history], {
    postgres: 17,
    rulesFor: recommendedRules,
    together: false,
    connection: { lockTimeout: undefined, statementTimeout: undefined },
    requireReason: false,
  });
  expect(coverage.unsupported).toEqual([]);
  const found = findings.find((finding) => finding.rule === rule);
  if (found === undefined) throw new Error(`nothing is said of ${body}`);
  const { severity, category, message, relation, effect, blocks } = found;
  return { severity, category, message, relation, effect, blocks };
}
