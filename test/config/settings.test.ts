import { describe, expect, it } from 'vitest';

import type { Config } from '../../src/config/config.ts';
import { oldestSupported } from '../../src/config/postgres.ts';
import type { RuleTable } from '../../src/config/schema.ts';
import { ignoredFiles, resolveSettings, type SettingsInput } from '../../src/config/settings.ts';
import { createProject, type Files } from '../support/project.ts';

const meta = { category: 'locking', severity: 'error', description: '' } as const;
const RULES: RuleTable = new Map([
  ['locking', { meta: { ...meta, preset: 'recommended' } }],
  ['compatibility', { meta: { ...meta, category: 'compatibility', preset: 'recommended' } }],
  ['loss', { meta: { ...meta, category: 'data-loss', preset: 'strict', defaultOptions: { a: 1, b: 2 } } }],
  ['style', { meta: { ...meta, category: 'style', severity: 'info', preset: 'all' } }],
]);

function input(config: Config, more: Partial<SettingsInput> = {}): SettingsInput {
  const today = new Date('2026-12-01');
  return { config, directory: '/repo', cwd: '/repo', rules: RULES, ruleFlags: {}, today, ...more };
}

function severities(config: Config, file = 'a.sql', more: Partial<SettingsInput> = {}) {
  const settings = resolveSettings(input(config, more)).rulesFor(file);
  return Object.fromEntries([...settings].map(([id, { severity }]) => [id, severity]));
}

describe('which rules are on', () => {
  it.each([
    [{}, { locking: 'error', compatibility: 'error', loss: 'off', style: 'off' }],
    [{ preset: 'strict' }, { locking: 'error', compatibility: 'error', loss: 'error', style: 'off' }],
    [{ preset: 'all' }, { locking: 'error', compatibility: 'error', loss: 'error', style: 'info' }],
    [{ deploy: 'stop-the-world' }, { locking: 'off', compatibility: 'off', loss: 'off', style: 'off' }],
    [
      { deploy: 'stop-the-world', rules: { locking: 'warning' } },
      { locking: 'warning', compatibility: 'off', loss: 'off', style: 'off' },
    ],
  ] satisfies [Config, object][])('with %j', (config, expected) => {
    expect(severities(config)).toEqual(expected);
  });

  it('depends on the file, relative to the configuration', () => {
    const config: Config = {
      rules: { locking: 'warning' },
      overrides: [
        { files: ['legacy/**'], rules: { locking: 'off' } },
        { files: ['legacy/new.sql'], rules: { locking: 'info' } },
      ],
    };
    expect(severities(config, 'a.sql').locking).toBe('warning');
    expect(severities(config, 'legacy/a.sql').locking).toBe('off');
    expect(severities(config, 'legacy/new.sql').locking).toBe('info');
    expect(severities(config, '../legacy/a.sql', { cwd: '/repo/app' }).locking).toBe('off');
  });

  it('lets flags have the last word', () => {
    const config: Config = { overrides: [{ files: ['*.sql'], rules: { locking: 'off' } }] };
    expect(severities(config, 'a.sql', { ruleFlags: { locking: 'info' } }).locking).toBe('info');
  });

  it('keeps the options that an entry does not name', () => {
    const config: Config = { rules: { loss: ['error', { b: 3 }] } };
    const flagged = resolveSettings(input(config, { ruleFlags: { loss: 'warning' } })).rulesFor('a.sql');
    expect(flagged.get('loss')).toEqual({ severity: 'warning', options: { a: 1, b: 3 } });
  });

  it('gives files with the same settings the same map', () => {
    const { rulesFor } = resolveSettings(input({ overrides: [{ files: ['b/**'], rules: {} }] }));
    expect(rulesFor('a/1.sql')).toBe(rulesFor('a/2.sql'));
    expect(rulesFor('a/1.sql')).not.toBe(rulesFor('b/1.sql'));
  });
});

describe('timeouts', () => {
  it.each([
    [500, 500],
    ['500', 500],
    ['500ms', 500],
    ['5s', 5000],
    ['2 min', 120_000],
    ['1.5h', 5_400_000],
    [0, 0],
  ])('%j is %d ms', (lock, milliseconds) => {
    expect(resolveSettings(input({ timeouts: { lock } })).connection.lockTimeout).toBe(milliseconds);
  });
});

describe('ignored files', () => {
  it('are found relative to the configuration', () => {
    const isIgnored = ignoredFiles(input({ ignore: ['db/2019*', 'db/old/**'] }, { cwd: '/repo/db' }));
    expect(['2019_a.sql', 'old/x/a.sql', '2020_a.sql'].filter(isIgnored)).toEqual([
      '2019_a.sql',
      'old/x/a.sql',
    ]);
  });
});

describe('the version of Postgres', () => {
  const versionIn = (files: Files, config: Config = {}) =>
    resolveSettings(input(config, { directory: createProject(files) })).postgres;

  it('is the oldest supported one where nothing is known', () => {
    expect(versionIn({})).toBe(15);
    expect(oldestSupported(new Date('2026-11-12'))).toBe(14);
    expect(oldestSupported(new Date('2026-11-13'))).toBe(15);
    expect(oldestSupported(new Date('2040-01-01'))).toBe(18);
  });

  it.each([
    ['docker-compose.yml', 'services:\n  db:\n    image: postgres:16-alpine\n', 16],
    ['compose.yaml', 'services: { db: { image: "postgis/postgis:14-3.4" } }', 14],
    ['docker-compose.dev.yml', 'image: pgvector/pgvector:pg17', 17],
    ['docker-compose.yml', 'image: timescale/timescaledb:2.14.2-pg16', 16],
    ['docker-compose.yml', 'image: registry.example.com:5000/bitnami/postgresql:13.4', 13],
    ['docker-compose.yml', 'image: postgres:19', 18],
    ['.github/workflows/test.yml', 'image: postgres:16\n---\nimage: postgres:14\n', 14],
    ['docker-compose.yml', 'image: postgres:latest', 15],
    ['docker-compose.yml', 'image: postgrest/postgrest:12', 15],
  ])('is read from %s: %j', (file, text, version) => {
    expect(versionIn({ [file]: text })).toBe(version);
  });

  it('is what the configuration says', () => {
    expect(versionIn({ 'docker-compose.yml': 'image: postgres:16' }, { postgres: 13 })).toBe(13);
    expect(versionIn({ 'docker-compose.yml': 'image: postgres:16' }, { postgres: 'auto' })).toBe(16);
  });
});
