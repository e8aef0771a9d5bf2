import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { isScript } from '../../src/script-file.ts';
import { Applier, withoutNotNull } from '../support/apply-fixture.ts';
import { readFixtures, type Fixture } from '../support/fixture.ts';
import { historyOf } from '../support/lint-fixture.ts';
import { MIXTURES, MUTATIONS } from '../support/mutations.ts';
import {
  changed,
  changesSchema,
  countSame,
  lintEverything,
  lostComments,
  offersOf,
  unreadIn,
  type Offer,
} from '../support/offers.ts';

await Promise.all([loadParser(), loadScripts()]);

const FIXTURES = readFixtures().filter(
  (fixture) => !fixture.files.some(({ name }) => isScript(name)) && offersOf(fixture).length > 0,
);

/** One by one they take minutes, and say what is wrong where a mixture fails. */
const CHOSEN = process.env.DDLINT_MUTATIONS === 'each' ? MUTATIONS : MIXTURES;

let applier: Applier;

beforeAll(async () => {
  applier = await Applier.create();
});

afterAll(() => applier.close());

it.each(CHOSEN)('leaves something to offer: $name', ({ of }) => {
  expect(FIXTURES.filter((fixture) => offersOf(of(fixture)).length > 0).length).toBeGreaterThan(40);
});

describe.each(CHOSEN)('$name', ({ of }) => {
  it.each(FIXTURES)('what is offered for $rule/$name holds', async (original) => {
    const fixture = of(original);
    const offers = offersOf(fixture);
    const before = offers.length === 0 ? undefined : await schemaOf(fixture);
    for (const offer of offers) {
      expectMended(offer);
      const after = await schemaOf(changed(offer));
      if (before === undefined) continue;
      expect(after, offer.name).not.toBe(undefined);
      const isOther = changesSchema(offer.title, `${fixture.rule}/${fixture.name}`);
      if (!isOther) expect(after, offer.name).toEqual(before);
    }
  });
});

function expectMended(offer: Offer): void {
  const after = changed(offer);
  const { fixture, finding, name } = offer;
  expect(unreadIn(after), name).toEqual([]);
  expect(lostComments(fixture, after), name).toEqual([]);
  expect(countSame(lintEverything(after), finding), name).toBe(
    countSame(lintEverything(fixture), finding) - 1,
  );
  for (const { text } of after.files)
    if (text.includes('\r\n')) expect(text.replaceAll('\r\n', ''), name).not.toContain('\n');
}

/** Undefined where Postgres refuses a statement, as it does in some cases. */
async function schemaOf(fixture: Fixture): Promise<readonly string[] | undefined> {
  try {
    const schema = await applier.schemaOf(historyOf(fixture));
    return (fixture.postgres ?? 18) < 18 ? withoutNotNull(schema) : schema;
  } catch {
    return undefined;
  }
}
