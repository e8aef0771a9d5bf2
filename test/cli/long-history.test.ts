import { describe, expect, it } from 'vitest';

import { looksLong } from '../../src/cli/long-history.ts';
import { createProject } from '../support/project.ts';

function files(count: number, nameOf: (number: string) => string): Record<string, string> {
  const numbers = Array.from({ length: count }, (_, index) => index.toString().padStart(4, '0'));
  return Object.fromEntries(numbers.map((number) => [nameOf(number), 'SELECT 1;']));
}

describe('a history looks long', () => {
  it('by its files, or by folders of which each holds one, wherever they lie', () => {
    const flat = createProject(files(250, (number) => `db/migrations/${number}_x.sql`));
    const short = createProject(files(249, (number) => `db/migrations/${number}_x.sql`));
    const foldered = createProject(files(250, (number) => `prisma/migrations/2024${number}_x/migration.sql`));
    expect(looksLong([], flat)).toBe(true);
    expect(looksLong(['.'], flat)).toBe(true);
    expect(looksLong(['db/migrations', '--format', 'json'], flat)).toBe(true);
    expect(looksLong([], foldered)).toBe(true);
    const scripts = createProject(files(250, (number) => `src/migrations/2024${number}_x.ts`));
    expect(looksLong([], scripts)).toBe(true);
    expect(looksLong(['--quiet'], short)).toBe(false);
    expect(looksLong(['missing'], short)).toBe(false);
  });

  it('by the files that are named', () => {
    const texts = files(250, (number) => `db/migrations/${number}_x.sql`);
    const cwd = createProject(texts);
    expect(looksLong(Object.keys(texts), cwd)).toBe(true);
    expect(looksLong(Object.keys(texts).slice(0, 3), cwd)).toBe(false);
  });

  it('only where it is to be read', () => {
    const cwd = createProject(files(250, (number) => `db/migrations/${number}_x.sql`));
    expect(looksLong(['--staged'], cwd)).toBe(false);
    expect(looksLong(['explain', 'no-drop-column'], cwd)).toBe(false);
    expect(looksLong(['--cache'], cwd)).toBe(false);
    const tests = createProject(files(250, (number) => `test/fixtures/${number}_x.sql`));
    expect(looksLong([], tests)).toBe(false);
  });
});
