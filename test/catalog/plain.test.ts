import { deserialize, serialize } from 'node:v8';

import { expect, it } from 'vitest';

import { fromPlain, toPlain } from '../../src/catalog/plain.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { replay } from '../../src/replay.ts';
import { readFixtures } from '../support/fixture.ts';
import { historyOf } from '../support/lint-fixture.ts';

await Promise.all([loadParser(), loadScripts()]);

it.each(readFixtures().map((fixture) => [`${fixture.rule}/${fixture.name}`, fixture] as const))(
  'a catalog can be written to a file and read again: %s',
  (_, fixture) => {
    const { catalog } = replay(historyOf(fixture), { postgres: 17, together: false }).end;
    const plain = toPlain(catalog);
    const back = fromPlain(deserialize(serialize(plain)) as typeof plain);
    expect(toPlain(back)).toStrictEqual(plain);
    expect([...back.relations.values()].map(({ name }) => back.referencedBy.get(name)?.size)).toEqual(
      [...catalog.relations.values()].map(({ name }) => catalog.referencedBy.get(name)?.size),
    );
  },
);
