import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { diffLines, patchOf } from '../../src/fix/diff.ts';
import { seededRandom } from '../support/random.ts';

it('shows what changed, with the lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\n';
  expect(diffLines(before, 'a\nB\nc\nd\ne\nf\ng\nh\n')).toEqual([' a', '-b', '+B', ' c', '…', ' g', '+h']);
  expect(diffLines('a\r\nb\r\n', 'a\r\nx\r\nb\r\n', 0)).toEqual(['+x']);
  expect(diffLines(before, before)).toEqual([]);
});

it('makes patches that git applies', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'ddlint-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const random = seededRandom(7);
  const next = (below: number): number => Math.floor(random() * below);
  const lines = (count: number): string[] =>
    Array.from({ length: count }, () => `line ${next(9).toString()}`);
  for (let round = 0; round < 40; round += 1) {
    const before = lines(next(30)).join('\n') + (next(2) === 0 ? '\n' : '');
    const after = before
      .split('\n')
      .flatMap((line) => (next(5) === 0 ? lines(next(3)) : [line]))
      .join('\n');
    const target = path.join(directory, 'a.sql');
    writeFileSync(target, before);
    const patch = patchOf('a.sql', before, after);
    if (before === after) expect(patch).toBe('');
    else {
      const { status, stderr } = spawnSync('git', ['apply', '-'], {
        cwd: directory,
        input: patch,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
    }
    expect(readFileSync(target, 'utf8')).toBe(after);
  }
});
