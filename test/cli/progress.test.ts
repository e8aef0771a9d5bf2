import { expect, it } from 'vitest';

import { startProgress } from '../../src/cli/progress.ts';
import type { History } from '../../src/migration.ts';

/** A run over three migrations at these times, in milliseconds; what it wrote. */
function written(times: readonly number[], isTTY = true): readonly string[] {
  const chunks: string[] = [];
  const clock = [0, ...times];
  const history = { migrations: [1, 2, 3] } as unknown as History;
  const progress = startProgress([history], {
    stderr: { write: (text: string) => chunks.push(text), isTTY },
    now: () => new Date(clock.shift() ?? 0),
  });
  times.forEach(progress.step);
  progress.done();
  return chunks;
}

it('says nothing of a short run', () => {
  expect(written([1, 2, 999])).toEqual([]);
});

it('says nothing where nobody looks', () => {
  expect(written([1, 2, 5000], false)).toEqual([]);
});

it('says how far a long run is, not too often, and clears up', () => {
  expect(written([900, 1100, 1150])).toEqual(['\r\u001B[KReading migration 2 of 3 …', '\r\u001B[K']);
});
