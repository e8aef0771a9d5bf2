import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { planFixes } from '../src/fix/plan.ts';
import { loadScripts } from '../src/lower/lower.ts';
import { RULES } from '../src/lint.ts';
import { loadParser } from '../src/parse/sql.ts';
import { isScript } from '../src/script-file.ts';
import { Applier, withoutNotNull } from './support/apply-fixture.ts';
import { inScripts } from './support/fixture-project.ts';
import { readFixtures, readScriptFixtures, type Fixture } from './support/fixture.ts';
import { historyOf } from './support/lint-fixture.ts';
import {
  changed,
  changesSchema,
  countSame,
  lintEverything,
  lostComments,
  offersFor,
  offersOf,
  ofRule,
  unreadIn,
  type Offer,
} from './support/offers.ts';

await Promise.all([loadParser(), loadScripts()]);

const FIXTURES = readFixtures();
/** Each case that is SQL is a migration of Knex too, which sends the same text. */
const IN_SCRIPTS = FIXTURES.filter(({ files }) => !files.some(({ name }) => isScript(name))).map(
  (fixture) => ({
    ...inScripts(fixture, 'ts'),
    name: `${fixture.name} in Knex`,
  }),
);
const OFFERS = FIXTURES.flatMap(offersOf);
/** Whole migrations of the libraries, for which every rule is on. */
const WHOLE = readScriptFixtures();
const ALL: readonly Offer[] = [
  ...OFFERS,
  ...IN_SCRIPTS.flatMap(offersOf),
  ...WHOLE.flatMap((fixture) => lintEverything(fixture).flatMap((finding) => offersFor(fixture, finding))),
];
const FIXES = ALL.filter(({ title }) => title === undefined);
const SUGGESTIONS = ALL.filter(({ title }) => title !== undefined);

it.each([...RULES])('%s says whether it fixes and suggests', (id, { meta }) => {
  const own = OFFERS.filter(({ fixture }) => fixture.rule === id);
  expect({ fixable: meta.fixable ?? false, hasSuggestions: meta.hasSuggestions ?? false }).toEqual({
    fixable: own.some(({ title }) => title === undefined),
    hasSuggestions: own.some(({ title }) => title !== undefined),
  });
});

describe('each fix', () => {
  it.each(FIXES)('mends what it is for and nothing else: $name', (fix) => {
    const after = lintEverything(changed(fix));
    const before = lintEverything(fix.fixture);
    expect(countSame(after, fix.finding)).toBe(countSame(before, fix.finding) - 1);
    for (const { rule, message } of after) {
      expect(ofRule(after, rule).length, message).toBeLessThanOrEqual(ofRule(before, rule).length);
    }
  });
});

describe('each suggestion', () => {
  it.each(SUGGESTIONS)('mends what it is for: $name', (suggestion) => {
    const after = lintEverything(changed(suggestion));
    const before = lintEverything(suggestion.fixture);
    expect(countSame(after, suggestion.finding)).toBe(countSame(before, suggestion.finding) - 1);
  });
});

describe('each fix and suggestion', () => {
  it.each(ALL)('can be read, and keeps each comment once: $name', (offer) => {
    const after = changed(offer);
    expect(unreadIn(after)).toEqual([]);
    expect(lostComments(offer.fixture, after)).toEqual([]);
  });
});

/** Cases that no Postgres runs to the end, neither before nor when one of their findings is mended. */
const NEVER_RUN: ReadonlyMap<string, string> = new Map([
  ['no-column-type-change/unknown-table', 'the table is not in the history'],
  ['require-concurrent-index/unknown-table', 'the table is not in the history'],
  ['require-concurrent-reindex/schema-and-database', 'the database has another name'],
  ['no-concurrently-in-transaction/begin-and-commit', 'the others of three such statements remain'],
]);

describe('all fixes of a case, round by round', () => {
  const fixed = [...new Set(FIXES.map(({ fixture }) => fixture))].map((fixture) => ({
    name: `${fixture.rule}/${fixture.name}`,
    fixture,
  }));

  it.each(fixed)('come to an end, after which there is nothing to fix: $name', ({ fixture }) => {
    const after = fixAll(fixture);
    expect(lintEverything(after).filter(({ fix }) => fix.length > 0)).toEqual([]);
    expect(lostComments(fixture, after)).toEqual([]);
    expect(fixAll(after)).toEqual(after);
  });
});

describe('on a real Postgres', () => {
  let applier: Applier;

  beforeAll(async () => {
    applier = await Applier.create();
  });

  afterAll(() => applier.close());

  it.each(ALL)('the schema is the same in the end, unless it says another: $name', async (offer) => {
    const { rule, name } = offer.fixture;
    const id = `${rule}/${name.replace(/ in Knex$/, '')}`;
    const before = await outcomeOf(offer.fixture);
    const after = await outcomeOf(changed(offer));
    if (NEVER_RUN.has(id)) {
      expect([before.error, after.error]).toEqual([expect.any(String), expect.any(String)]);
      return;
    }
    expect(after.error).toBe(undefined);
    // What failed before has no schema to keep.
    if (before.error !== undefined) return;
    const isOther = changesSchema(offer.title, id);
    // A whole migration may drop what it has made before.
    if (isOther && rule !== 'scripts') expect(after.schema).not.toEqual(before.schema);
    if (!isOther) expect(after.schema).toEqual(before.schema);
  });

  interface Outcome {
    readonly schema: readonly string[];
    readonly error: string | undefined;
  }

  it.each([...new Set(FIXES.map(({ fixture }) => fixture))])(
    'the schema is the same after all fixes: $rule/$name',
    async (fixture) => {
      const before = await outcomeOf(fixture);
      if (before.error === undefined) expect(await outcomeOf(fixAll(fixture))).toEqual(before);
    },
  );

  const known = new WeakMap<Fixture, Outcome>();

  async function outcomeOf(fixture: Fixture): Promise<Outcome> {
    const outcome = known.get(fixture) ?? (await applied(fixture));
    known.set(fixture, outcome);
    return outcome;
  }

  async function applied(fixture: Fixture): Promise<Outcome> {
    try {
      const schema = await applier.schemaOf(historyOf(fixture));
      const isOld = (fixture.postgres ?? 18) < 18;
      return { schema: isOld ? withoutNotNull(schema) : schema, error: undefined };
    } catch (error) {
      return { schema: [], error: error instanceof Error ? error.message : String(error) };
    }
  }
});

/** As `ddlint fix` does it; each rule is on. */
function fixAll(fixture: Fixture): Fixture {
  const texts = new Map(fixture.files.map(({ name, text }) => [name, text]));
  const plans = planFixes(lintEverything(fixture), texts);
  if (plans.length === 0) return fixture;
  const fixed = new Map(plans.map(({ file, after }) => [file, after]));
  return fixAll({
    ...fixture,
    files: fixture.files.map((file) => ({ ...file, text: fixed.get(file.name) ?? file.text })),
  });
}
