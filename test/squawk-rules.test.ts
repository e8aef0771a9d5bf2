import { describe, expect, it } from 'vitest';

import * as rules from '../rules/index.ts';
import { SQUAWK_RULES, SQUAWK_STATEMENT_RULES } from '../src/squawk-rules.ts';
import { createProject, ddlint } from './support/project.ts';

const BASE = `
CREATE TABLE parents (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint NOT NULL, a text DEFAULT 'x', b int, parent bigint, span int4range, g int GENERATED ALWAYS AS (id) STORED);
CREATE INDEX t_b ON t (b);
CREATE TABLE parts (id bigint, day date) PARTITION BY RANGE (day);
CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE SCHEMA s;
`;

/** What squawk's page of a rule warns of, for each rule of ddlint that the table names. */
const WARNED: Readonly<Record<string, readonly (readonly [rule: string, sql: string])[]>> = {
  'adding-field-with-default': [
    ['no-volatile-default-on-add-column', 'ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid();'],
    ['no-rewriting-column', 'ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (b) STORED;'],
  ],
  'adding-foreign-key-constraint': [
    [
      'require-not-valid-foreign-key',
      'ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (parent) REFERENCES parents (id);',
    ],
  ],
  'adding-not-nullable-field': [['no-blocking-set-not-null', 'ALTER TABLE t ALTER COLUMN b SET NOT NULL;']],
  'adding-required-field': [['no-required-column', 'ALTER TABLE t ADD COLUMN z int NOT NULL;']],
  'adding-serial-primary-key-field': [
    ['require-primary-key-using-index', 'ALTER TABLE t ADD PRIMARY KEY (id);'],
  ],
  'ban-alter-generated-expression': [
    ['no-rewriting-column', 'ALTER TABLE t ALTER COLUMN g SET EXPRESSION AS (b + 1);'],
  ],
  'ban-concurrent-index-creation-in-transaction': [
    ['no-concurrently-in-transaction', 'BEGIN; CREATE INDEX CONCURRENTLY i ON t (b); COMMIT;'],
  ],
  'ban-drop-column': [['no-drop-column', 'ALTER TABLE t DROP COLUMN b;']],
  'ban-drop-default': [['no-drop-default', 'ALTER TABLE t ALTER COLUMN a DROP DEFAULT;']],
  'ban-drop-table': [['no-drop-table', 'DROP TABLE t;']],
  'ban-set-schema': [['no-rename-table', 'ALTER TABLE t SET SCHEMA s;']],
  'ban-truncate-cascade': [['no-truncate', 'TRUNCATE t CASCADE;']],
  'ban-uncommitted-transaction': [['no-open-transaction', 'BEGIN; SELECT 1;']],
  'changing-column-type': [['no-column-type-change', 'ALTER TABLE t ALTER COLUMN b TYPE bigint;']],
  'constraint-missing-not-valid': [
    ['require-not-valid-check', 'ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0);'],
    [
      'no-validate-in-same-transaction',
      'BEGIN; ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT k; COMMIT;',
    ],
    ['no-exclusion-constraint', 'ALTER TABLE t ADD CONSTRAINT k EXCLUDE USING gist (span WITH &&);'],
  ],
  'disallowed-unique-constraint': [
    ['require-unique-using-index', 'ALTER TABLE t ADD CONSTRAINT k UNIQUE (b);'],
  ],
  'prefer-repack': [['no-blocking-maintenance', 'VACUUM FULL t;']],
  'renaming-column': [['no-rename-column', 'ALTER TABLE t RENAME COLUMN a TO z;']],
  'renaming-table': [['no-rename-table', 'ALTER TABLE t RENAME TO z;']],
  'require-concurrent-index-creation': [['require-concurrent-index', 'CREATE INDEX i ON t (a);']],
  'require-concurrent-index-deletion': [['require-concurrent-index-drop', 'DROP INDEX t_b;']],
  'require-concurrent-partition-detach': [
    ['require-concurrent-detach', 'ALTER TABLE parts DETACH PARTITION part1;'],
  ],
  'require-concurrent-reindex': [['require-concurrent-reindex', 'REINDEX INDEX t_b;']],
  'require-lock-timeout': [['require-lock-timeout', 'ALTER TABLE t ADD COLUMN z int;']],
  'require-timeout-settings': [['require-lock-timeout', 'ALTER TABLE t ADD COLUMN z int;']],
  'syntax-error': [['syntax-error', 'SELEC 1;']],
  'transaction-nesting': [['no-open-transaction', 'BEGIN; BEGIN; SELECT 1; COMMIT;']],
};

describe('the table of the rules of squawk', () => {
  it('names rules that there are', () => {
    const known = Object.keys(rules);
    expect(
      Object.values(SQUAWK_RULES)
        .flat()
        .filter((rule) => !known.includes(rule)),
    ).toEqual([]);
    expect(SQUAWK_STATEMENT_RULES.filter((name) => SQUAWK_RULES[name] === undefined)).toEqual([]);
  });

  it('is sorted', () => {
    const names = Object.keys(SQUAWK_RULES);
    expect(names).toEqual([...names].sort());
  });

  it('is seen in full below', () => {
    const seen = Object.entries(WARNED).map(([name, pairs]) => [name, pairs.map(([rule]) => rule)]);
    const covered = Object.entries(SQUAWK_RULES).filter(([, covering]) => covering.length > 0);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(covered));
  });

  const cases = Object.entries(WARNED).flatMap(([name, pairs]) =>
    pairs.map(([rule, sql]) => ({ name, rule, sql })),
  );

  it.each(cases)('$rule speaks of what $name warns of', async ({ rule, sql }) => {
    const cwd = createProject({ 'migrations/0001_base.sql': BASE, 'migrations/0002_change.sql': `${sql}\n` });
    const argv = ['--preset', 'all', '--postgres', '17', '--format', 'json', 'migrations/0002_change.sql'];
    const { stdout } = await ddlint(cwd, argv);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });
});
