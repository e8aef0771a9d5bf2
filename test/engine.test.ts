import { execFileSync } from 'node:child_process';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { runOnce, runUntuned, tuneEngine, untuneEngine } from '../src/engine.ts';

const flags = vi.hoisted((): string[] => []);
vi.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => flags.push(flag) }));

describe('the flags of V8', () => {
  beforeEach(() => {
    flags.length = 0;
  });

  it('are known to this version of Node.js', () => {
    tuneEngine();
    expect(flags.length).toBeGreaterThan(0);
    // Node.js ends with an error for a flag that it does not know.
    expect(execFileSync(process.execPath, [...flags, '-p', '1'], { encoding: 'utf8' })).toBe('1\n');
  });

  it("are V8's own again when what is done once has run, or failed", () => {
    const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const defaults = new Set(
      [...options.matchAll(/default: (--\S+)/g)].map(([, flag]) => flag?.replaceAll('_', '-')),
    );
    const during = runOnce(() => [...flags]);
    const after = flags.slice(during.length);
    expect(after.map(nameOf)).toEqual(during.map(nameOf));
    for (const flag of after) expect(defaults).toContain(flag);

    flags.length = 0;
    expect(() => runOnce(() => explode())).toThrow('It failed.');
    expect(flags).toEqual([...during, ...after]);
  });

  it('are taken back for a moment, and at the end', () => {
    const set = (run: () => void): readonly string[] => {
      flags.length = 0;
      run();
      return [...flags];
    };
    untuneEngine();
    const tuned = set(tuneEngine);
    expect(set(tuneEngine)).toEqual([]);
    const during = set(() => {
      expect(runUntuned(() => flags.length)).toBe(tuned.length);
    });
    const usual = set(untuneEngine);
    expect(usual.map(nameOf)).toEqual(tuned.map(nameOf));
    expect(during).toEqual([...usual, ...tuned]);
    expect(set(untuneEngine)).toEqual([]);
  });

  it('are left alone where somebody has set them', () => {
    const [given = ''] = runOnce(() => flags.filter((flag) => flag.includes('=')));
    flags.length = 0;
    const own = `${nameOf(given)}=7`;
    vi.stubGlobal('process', { ...process, execArgv: [own.replaceAll(/(?<=\w)-/g, '_')] });
    try {
      runOnce(() => undefined);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.map(nameOf)).not.toContain(nameOf(given));
  });
});

function nameOf(flag: string): string {
  return flag.replace(/=.*/, '').replace('--no-', '--');
}

function explode(): never {
  throw new Error('It failed.');
}
