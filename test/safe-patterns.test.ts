import { beforeAll, describe, expect, it } from 'vitest';

import { lint } from '../src/lint.ts';
import { loadParser } from '../src/parse/sql.ts';
import { parseFixture } from './support/fixture.ts';
import { historyOf, recommendedRules } from './support/lint-fixture.ts';

const LIVE = `-- file: 0001_init.sql (merged)
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, name text NOT NULL);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, total numeric(10, 2), note varchar(100));
`;

/** What Postgres's documentation and every guide to zero-downtime migrations recommend. */
const PATTERNS: readonly (readonly [title: string, sql: string])[] = [
  [
    'an index built concurrently, alone in its file',
    `-- file: 0002.sql
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);`,
  ],
  [
    'an index dropped concurrently',
    `-- file: 0002.sql
CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);
-- file: 0003.sql
DROP INDEX CONCURRENTLY orders_total_idx;`,
  ],
  [
    'a foreign key that is NOT VALID first and validated later',
    `-- file: 0002.sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- file: 0003.sql
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;`,
  ],
  [
    'a check that is NOT VALID first and validated later',
    `-- file: 0002.sql
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
-- file: 0003.sql
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;`,
  ],
  [
    'a unique constraint that takes over an index',
    `-- file: 0002.sql
CREATE UNIQUE INDEX CONCURRENTLY customers_email_key ON customers (email);
-- file: 0003.sql
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key;`,
  ],
  [
    'NOT NULL behind a validated check',
    `-- file: 0002.sql
ALTER TABLE customers ADD CONSTRAINT customers_email_set CHECK (email IS NOT NULL) NOT VALID;
-- file: 0003.sql
ALTER TABLE customers VALIDATE CONSTRAINT customers_email_set;
-- file: 0004.sql
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_email_set;`,
  ],
  [
    'a nullable column and a batched backfill',
    `-- file: 0002.sql
ALTER TABLE orders ADD COLUMN state text;
-- file: 0003.sql
UPDATE orders SET state = 'open' WHERE id IN (SELECT id FROM orders WHERE state IS NULL ORDER BY id LIMIT 1000);`,
  ],
  [
    'a column with a constant default',
    `-- file: 0002.sql
ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'open';
ALTER TABLE orders ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();`,
  ],
  [
    'type changes that rewrite nothing',
    `-- file: 0002.sql
ALTER TABLE orders ALTER COLUMN note TYPE varchar(200);
-- file: 0003.sql
ALTER TABLE orders ALTER COLUMN note TYPE text;`,
  ],
  [
    'anything on a table that the same migration creates',
    `-- file: 0002.sql
CREATE TABLE refunds (id bigint, order_id bigint, reason text);
ALTER TABLE refunds ADD PRIMARY KEY (id);
ALTER TABLE refunds ADD CONSTRAINT refunds_reason_check CHECK (reason <> '');
ALTER TABLE refunds ALTER COLUMN order_id SET NOT NULL;
ALTER TABLE refunds ADD COLUMN amount numeric NOT NULL;
ALTER TABLE refunds ALTER COLUMN id TYPE integer;
ALTER TABLE refunds ADD UNIQUE (order_id);
CREATE INDEX refunds_reason_idx ON refunds (reason);
ALTER TABLE refunds RENAME COLUMN reason TO cause;
ALTER TABLE refunds DROP COLUMN amount;
INSERT INTO refunds (id, order_id) VALUES (1, 1);
UPDATE refunds SET cause = 'none';`,
  ],
  [
    'views, functions, comments and privileges',
    `-- file: 0002.sql
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE total > 0;
CREATE FUNCTION order_count() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM orders $$;
COMMENT ON TABLE orders IS 'What was bought';
GRANT SELECT ON orders TO PUBLIC;
CREATE TYPE mood AS ENUM ('glad', 'sad');`,
  ],
];

beforeAll(loadParser);

describe.each(PATTERNS)('%s', (_, sql) => {
  it.each(['none', 'file'])('gives no finding where it runs (transaction: %s)', (scope) => {
    const runsAlone = sql.includes('CONCURRENTLY');
    const fixture = parseFixture(
      'safe',
      'pattern',
      `-- transaction: ${runsAlone ? 'none' : scope}\n${LIVE}${sql}\n`,
    );
    const { findings, coverage } = lint([historyOf(fixture)], {
      postgres: 15,
      rulesFor: recommendedRules,
      together: false,
      connection: { lockTimeout: undefined, statementTimeout: undefined },
      requireReason: false,
    });
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(coverage.unsupported).toEqual([]);
  });
});
