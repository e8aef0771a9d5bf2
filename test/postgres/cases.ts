/** One statement on one schema; what Postgres does with it is observed, never written down here. */
export interface Case {
  readonly title: string;
  /** Comes after `BASE`. */
  readonly setup?: string;
  readonly statement: string;
  /** Rows that make the statement fail. */
  readonly violating?: string;
}

/** The schema that every case starts from. */
export const BASE = `
CREATE TABLE users (id int PRIMARY KEY, email text, age int, name varchar(20), born date, CONSTRAINT users_age_check CHECK (age > 0));
CREATE INDEX users_email_idx ON users (email);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id int, total numeric(10,2), placed timestamp, state text DEFAULT 'new');
`;

const FOREIGN_KEY = `ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id);`;
const PARTITIONED = `
CREATE TABLE events (id int NOT NULL, day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
`;
const DEFAULT_PARTITION = `CREATE TABLE events_rest PARTITION OF events DEFAULT;`;
const INHERITED = `CREATE TABLE admins (level int) INHERITS (users);`;
const DOMAINS = `
CREATE DOMAIN plain AS text;
CREATE DOMAIN filled AS text DEFAULT 'x';
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN present AS text NOT NULL;
CREATE TABLE prices (id int PRIMARY KEY, amount positive, label plain, raw int, words text);
`;
const VIEW = `CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;`;
const MATERIALIZED = `CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;`;
const FUNCTION = `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`;
const TRIGGER = `${FUNCTION} CREATE TRIGGER users_touch BEFORE UPDATE OF email ON users FOR EACH ROW EXECUTE FUNCTION touch();`;
const NOT_NULL_CHECK = `ALTER TABLE users ADD CONSTRAINT email_present CHECK (email IS NOT NULL) NOT VALID;`;
const USER = `INSERT INTO users VALUES (1, 'a', 1, 'n', NULL);`;
const TWO_USERS = `INSERT INTO users VALUES (1, 'a', 1, 'n', NULL), (2, 'a', 1, 'n', NULL);`;

const ADD_COLUMN: readonly Case[] = [
  { title: 'a nullable column', statement: 'ALTER TABLE users ADD COLUMN c int' },
  { title: 'a constant default', statement: "ALTER TABLE users ADD COLUMN c text DEFAULT 'x'" },
  {
    title: 'a constant default, NOT NULL',
    statement: 'ALTER TABLE users ADD COLUMN c int NOT NULL DEFAULT 0',
  },
  {
    title: 'a cast constant',
    statement: "ALTER TABLE users ADD COLUMN c jsonb NOT NULL DEFAULT '{}'::jsonb",
  },
  { title: 'an array default', statement: 'ALTER TABLE users ADD COLUMN c int[] DEFAULT ARRAY[1, 2]' },
  { title: 'now()', statement: 'ALTER TABLE users ADD COLUMN c timestamptz NOT NULL DEFAULT now()' },
  {
    title: 'CURRENT_TIMESTAMP',
    statement: 'ALTER TABLE users ADD COLUMN c timestamptz DEFAULT CURRENT_TIMESTAMP',
  },
  { title: 'CURRENT_USER', statement: 'ALTER TABLE users ADD COLUMN c text DEFAULT CURRENT_USER' },
  {
    title: 'clock_timestamp()',
    statement: 'ALTER TABLE users ADD COLUMN c timestamptz DEFAULT clock_timestamp()',
  },
  { title: 'gen_random_uuid()', statement: 'ALTER TABLE users ADD COLUMN c uuid DEFAULT gen_random_uuid()' },
  { title: 'uuidv7()', statement: 'ALTER TABLE users ADD COLUMN c uuid DEFAULT uuidv7()' },
  { title: 'random()', statement: 'ALTER TABLE users ADD COLUMN c float8 DEFAULT random()' },
  {
    title: 'nextval()',
    setup: 'CREATE SEQUENCE numbers;',
    statement: "ALTER TABLE users ADD COLUMN c bigint DEFAULT nextval('numbers')",
  },
  { title: 'lower() of a constant', statement: "ALTER TABLE users ADD COLUMN c text DEFAULT lower('X')" },
  {
    title: 'a volatile function of ours',
    setup: 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;',
    statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT f()',
  },
  {
    title: 'a stable function of ours',
    setup: 'CREATE FUNCTION f() RETURNS int STABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;',
    statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT f()',
  },
  { title: 'DEFAULT NULL', statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT NULL' },
  {
    title: 'DEFAULT NULL, NOT NULL',
    statement: 'ALTER TABLE users ADD COLUMN c int NOT NULL DEFAULT NULL',
    violating: USER,
  },
  {
    title: 'NOT NULL without a default',
    statement: 'ALTER TABLE users ADD COLUMN c int NOT NULL',
    violating: USER,
  },
  { title: 'serial', statement: 'ALTER TABLE users ADD COLUMN c serial' },
  { title: 'identity', statement: 'ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS IDENTITY' },
  {
    title: 'a stored generated column',
    statement: 'ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age + 1) STORED',
  },
  {
    title: 'a stored generated column, NOT NULL',
    statement: 'ALTER TABLE users ADD COLUMN c int NOT NULL GENERATED ALWAYS AS (length(email)) STORED',
    violating: 'INSERT INTO users VALUES (1, NULL);',
  },
  {
    title: 'a virtual generated column',
    statement: 'ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age + 1) VIRTUAL',
  },
  {
    title: 'a virtual generated column, NOT NULL',
    statement: 'ALTER TABLE users ADD COLUMN c int NOT NULL GENERATED ALWAYS AS (length(email)) VIRTUAL',
    violating: 'INSERT INTO users VALUES (1, NULL);',
  },
  {
    title: 'a virtual generated column with CHECK',
    statement: 'ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age + 1) VIRTUAL CHECK (c > 5)',
    violating: USER,
  },
  {
    title: 'a stored generated column with CHECK',
    statement: 'ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age + 1) STORED CHECK (c > 5)',
    violating: USER,
  },
  { title: 'an inline CHECK', statement: 'ALTER TABLE users ADD COLUMN c int CHECK (c > 0)' },
  {
    title: 'an inline CHECK with a default',
    statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT 0 CHECK (c > 0)',
    violating: USER,
  },
  {
    title: 'an inline CHECK that is not enforced',
    statement: 'ALTER TABLE users ADD COLUMN c int CHECK (c > 0) NOT ENFORCED',
  },
  { title: 'an inline UNIQUE', statement: 'ALTER TABLE users ADD COLUMN c int UNIQUE' },
  {
    title: 'an inline UNIQUE with a default',
    statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT 1 UNIQUE',
    violating: TWO_USERS,
  },
  {
    title: 'an inline PRIMARY KEY',
    setup: 'CREATE TABLE bare (a int);',
    statement: 'ALTER TABLE bare ADD COLUMN id int PRIMARY KEY',
    violating: 'INSERT INTO bare VALUES (1);',
  },
  {
    title: 'a serial PRIMARY KEY',
    setup: 'CREATE TABLE bare (a int);',
    statement: 'ALTER TABLE bare ADD COLUMN id bigserial PRIMARY KEY',
  },
  {
    title: 'an inline foreign key',
    statement: 'ALTER TABLE orders ADD COLUMN buyer int REFERENCES users (id)',
  },
  {
    title: 'an inline foreign key to the primary key',
    statement: 'ALTER TABLE orders ADD COLUMN buyer int REFERENCES users',
  },
  {
    title: 'an inline foreign key with a default',
    statement: 'ALTER TABLE orders ADD COLUMN buyer int DEFAULT 1 REFERENCES users (id)',
    violating: 'INSERT INTO orders VALUES (1);',
  },
  {
    title: 'an inline foreign key with DEFAULT NULL',
    statement: 'ALTER TABLE orders ADD COLUMN buyer int DEFAULT NULL REFERENCES users (id)',
  },
  {
    title: 'an inline foreign key to itself',
    statement: 'ALTER TABLE users ADD COLUMN boss int REFERENCES users (id)',
  },
  {
    title: 'IF NOT EXISTS of a column that exists',
    statement: 'ALTER TABLE users ADD COLUMN IF NOT EXISTS email text NOT NULL',
  },
  {
    title: 'a domain without constraints',
    setup: DOMAINS,
    statement: 'ALTER TABLE users ADD COLUMN c plain',
  },
  { title: 'a domain with a default', setup: DOMAINS, statement: 'ALTER TABLE users ADD COLUMN c filled' },
  { title: 'a domain with CHECK', setup: DOMAINS, statement: 'ALTER TABLE users ADD COLUMN c positive' },
  {
    title: 'a domain with CHECK and a default',
    setup: DOMAINS,
    statement: 'ALTER TABLE users ADD COLUMN c positive DEFAULT 1',
  },
  {
    title: 'a domain with CHECK and a default that it refuses',
    setup: DOMAINS,
    statement: 'ALTER TABLE users ADD COLUMN c positive DEFAULT 0',
    violating: USER,
  },
  {
    title: 'a NOT NULL domain',
    setup: DOMAINS,
    statement: 'ALTER TABLE users ADD COLUMN c present',
    violating: USER,
  },
  {
    title: 'an array of a domain with CHECK',
    setup: DOMAINS,
    statement: 'ALTER TABLE users ADD COLUMN c positive[]',
  },
  { title: 'a partitioned table', setup: PARTITIONED, statement: 'ALTER TABLE events ADD COLUMN c int' },
  {
    title: 'a partitioned table, volatile default',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD COLUMN c uuid DEFAULT gen_random_uuid()',
  },
  { title: 'a partition', setup: PARTITIONED, statement: 'ALTER TABLE events_2024 ADD COLUMN c int' },
  {
    title: 'a table with children',
    setup: INHERITED,
    statement: 'ALTER TABLE users ADD COLUMN c int DEFAULT 1',
  },
  {
    title: 'an enum',
    setup: "CREATE TYPE mood AS ENUM ('a', 'b');",
    statement: "ALTER TABLE users ADD COLUMN c mood NOT NULL DEFAULT 'a'",
  },
];

const OTHER_COLUMN: readonly Case[] = [
  { title: 'DROP COLUMN', statement: 'ALTER TABLE users DROP COLUMN age' },
  { title: 'DROP COLUMN with an index', statement: 'ALTER TABLE users DROP COLUMN email' },
  {
    title: 'DROP COLUMN with a foreign key',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE orders DROP COLUMN user_id',
  },
  {
    title: 'DROP COLUMN that a foreign key points at',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE users DROP COLUMN id',
  },
  {
    title: 'DROP COLUMN CASCADE that a foreign key points at',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE users DROP COLUMN id CASCADE',
  },
  { title: 'DROP COLUMN that a view reads', setup: VIEW, statement: 'ALTER TABLE users DROP COLUMN email' },
  {
    title: 'DROP COLUMN that a view filters by',
    setup: VIEW,
    statement: 'ALTER TABLE users DROP COLUMN age',
  },
  {
    title: 'DROP COLUMN CASCADE that a view reads',
    setup: `${VIEW} CREATE VIEW adult_ids AS SELECT id FROM adults;`,
    statement: 'ALTER TABLE users DROP COLUMN email CASCADE',
  },
  {
    title: 'DROP COLUMN that a view does not read',
    setup: VIEW,
    statement: 'ALTER TABLE users DROP COLUMN name',
  },
  {
    title: 'DROP COLUMN that SELECT * of a view holds',
    setup: 'CREATE VIEW everyone AS SELECT * FROM users;',
    statement: 'ALTER TABLE users DROP COLUMN name',
  },
  {
    title: 'DROP COLUMN added after the view',
    setup: 'CREATE VIEW everyone AS SELECT * FROM users; ALTER TABLE users ADD COLUMN late int;',
    statement: 'ALTER TABLE users DROP COLUMN late',
  },
  {
    title: 'DROP COLUMN that a generated column reads',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) STORED;',
    statement: 'ALTER TABLE users DROP COLUMN age',
  },
  {
    title: 'DROP COLUMN that a policy reads',
    setup: 'CREATE POLICY mine ON users USING (email = current_user);',
    statement: 'ALTER TABLE users DROP COLUMN email',
  },
  {
    title: 'DROP COLUMN that a trigger names',
    setup: TRIGGER,
    statement: 'ALTER TABLE users DROP COLUMN email',
  },
  {
    title: 'DROP COLUMN of the partition key',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events DROP COLUMN day',
  },
  {
    title: 'DROP COLUMN of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events DROP COLUMN kind',
  },
  {
    title: 'DROP COLUMN of a partition',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events_2024 DROP COLUMN kind',
  },
  { title: 'RENAME COLUMN', statement: 'ALTER TABLE users RENAME COLUMN email TO mail' },
  {
    title: 'RENAME COLUMN that a view reads',
    setup: VIEW,
    statement: 'ALTER TABLE users RENAME COLUMN email TO mail',
  },
  {
    title: 'RENAME COLUMN of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events RENAME COLUMN kind TO sort',
  },
  {
    title: 'RENAME COLUMN of a partition',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events_2024 RENAME COLUMN kind TO sort',
  },
  { title: 'SET DEFAULT', statement: 'ALTER TABLE users ALTER COLUMN age SET DEFAULT 1' },
  {
    title: 'SET DEFAULT that is volatile',
    statement: 'ALTER TABLE users ALTER COLUMN born SET DEFAULT clock_timestamp()',
  },
  { title: 'DROP DEFAULT', statement: 'ALTER TABLE orders ALTER COLUMN state DROP DEFAULT' },
  {
    title: 'SET NOT NULL',
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
    violating: 'INSERT INTO users VALUES (1, NULL);',
  },
  {
    title: 'SET NOT NULL of a primary key column',
    statement: 'ALTER TABLE users ALTER COLUMN id SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with a CHECK that is not valid',
    setup: NOT_NULL_CHECK,
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with a valid CHECK',
    setup: `${NOT_NULL_CHECK} ALTER TABLE users VALIDATE CONSTRAINT email_present;`,
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with a valid CHECK of more conditions',
    setup: "ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL AND email <> '');",
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with an OR in the CHECK',
    setup: 'ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL OR age = 1);',
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with a CHECK that implies it otherwise',
    setup: "ALTER TABLE users ADD CONSTRAINT c CHECK (email <> '');",
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ALTER COLUMN kind SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with children',
    setup: INHERITED,
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'SET NOT NULL with a NOT NULL that is not valid',
    setup: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID;',
    statement: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  },
  {
    title: 'DROP NOT NULL',
    setup: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
    statement: 'ALTER TABLE users ALTER COLUMN email DROP NOT NULL',
  },
  { title: 'DROP NOT NULL in a primary key', statement: 'ALTER TABLE users ALTER COLUMN id DROP NOT NULL' },
  {
    title: 'ADD IDENTITY',
    statement: 'ALTER TABLE users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY',
  },
  {
    title: 'ADD IDENTITY of a nullable column',
    statement: 'ALTER TABLE users ALTER COLUMN age ADD GENERATED BY DEFAULT AS IDENTITY',
  },
  {
    title: 'ADD IDENTITY of a column with a default',
    setup: 'ALTER TABLE users ALTER COLUMN id SET DEFAULT 1;',
    statement: 'ALTER TABLE users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY',
  },
  {
    title: 'DROP IDENTITY',
    setup: 'CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY);',
    statement: 'ALTER TABLE numbered ALTER COLUMN id DROP IDENTITY',
  },
  {
    title: 'DROP IDENTITY of an ordinary column',
    statement: 'ALTER TABLE users ALTER COLUMN id DROP IDENTITY',
  },
  {
    title: 'SET EXPRESSION of a stored column',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) STORED;',
    statement: 'ALTER TABLE users ALTER COLUMN older SET EXPRESSION AS (age + 2)',
  },
  {
    title: 'SET EXPRESSION of a virtual column',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) VIRTUAL;',
    statement: 'ALTER TABLE users ALTER COLUMN older SET EXPRESSION AS (age + 2)',
  },
  {
    title: 'SET EXPRESSION of an ordinary column',
    statement: 'ALTER TABLE users ALTER COLUMN age SET EXPRESSION AS (1)',
  },
  {
    title: 'DROP EXPRESSION',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) STORED;',
    statement: 'ALTER TABLE users ALTER COLUMN older DROP EXPRESSION',
  },
  {
    title: 'DROP EXPRESSION of a virtual column',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) VIRTUAL;',
    statement: 'ALTER TABLE users ALTER COLUMN older DROP EXPRESSION',
  },
  {
    title: 'DROP EXPRESSION of an ordinary column',
    statement: 'ALTER TABLE users ALTER COLUMN age DROP EXPRESSION',
  },
];

const TYPE_CHANGE: readonly Case[] = [
  { title: 'int to bigint', statement: 'ALTER TABLE users ALTER COLUMN age TYPE bigint' },
  {
    title: 'an indexed varchar to text',
    setup: 'CREATE INDEX ON users (name);',
    statement: 'ALTER TABLE users ALTER COLUMN name TYPE text',
  },
  { title: 'varchar wider', statement: 'ALTER TABLE users ALTER COLUMN name TYPE varchar(50)' },
  {
    title: 'varchar narrower',
    statement: 'ALTER TABLE users ALTER COLUMN name TYPE varchar(5)',
    violating: "INSERT INTO users VALUES (1, 'a', 1, 'a long name');",
  },
  {
    title: 'a checked column that keeps its rows',
    setup: "ALTER TABLE users ADD CHECK (name <> '');",
    statement: 'ALTER TABLE users ALTER COLUMN name TYPE text',
  },
  {
    title: 'a column of a foreign key',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE orders ALTER COLUMN user_id TYPE bigint',
  },
  {
    title: 'a column that a foreign key points at',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE users ALTER COLUMN id TYPE bigint',
  },
  {
    title: 'a column of a view',
    setup: VIEW,
    statement: 'ALTER TABLE users ALTER COLUMN email TYPE varchar(100)',
  },
  {
    title: 'a column of a materialized view',
    setup: MATERIALIZED,
    statement: 'ALTER TABLE orders ALTER COLUMN total TYPE numeric',
  },
  {
    title: 'a column of a generated column',
    setup: 'ALTER TABLE users ADD COLUMN older int GENERATED ALWAYS AS (age + 1) STORED;',
    statement: 'ALTER TABLE users ALTER COLUMN age TYPE bigint',
  },
  {
    title: 'a column of a policy',
    setup: 'CREATE POLICY mine ON users USING (email = current_user);',
    statement: 'ALTER TABLE users ALTER COLUMN email TYPE varchar(100)',
  },
  {
    title: 'a column of a trigger',
    setup: TRIGGER,
    statement: 'ALTER TABLE users ALTER COLUMN email TYPE varchar(100)',
  },
  {
    title: 'a column of the partition key',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ALTER COLUMN day TYPE timestamp',
  },
  {
    title: 'a column of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ALTER COLUMN id TYPE bigint',
  },
  {
    title: 'a column of a partition',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events_2024 ALTER COLUMN id TYPE bigint',
  },
  { title: 'USING that computes', statement: 'ALTER TABLE users ALTER COLUMN age TYPE int USING age + 1' },
  { title: 'USING the column itself', statement: 'ALTER TABLE users ALTER COLUMN name TYPE text USING name' },
  {
    title: 'USING a cast that changes nothing',
    statement: 'ALTER TABLE users ALTER COLUMN name TYPE text USING name::text',
  },
  {
    title: 'to a domain without constraints',
    setup: DOMAINS,
    statement: 'ALTER TABLE prices ALTER COLUMN words TYPE plain',
  },
  {
    title: 'to a domain with CHECK',
    setup: DOMAINS,
    statement: 'ALTER TABLE prices ALTER COLUMN raw TYPE positive',
    violating: 'INSERT INTO prices (id, raw) VALUES (1, 0);',
  },
  {
    title: 'from a domain to its type',
    setup: DOMAINS,
    statement: 'ALTER TABLE prices ALTER COLUMN amount TYPE int',
  },
  { title: 'a cast that Postgres has not', statement: 'ALTER TABLE users ALTER COLUMN email TYPE int' },
];

const CONSTRAINTS: readonly Case[] = [
  { title: 'a foreign key', statement: FOREIGN_KEY, violating: 'INSERT INTO orders VALUES (1, 1);' },
  {
    title: 'a foreign key NOT VALID',
    statement: 'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID',
  },
  {
    title: 'a foreign key NOT ENFORCED',
    statement:
      'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT ENFORCED',
  },
  {
    title: 'a foreign key to itself',
    statement: 'ALTER TABLE users ADD FOREIGN KEY (age) REFERENCES users (id)',
    violating: USER.replace('1,', '5,'),
  },
  {
    title: 'a foreign key to a column without a key',
    statement: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (age)',
  },
  {
    title: 'a foreign key to a unique index',
    setup: 'CREATE UNIQUE INDEX users_age_key ON users (age);',
    statement: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (age)',
  },
  {
    title: 'a foreign key to a partial unique index',
    setup: 'CREATE UNIQUE INDEX users_age_key ON users (age) WHERE age > 1;',
    statement: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (age)',
  },
  {
    title: 'a foreign key to a table without a primary key',
    setup: 'CREATE TABLE bare (id int);',
    statement: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES bare',
  },
  {
    title: 'a foreign key of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users (id)',
  },
  {
    title: 'a foreign key NOT VALID of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users (id) NOT VALID',
  },
  {
    title: 'a foreign key to a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day);`,
    statement: 'ALTER TABLE users ADD FOREIGN KEY (id, born) REFERENCES events (id, day)',
  },
  { title: 'CHECK', statement: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 17)', violating: USER },
  { title: 'CHECK NOT VALID', statement: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 17) NOT VALID' },
  {
    title: 'CHECK NOT ENFORCED',
    statement: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 17) NOT ENFORCED',
  },
  {
    title: 'CHECK of a partitioned table',
    setup: PARTITIONED,
    statement: "ALTER TABLE events ADD CHECK (kind <> '')",
  },
  { title: 'CHECK with children', setup: INHERITED, statement: "ALTER TABLE users ADD CHECK (name <> '')" },
  {
    title: 'CHECK NO INHERIT with children',
    setup: INHERITED,
    statement: "ALTER TABLE users ADD CHECK (name <> '') NO INHERIT",
  },
  { title: 'UNIQUE', statement: 'ALTER TABLE users ADD UNIQUE (email)', violating: TWO_USERS },
  {
    title: 'UNIQUE of a partitioned table alone',
    setup: PARTITIONED,
    statement: 'ALTER TABLE ONLY events ADD UNIQUE (id, day)',
  },
  {
    title: 'UNIQUE NULLS NOT DISTINCT',
    statement: 'ALTER TABLE users ADD UNIQUE NULLS NOT DISTINCT (email)',
  },
  {
    title: 'UNIQUE USING INDEX',
    setup: 'CREATE UNIQUE INDEX u ON users (email);',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX u',
  },
  {
    title: 'UNIQUE USING INDEX that is not unique',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX users_email_idx',
  },
  {
    title: 'UNIQUE USING INDEX that is partial',
    setup: 'CREATE UNIQUE INDEX u ON users (email) WHERE age > 1;',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX u',
  },
  {
    title: 'UNIQUE USING INDEX over an expression',
    setup: 'CREATE UNIQUE INDEX u ON users (lower(email));',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX u',
  },
  {
    title: 'UNIQUE USING INDEX of a constraint',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX users_pkey',
  },
  {
    title: 'UNIQUE USING INDEX of another table',
    statement: 'ALTER TABLE users ADD UNIQUE USING INDEX orders_pkey',
  },
  {
    title: 'UNIQUE without the partition key',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD UNIQUE (id)',
  },
  {
    title: 'UNIQUE with the partition key',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD UNIQUE (id, day)',
  },
  {
    title: 'UNIQUE over a partition key that is an expression',
    setup: 'CREATE TABLE logs (id int, day date) PARTITION BY RANGE ((day + 1));',
    statement: 'ALTER TABLE logs ADD UNIQUE (id, day)',
  },
  {
    title: 'UNIQUE USING INDEX of a partitioned table',
    setup: `${PARTITIONED} CREATE UNIQUE INDEX u ON events (id, day);`,
    statement: 'ALTER TABLE events ADD UNIQUE USING INDEX u',
  },
  {
    title: 'PRIMARY KEY',
    setup: 'CREATE TABLE bare (id int NOT NULL);',
    statement: 'ALTER TABLE bare ADD PRIMARY KEY (id)',
    violating: 'INSERT INTO bare VALUES (1), (1);',
  },
  {
    title: 'PRIMARY KEY of a nullable column',
    setup: 'CREATE TABLE bare (id int);',
    statement: 'ALTER TABLE bare ADD PRIMARY KEY (id)',
    violating: 'INSERT INTO bare VALUES (NULL);',
  },
  { title: 'a second PRIMARY KEY', statement: 'ALTER TABLE users ADD PRIMARY KEY (email)' },
  {
    title: 'PRIMARY KEY USING INDEX',
    setup: 'CREATE TABLE bare (id int NOT NULL); CREATE UNIQUE INDEX u ON bare (id);',
    statement: 'ALTER TABLE bare ADD PRIMARY KEY USING INDEX u',
  },
  {
    title: 'PRIMARY KEY USING INDEX of a nullable column',
    setup: 'CREATE TABLE bare (id int); CREATE UNIQUE INDEX u ON bare (id);',
    statement: 'ALTER TABLE bare ADD PRIMARY KEY USING INDEX u',
    violating: 'INSERT INTO bare VALUES (NULL);',
  },
  {
    title: 'PRIMARY KEY USING INDEX with a valid CHECK',
    setup: 'CREATE TABLE bare (id int CHECK (id IS NOT NULL)); CREATE UNIQUE INDEX u ON bare (id);',
    statement: 'ALTER TABLE bare ADD PRIMARY KEY USING INDEX u',
  },
  {
    title: 'EXCLUDE',
    statement: 'ALTER TABLE users ADD EXCLUDE USING btree (age WITH =)',
    violating: TWO_USERS,
  },
  {
    title: 'EXCLUDE of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD EXCLUDE USING btree (id WITH =)',
  },
  {
    title: 'NOT NULL as a constraint',
    statement: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email',
    violating: 'INSERT INTO users VALUES (1, NULL);',
  },
  { title: 'NOT NULL NOT VALID', statement: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID' },
  {
    title: 'VALIDATE a CHECK',
    setup: NOT_NULL_CHECK,
    statement: 'ALTER TABLE users VALIDATE CONSTRAINT email_present',
  },
  {
    title: 'VALIDATE a CHECK that is valid',
    statement: 'ALTER TABLE users VALIDATE CONSTRAINT users_age_check',
  },
  {
    title: 'VALIDATE a foreign key',
    setup: 'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    statement: 'ALTER TABLE orders VALIDATE CONSTRAINT fk',
  },
  {
    title: 'VALIDATE a NOT NULL',
    setup: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID;',
    statement: 'ALTER TABLE users VALIDATE CONSTRAINT n',
  },
  {
    title: 'VALIDATE a NOT NULL beside a valid CHECK',
    setup:
      'ALTER TABLE users ADD CHECK (email IS NOT NULL); ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID;',
    statement: 'ALTER TABLE users VALIDATE CONSTRAINT n',
  },
  {
    title: 'VALIDATE a CHECK of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0) NOT VALID;`,
    statement: 'ALTER TABLE events VALIDATE CONSTRAINT c',
  },
  { title: 'DROP a CHECK', statement: 'ALTER TABLE users DROP CONSTRAINT users_age_check' },
  {
    title: 'DROP a foreign key',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE orders DROP CONSTRAINT orders_user_fk',
  },
  { title: 'DROP a primary key', statement: 'ALTER TABLE users DROP CONSTRAINT users_pkey' },
  {
    title: 'DROP a primary key that a foreign key relies on',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE users DROP CONSTRAINT users_pkey',
  },
  {
    title: 'DROP a primary key CASCADE',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE',
  },
  { title: 'RENAME a constraint', statement: 'ALTER TABLE users RENAME CONSTRAINT users_age_check TO c' },
  { title: 'RENAME a primary key', statement: 'ALTER TABLE users RENAME CONSTRAINT users_pkey TO p' },
  {
    title: 'ALTER a foreign key to be deferrable',
    setup: FOREIGN_KEY,
    statement: 'ALTER TABLE orders ALTER CONSTRAINT orders_user_fk DEFERRABLE',
  },
];

const TABLES: readonly Case[] = [
  { title: 'CREATE TABLE', statement: 'CREATE TABLE posts (id int PRIMARY KEY)' },
  { title: 'CREATE TABLE IF NOT EXISTS', statement: 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY)' },
  {
    title: 'CREATE TABLE with a foreign key',
    statement: 'CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users)',
  },
  {
    title: 'CREATE TABLE with two foreign keys',
    statement:
      'CREATE TABLE posts (author int REFERENCES users, bill bigint, FOREIGN KEY (bill) REFERENCES orders (id))',
  },
  {
    title: 'CREATE TABLE with a foreign key to itself',
    statement: 'CREATE TABLE posts (id int PRIMARY KEY, parent int REFERENCES posts)',
  },
  { title: 'CREATE TABLE LIKE', statement: 'CREATE TABLE posts (LIKE users INCLUDING ALL)' },
  { title: 'CREATE TABLE AS', statement: 'CREATE TABLE posts AS SELECT * FROM users' },
  {
    title: 'CREATE TABLE AS WITH NO DATA',
    statement: 'CREATE TABLE posts AS SELECT * FROM users WITH NO DATA',
  },
  { title: 'CREATE TABLE INHERITS', statement: 'CREATE TABLE admins (level int) INHERITS (users)' },
  { title: 'CREATE TEMP TABLE', statement: 'CREATE TEMP TABLE scratch (id int)' },
  {
    title: 'CREATE TABLE with a virtual column',
    statement: 'CREATE TABLE posts (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL)',
  },
  {
    title: 'CREATE TABLE PARTITION BY',
    statement: 'CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day)',
  },
  {
    title: 'CREATE TABLE PARTITION BY with a key that lacks the partition key',
    statement: 'CREATE TABLE logs (id int PRIMARY KEY, day date) PARTITION BY RANGE (day)',
  },
  {
    title: 'CREATE TABLE PARTITION OF',
    setup: PARTITIONED,
    statement:
      "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  {
    title: 'CREATE TABLE PARTITION OF beside a default',
    setup: PARTITIONED + DEFAULT_PARTITION,
    statement:
      "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    violating: "INSERT INTO events VALUES (1, '2026-05-05');",
  },
  { title: 'CREATE TABLE PARTITION OF DEFAULT', setup: PARTITIONED, statement: DEFAULT_PARTITION },
  {
    title: 'CREATE TABLE PARTITION OF with a foreign key',
    setup: `${PARTITIONED} ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users;`,
    statement:
      "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  { title: 'DROP TABLE', statement: 'DROP TABLE orders' },
  { title: 'DROP TABLE with a foreign key', setup: FOREIGN_KEY, statement: 'DROP TABLE orders' },
  { title: 'DROP TABLE that a foreign key points at', setup: FOREIGN_KEY, statement: 'DROP TABLE users' },
  {
    title: 'DROP TABLE CASCADE that a foreign key points at',
    setup: FOREIGN_KEY,
    statement: 'DROP TABLE users CASCADE',
  },
  {
    title: 'DROP TABLE of both ends of a foreign key',
    setup: FOREIGN_KEY,
    statement: 'DROP TABLE users, orders',
  },
  { title: 'DROP TABLE that a view reads', setup: VIEW, statement: 'DROP TABLE users' },
  { title: 'DROP TABLE CASCADE that a view reads', setup: VIEW, statement: 'DROP TABLE users CASCADE' },
  { title: 'DROP TABLE of a partition', setup: PARTITIONED, statement: 'DROP TABLE events_2024' },
  {
    title: 'DROP TABLE of a partition beside a default',
    setup: PARTITIONED + DEFAULT_PARTITION,
    statement: 'DROP TABLE events_2024',
  },
  {
    title: 'DROP TABLE of the default partition',
    setup: PARTITIONED + DEFAULT_PARTITION,
    statement: 'DROP TABLE events_rest',
  },
  { title: 'DROP TABLE of a partitioned table', setup: PARTITIONED, statement: 'DROP TABLE events' },
  { title: 'DROP TABLE of a child', setup: INHERITED, statement: 'DROP TABLE admins' },
  { title: 'DROP TABLE with children', setup: INHERITED, statement: 'DROP TABLE users' },
  { title: 'DROP TABLE CASCADE with children', setup: INHERITED, statement: 'DROP TABLE users CASCADE' },
  { title: 'RENAME TO', statement: 'ALTER TABLE users RENAME TO people' },
  {
    title: 'RENAME TO of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events RENAME TO happenings',
  },
  {
    title: 'SET SCHEMA',
    setup: 'CREATE SCHEMA attic;',
    statement: 'ALTER TABLE users SET SCHEMA attic',
  },
  { title: 'OWNER TO', statement: 'ALTER TABLE users OWNER TO CURRENT_USER' },
  { title: 'SET UNLOGGED', statement: 'ALTER TABLE orders SET UNLOGGED' },
  {
    title: 'SET LOGGED',
    setup: 'CREATE UNLOGGED TABLE scratch (id int);',
    statement: 'ALTER TABLE scratch SET LOGGED',
  },
  { title: 'SET LOGGED of a logged table', statement: 'ALTER TABLE orders SET LOGGED' },
  { title: 'SET (fillfactor)', statement: 'ALTER TABLE users SET (fillfactor = 70)' },
  { title: 'SET (autovacuum_enabled)', statement: 'ALTER TABLE users SET (autovacuum_enabled = false)' },
  { title: 'RESET (fillfactor)', statement: 'ALTER TABLE users RESET (fillfactor)' },
  { title: 'SET STATISTICS', statement: 'ALTER TABLE users ALTER COLUMN email SET STATISTICS 500' },
  { title: 'SET STORAGE', statement: 'ALTER TABLE users ALTER COLUMN email SET STORAGE EXTERNAL' },
  { title: 'SET COMPRESSION', statement: 'ALTER TABLE users ALTER COLUMN email SET COMPRESSION pglz' },
  { title: 'SET (n_distinct)', statement: 'ALTER TABLE users ALTER COLUMN email SET (n_distinct = -1)' },
  {
    title: 'SET GENERATED',
    setup: 'CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY);',
    statement: 'ALTER TABLE numbered ALTER COLUMN id SET GENERATED BY DEFAULT',
  },
  { title: 'CLUSTER ON', statement: 'ALTER TABLE users CLUSTER ON users_email_idx' },
  { title: 'SET WITHOUT CLUSTER', statement: 'ALTER TABLE users SET WITHOUT CLUSTER' },
  { title: 'REPLICA IDENTITY FULL', statement: 'ALTER TABLE users REPLICA IDENTITY FULL' },
  { title: 'ENABLE ROW LEVEL SECURITY', statement: 'ALTER TABLE users ENABLE ROW LEVEL SECURITY' },
  { title: 'FORCE ROW LEVEL SECURITY', statement: 'ALTER TABLE users FORCE ROW LEVEL SECURITY' },
  { title: 'DISABLE TRIGGER', setup: TRIGGER, statement: 'ALTER TABLE users DISABLE TRIGGER users_touch' },
  { title: 'DISABLE TRIGGER ALL', setup: TRIGGER, statement: 'ALTER TABLE users DISABLE TRIGGER ALL' },
  {
    title: 'DISABLE RULE',
    setup: 'CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING;',
    statement: 'ALTER TABLE users DISABLE RULE quiet',
  },
  {
    title: 'INHERIT',
    setup: 'CREATE TABLE other (LIKE users INCLUDING ALL);',
    statement: 'ALTER TABLE other INHERIT users',
  },
  { title: 'NO INHERIT', setup: INHERITED, statement: 'ALTER TABLE admins NO INHERIT users' },
  {
    title: 'several subcommands',
    statement: "ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int, ALTER COLUMN email SET DEFAULT ''",
  },
  { title: 'COMMENT ON TABLE', statement: "COMMENT ON TABLE users IS 'people'" },
  { title: 'COMMENT ON COLUMN', statement: "COMMENT ON COLUMN users.email IS 'mail'" },
  { title: 'COMMENT ON CONSTRAINT', statement: "COMMENT ON CONSTRAINT users_pkey ON users IS 'key'" },
  { title: 'COMMENT ON INDEX', statement: "COMMENT ON INDEX users_email_idx IS 'key'" },
  { title: 'GRANT', statement: 'GRANT SELECT ON users TO PUBLIC' },
  { title: 'REVOKE', statement: 'REVOKE ALL ON users FROM PUBLIC' },
];

const PARTITIONS: readonly Case[] = [
  {
    title: 'ATTACH PARTITION',
    setup: `${PARTITIONED} CREATE TABLE next (LIKE events);`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    violating: "INSERT INTO next VALUES (1, '2020-01-01');",
  },
  {
    title: 'ATTACH PARTITION with a CHECK',
    setup: `${PARTITIONED} CREATE TABLE next (LIKE events, CHECK (day >= '2026-01-01' AND day < '2027-01-01'));`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  {
    title: 'ATTACH PARTITION with a CHECK that is not valid',
    setup: `${PARTITIONED} CREATE TABLE next (LIKE events); ALTER TABLE next ADD CHECK (day >= '2026-01-01' AND day < '2027-01-01') NOT VALID;`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  {
    title: 'ATTACH PARTITION beside a default',
    setup: `${PARTITIONED} ${DEFAULT_PARTITION} CREATE TABLE next (LIKE events);`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    violating: "INSERT INTO events VALUES (1, '2026-05-05');",
  },
  {
    title: 'ATTACH PARTITION DEFAULT',
    setup: `${PARTITIONED} CREATE TABLE next (LIKE events);`,
    statement: 'ALTER TABLE events ATTACH PARTITION next DEFAULT',
    violating: "INSERT INTO next VALUES (1, '2024-05-05');",
  },
  {
    title: 'ATTACH PARTITION with a foreign key',
    setup: `${PARTITIONED} ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users; CREATE TABLE next (LIKE events);`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  {
    title: 'ATTACH PARTITION that needs an index',
    setup: `${PARTITIONED} CREATE INDEX ON events (kind); CREATE TABLE next (LIKE events);`,
    statement: "ALTER TABLE events ATTACH PARTITION next FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  },
  {
    title: 'DETACH PARTITION',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024',
  },
  {
    title: 'DETACH PARTITION beside a default',
    setup: PARTITIONED + DEFAULT_PARTITION,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024',
  },
  {
    title: 'DETACH PARTITION with a foreign key',
    setup: `${PARTITIONED} ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users;`,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024',
  },
];

const MORE_PARTITIONS: readonly Case[] = [
  {
    title: 'DROP TRIGGER of a partitioned table',
    setup: `${PARTITIONED} ${FUNCTION} CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();`,
    statement: 'DROP TRIGGER t ON events',
  },
  {
    title: 'DISABLE TRIGGER of a partitioned table',
    setup: `${PARTITIONED} ${FUNCTION} CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();`,
    statement: 'ALTER TABLE events DISABLE TRIGGER t',
  },
  {
    title: 'CREATE POLICY on a partitioned table',
    setup: PARTITIONED,
    statement: 'CREATE POLICY p ON events USING (true)',
  },
  {
    title: 'ENABLE ROW LEVEL SECURITY of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ENABLE ROW LEVEL SECURITY',
  },
  {
    title: 'PRIMARY KEY of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ADD PRIMARY KEY (id, day)',
  },
  {
    title: 'PRIMARY KEY of nullable columns of a partitioned table',
    setup:
      'CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day); CREATE TABLE logs_old PARTITION OF logs DEFAULT;',
    statement: 'ALTER TABLE logs ADD PRIMARY KEY (id, day)',
  },
  {
    title: 'DROP a primary key of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT pk PRIMARY KEY (id, day);`,
    statement: 'ALTER TABLE events DROP CONSTRAINT pk',
  },
  {
    title: 'DROP a foreign key of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES users;`,
    statement: 'ALTER TABLE events DROP CONSTRAINT fk',
  },
  {
    title: 'DROP a foreign key to a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day); ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (id, born) REFERENCES events (id, day);`,
    statement: 'ALTER TABLE users DROP CONSTRAINT fk',
  },
  {
    title: 'DROP TABLE with a foreign key to a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day); CREATE TABLE visits (id int, day date, FOREIGN KEY (id, day) REFERENCES events (id, day));`,
    statement: 'DROP TABLE visits',
  },
  {
    title: 'CREATE TABLE with a foreign key to a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day);`,
    statement: 'CREATE TABLE visits (id int, day date, FOREIGN KEY (id, day) REFERENCES events (id, day))',
  },
  {
    title: 'DETACH PARTITION of a table that a foreign key points at',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day); ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (id, born) REFERENCES events (id, day);`,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024',
  },
  {
    title: 'DROP TABLE of a partition with a foreign key',
    setup: `${PARTITIONED} ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users;`,
    statement: 'DROP TABLE events_2024',
  },
  {
    title: 'DROP TABLE of a partition that a foreign key points at',
    setup: `${PARTITIONED} ALTER TABLE events ADD PRIMARY KEY (id, day); ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (id, born) REFERENCES events (id, day);`,
    statement: 'DROP TABLE events_2024',
  },
  {
    title: 'SET DEFAULT of a partitioned table',
    setup: PARTITIONED,
    statement: "ALTER TABLE events ALTER COLUMN kind SET DEFAULT 'a'",
  },
  {
    title: 'SET STATISTICS of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ALTER COLUMN kind SET STATISTICS 100',
  },
  {
    title: 'DROP NOT NULL of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events ALTER COLUMN id DROP NOT NULL',
  },
  {
    title: 'OWNER TO of a partitioned table',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events OWNER TO CURRENT_USER',
  },
  {
    title: 'SET SCHEMA of a partitioned table',
    setup: `${PARTITIONED} CREATE SCHEMA attic;`,
    statement: 'ALTER TABLE events SET SCHEMA attic',
  },
  {
    title: 'COMMENT ON a partitioned table',
    setup: PARTITIONED,
    statement: "COMMENT ON TABLE events IS 'e'",
  },
  {
    title: 'RENAME CONSTRAINT of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0);`,
    statement: 'ALTER TABLE events RENAME CONSTRAINT c TO d',
  },
  {
    title: 'DROP a CHECK of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0);`,
    statement: 'ALTER TABLE events DROP CONSTRAINT c',
  },
  {
    title: 'DROP a CHECK of a partition',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0);`,
    statement: 'ALTER TABLE events_2024 DROP CONSTRAINT c',
  },
  {
    title: 'CREATE INDEX of a partition',
    setup: PARTITIONED,
    statement: 'CREATE INDEX ON events_2024 (kind)',
  },
  {
    title: 'a foreign key of a partition',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events_2024 ADD FOREIGN KEY (id) REFERENCES users',
  },
  {
    title: 'VALIDATE a foreign key of a partitioned table',
    setup: `${PARTITIONED} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES users NOT VALID;`,
    statement: 'ALTER TABLE events VALIDATE CONSTRAINT fk',
  },
  { title: 'DELETE of a partitioned table', setup: PARTITIONED, statement: 'DELETE FROM events' },
  { title: 'SELECT from a partitioned table', setup: PARTITIONED, statement: 'SELECT * FROM events' },
];

const INDEXES: readonly Case[] = [
  { title: 'CREATE INDEX', statement: 'CREATE INDEX ON users (name)' },
  { title: 'CREATE UNIQUE INDEX', statement: 'CREATE UNIQUE INDEX ON users (email)', violating: TWO_USERS },
  {
    title: 'CREATE INDEX with an expression',
    statement: 'CREATE INDEX ON users (lower(email)) WHERE age > 18',
  },
  {
    title: 'CREATE INDEX IF NOT EXISTS of one that exists',
    statement: 'CREATE INDEX IF NOT EXISTS users_email_idx ON users (email)',
  },
  {
    title: 'CREATE INDEX NULLS NOT DISTINCT',
    statement: 'CREATE UNIQUE INDEX ON users (name) NULLS NOT DISTINCT',
  },
  {
    title: 'CREATE INDEX of a partitioned table',
    setup: PARTITIONED,
    statement: 'CREATE INDEX ON events (kind)',
  },
  {
    title: 'CREATE INDEX ON ONLY a partitioned table',
    setup: PARTITIONED,
    statement: 'CREATE INDEX ON ONLY events (kind)',
  },
  {
    title: 'CREATE UNIQUE INDEX without the partition key',
    setup: PARTITIONED,
    statement: 'CREATE UNIQUE INDEX ON events (id)',
  },
  {
    title: 'CREATE INDEX of a table with children',
    setup: INHERITED,
    statement: 'CREATE INDEX ON users (name)',
  },
  {
    title: 'CREATE INDEX of a materialized view',
    setup: MATERIALIZED,
    statement: 'CREATE INDEX ON totals (user_id)',
  },
  { title: 'CREATE INDEX of a view', setup: VIEW, statement: 'CREATE INDEX ON adults (id)' },
  { title: 'DROP INDEX', statement: 'DROP INDEX users_email_idx' },
  { title: 'DROP INDEX of a constraint', statement: 'DROP INDEX users_pkey' },
  {
    title: 'DROP INDEX that a foreign key relies on',
    setup:
      'CREATE UNIQUE INDEX u ON users (age); ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (age);',
    statement: 'DROP INDEX u',
  },
  {
    title: 'DROP INDEX of a partitioned table',
    setup: `${PARTITIONED} CREATE INDEX events_kind_idx ON events (kind);`,
    statement: 'DROP INDEX events_kind_idx',
  },
  {
    title: 'DROP INDEX of a partition that hangs on its parent',
    setup: `${PARTITIONED} CREATE INDEX events_kind_idx ON events (kind);`,
    statement: 'DROP INDEX events_2024_kind_idx',
  },
  { title: 'ALTER INDEX RENAME', statement: 'ALTER INDEX users_email_idx RENAME TO e' },
  { title: 'ALTER INDEX SET (fillfactor)', statement: 'ALTER INDEX users_email_idx SET (fillfactor = 80)' },
  {
    title: 'ALTER INDEX ATTACH PARTITION',
    setup: `${PARTITIONED} CREATE INDEX p ON ONLY events (kind); CREATE INDEX c ON events_2024 (kind);`,
    statement: 'ALTER INDEX p ATTACH PARTITION c',
  },
  { title: 'REINDEX INDEX', statement: 'REINDEX INDEX users_email_idx' },
  { title: 'REINDEX TABLE', statement: 'REINDEX TABLE users' },
  {
    title: 'REINDEX TABLE without indexes',
    setup: 'CREATE TABLE bare (id int);',
    statement: 'REINDEX TABLE bare',
  },
  { title: 'CLUSTER', statement: 'CLUSTER users USING users_email_idx' },
  { title: 'ANALYZE', statement: 'ANALYZE users' },
  { title: 'ANALYZE of a partitioned table', setup: PARTITIONED, statement: 'ANALYZE events' },
];

const OBJECTS: readonly Case[] = [
  { title: 'CREATE VIEW', statement: VIEW },
  {
    title: 'CREATE OR REPLACE VIEW of one that exists',
    setup: VIEW,
    statement: 'CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age > 20',
  },
  { title: 'DROP VIEW', setup: VIEW, statement: 'DROP VIEW adults' },
  {
    title: 'DROP VIEW with a view on top',
    setup: `${VIEW} CREATE VIEW ids AS SELECT id FROM adults;`,
    statement: 'DROP VIEW adults',
  },
  {
    title: 'DROP VIEW CASCADE with a view on top',
    setup: `${VIEW} CREATE VIEW ids AS SELECT id FROM adults;`,
    statement: 'DROP VIEW adults CASCADE',
  },
  { title: 'ALTER VIEW RENAME', setup: VIEW, statement: 'ALTER VIEW adults RENAME TO grown' },
  { title: 'CREATE MATERIALIZED VIEW', statement: MATERIALIZED },
  {
    title: 'CREATE MATERIALIZED VIEW WITH NO DATA',
    statement: 'CREATE MATERIALIZED VIEW totals AS SELECT user_id FROM orders WITH NO DATA',
  },
  { title: 'REFRESH MATERIALIZED VIEW', setup: MATERIALIZED, statement: 'REFRESH MATERIALIZED VIEW totals' },
  {
    title: 'REFRESH MATERIALIZED VIEW WITH NO DATA',
    setup: MATERIALIZED,
    statement: 'REFRESH MATERIALIZED VIEW totals WITH NO DATA',
  },
  {
    title: 'REFRESH CONCURRENTLY',
    setup: `${MATERIALIZED} CREATE UNIQUE INDEX ON totals (user_id);`,
    statement: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
  },
  {
    title: 'REFRESH CONCURRENTLY without a unique index',
    setup: MATERIALIZED,
    statement: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
  },
  {
    title: 'REFRESH CONCURRENTLY with a partial unique index',
    setup: `${MATERIALIZED} CREATE UNIQUE INDEX ON totals (user_id) WHERE user_id > 0;`,
    statement: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
  },
  { title: 'DROP MATERIALIZED VIEW', setup: MATERIALIZED, statement: 'DROP MATERIALIZED VIEW totals' },
  { title: 'CREATE TYPE', statement: "CREATE TYPE mood AS ENUM ('a')" },
  {
    title: 'ADD VALUE',
    setup: "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE m (m mood);",
    statement: "ALTER TYPE mood ADD VALUE 'b'",
  },
  {
    title: 'ADD VALUE that exists',
    setup: "CREATE TYPE mood AS ENUM ('a');",
    statement: "ALTER TYPE mood ADD VALUE 'a'",
  },
  {
    title: 'ADD VALUE IF NOT EXISTS that exists',
    setup: "CREATE TYPE mood AS ENUM ('a');",
    statement: "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a'",
  },
  {
    title: 'RENAME VALUE',
    setup: "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE m (m mood);",
    statement: "ALTER TYPE mood RENAME VALUE 'a' TO 'b'",
  },
  { title: 'DROP TYPE', setup: "CREATE TYPE mood AS ENUM ('a');", statement: 'DROP TYPE mood' },
  {
    title: 'DROP TYPE in use',
    setup: "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE m (m mood);",
    statement: 'DROP TYPE mood',
  },
  {
    title: 'DROP TYPE CASCADE in use',
    setup: "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE m (m mood);",
    statement: 'DROP TYPE mood CASCADE',
  },
  { title: 'DROP DOMAIN in use', setup: DOMAINS, statement: 'DROP DOMAIN positive' },
  {
    title: 'ALTER DOMAIN ADD CHECK',
    setup: DOMAINS,
    statement: 'ALTER DOMAIN positive ADD CHECK (VALUE < 100)',
    violating: 'INSERT INTO prices VALUES (1, 200);',
  },
  {
    title: 'ALTER DOMAIN ADD CHECK NOT VALID',
    setup: DOMAINS,
    statement: 'ALTER DOMAIN positive ADD CHECK (VALUE < 100) NOT VALID',
  },
  {
    title: 'ALTER DOMAIN VALIDATE',
    setup: `${DOMAINS} ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID;`,
    statement: 'ALTER DOMAIN positive VALIDATE CONSTRAINT small',
  },
  {
    title: 'ALTER DOMAIN SET NOT NULL',
    setup: DOMAINS,
    statement: 'ALTER DOMAIN positive SET NOT NULL',
    violating: 'INSERT INTO prices VALUES (1, NULL);',
  },
  { title: 'ALTER DOMAIN DROP NOT NULL', setup: DOMAINS, statement: 'ALTER DOMAIN present DROP NOT NULL' },
  { title: 'ALTER DOMAIN SET DEFAULT', setup: DOMAINS, statement: 'ALTER DOMAIN positive SET DEFAULT 1' },
  {
    title: 'ALTER DOMAIN DROP CONSTRAINT',
    setup: DOMAINS,
    statement: 'ALTER DOMAIN positive DROP CONSTRAINT positive_check',
  },
  { title: 'CREATE FUNCTION', statement: FUNCTION },
  {
    title: 'CREATE TRIGGER',
    setup: FUNCTION,
    statement: 'CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()',
  },
  {
    title: 'CREATE TRIGGER of a partitioned table',
    setup: PARTITIONED + FUNCTION,
    statement: 'CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch()',
  },
  {
    title: 'CREATE TRIGGER for each statement of a partitioned table',
    setup: PARTITIONED + FUNCTION,
    statement: 'CREATE TRIGGER t AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION touch()',
  },
  {
    title: 'CREATE TRIGGER that exists',
    setup: TRIGGER,
    statement: 'CREATE TRIGGER users_touch BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()',
  },
  {
    title: 'CREATE OR REPLACE TRIGGER',
    setup: TRIGGER,
    statement:
      'CREATE OR REPLACE TRIGGER users_touch BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()',
  },
  { title: 'DROP TRIGGER', setup: TRIGGER, statement: 'DROP TRIGGER users_touch ON users' },
  {
    title: 'ALTER TRIGGER RENAME',
    setup: TRIGGER,
    statement: 'ALTER TRIGGER users_touch ON users RENAME TO t',
  },
  { title: 'DROP FUNCTION of a trigger', setup: TRIGGER, statement: 'DROP FUNCTION touch()' },
  { title: 'DROP FUNCTION CASCADE of a trigger', setup: TRIGGER, statement: 'DROP FUNCTION touch() CASCADE' },
  { title: 'CREATE POLICY', statement: 'CREATE POLICY p ON users USING (true)' },
  {
    title: 'ALTER POLICY',
    setup: 'CREATE POLICY p ON users USING (true);',
    statement: 'ALTER POLICY p ON users USING (false)',
  },
  {
    title: 'DROP POLICY',
    setup: 'CREATE POLICY p ON users USING (true);',
    statement: 'DROP POLICY p ON users',
  },
  { title: 'CREATE RULE', statement: 'CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING' },
  {
    title: 'DROP RULE',
    setup: 'CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING;',
    statement: 'DROP RULE quiet ON users',
  },
  { title: 'CREATE STATISTICS', statement: 'CREATE STATISTICS s ON email, age FROM users' },
  { title: 'CREATE SEQUENCE', statement: 'CREATE SEQUENCE numbers' },
  { title: 'CREATE SEQUENCE OWNED BY', statement: 'CREATE SEQUENCE numbers OWNED BY users.id' },
  {
    title: 'ALTER SEQUENCE',
    setup: 'CREATE SEQUENCE numbers;',
    statement: 'ALTER SEQUENCE numbers CACHE 10',
  },
  {
    title: 'ALTER SEQUENCE RESTART',
    setup: 'CREATE SEQUENCE numbers;',
    statement: 'ALTER SEQUENCE numbers RESTART',
  },
  {
    title: 'ALTER SEQUENCE OWNED BY',
    setup: 'CREATE SEQUENCE numbers;',
    statement: 'ALTER SEQUENCE numbers OWNED BY users.id',
  },
  { title: 'DROP SEQUENCE', setup: 'CREATE SEQUENCE numbers;', statement: 'DROP SEQUENCE numbers' },
  {
    title: 'DROP SEQUENCE of a default',
    setup: 'CREATE TABLE numbered (id serial);',
    statement: 'DROP SEQUENCE numbered_id_seq',
  },
  { title: 'CREATE SCHEMA', statement: 'CREATE SCHEMA cellar' },
  {
    title: 'DROP SCHEMA that holds tables',
    setup: 'CREATE SCHEMA attic; CREATE TABLE attic.box (id int);',
    statement: 'DROP SCHEMA attic',
  },
  {
    title: 'DROP SCHEMA CASCADE',
    setup: 'CREATE SCHEMA attic; CREATE TABLE attic.box (id int);',
    statement: 'DROP SCHEMA attic CASCADE',
  },
];

const DATA: readonly Case[] = [
  { title: 'INSERT', statement: 'INSERT INTO users (id) VALUES (1)' },
  { title: 'INSERT SELECT', statement: 'INSERT INTO users (id) SELECT id FROM orders' },
  {
    title: 'INSERT into a table with a foreign key',
    setup: `${FOREIGN_KEY} ${USER}`,
    statement: 'INSERT INTO orders (id, user_id) VALUES (1, 1)',
  },
  { title: 'UPDATE', statement: 'UPDATE users SET age = 1' },
  { title: 'UPDATE FROM', statement: 'UPDATE users SET age = 1 FROM orders WHERE user_id = users.id' },
  { title: 'UPDATE of a partitioned table', setup: PARTITIONED, statement: 'UPDATE events SET id = 1' },
  { title: 'DELETE', statement: 'DELETE FROM users' },
  { title: 'DELETE USING', statement: 'DELETE FROM users USING orders WHERE user_id = users.id' },
  {
    title: 'MERGE',
    statement: 'MERGE INTO users USING orders ON users.id = user_id WHEN MATCHED THEN DELETE',
  },
  { title: 'TRUNCATE', statement: 'TRUNCATE orders' },
  {
    title: 'TRUNCATE of a table that a foreign key points at',
    setup: FOREIGN_KEY,
    statement: 'TRUNCATE users',
  },
  { title: 'TRUNCATE CASCADE', setup: FOREIGN_KEY, statement: 'TRUNCATE users CASCADE' },
  {
    title: 'TRUNCATE of both ends of a foreign key',
    setup: FOREIGN_KEY,
    statement: 'TRUNCATE users, orders',
  },
  { title: 'TRUNCATE of a partitioned table', setup: PARTITIONED, statement: 'TRUNCATE events' },
  { title: 'SELECT', statement: 'SELECT * FROM users JOIN orders ON user_id = users.id' },
  { title: 'SELECT FOR UPDATE', statement: 'SELECT * FROM users FOR UPDATE' },
  { title: 'SELECT FOR KEY SHARE', statement: 'SELECT * FROM users FOR KEY SHARE' },
  { title: 'SELECT from a view', setup: VIEW, statement: 'SELECT * FROM adults' },
  { title: 'LOCK TABLE', statement: 'LOCK TABLE users' },
  { title: 'LOCK TABLE IN SHARE MODE', statement: 'LOCK TABLE users IN SHARE MODE' },
  {
    title: 'LOCK TABLE of a partitioned table',
    setup: PARTITIONED,
    statement: 'LOCK TABLE events IN EXCLUSIVE MODE',
  },
  { title: 'LOCK TABLE of a view', setup: VIEW, statement: 'LOCK TABLE adults IN SHARE MODE' },
  { title: 'a DO block that changes nothing', statement: 'DO $$ BEGIN END $$' },
  { title: 'SET', statement: "SET LOCAL lock_timeout = '1s'" },
];

/** Names that are taken, and names that nothing has. */
const PRESENCE: readonly Case[] = [
  { title: 'a table that is there', statement: 'CREATE TABLE users (id int)' },
  { title: 'a table of the name of an index', statement: 'CREATE TABLE users_email_idx (id int)' },
  { title: 'a table that is there, IF NOT EXISTS', statement: 'CREATE TABLE IF NOT EXISTS users (id int)' },
  { title: 'a temporary table of the name of another', statement: 'CREATE TEMP TABLE users (id int)' },
  { title: 'a column that is named twice', statement: 'CREATE TABLE pages (id int, id text)' },
  { title: 'a table renamed to one that is there', statement: 'ALTER TABLE users RENAME TO orders' },
  { title: 'a view of the name of a table', statement: 'CREATE VIEW users AS SELECT 1 AS one' },
  { title: 'a view that is there', setup: VIEW, statement: 'CREATE VIEW adults AS SELECT 1 AS one' },
  { title: 'a sequence of the name of a table', statement: 'CREATE SEQUENCE users' },
  { title: 'an index that is there', statement: 'CREATE INDEX users_email_idx ON users (name)' },
  { title: 'an index of the name of a table', statement: 'CREATE INDEX orders ON users (name)' },
  {
    title: 'an index that is there, IF NOT EXISTS',
    statement: 'CREATE INDEX IF NOT EXISTS users_email_idx ON users (name)',
  },
  {
    title: 'a type that is there',
    setup: "CREATE TYPE mood AS ENUM ('a');",
    statement: "CREATE TYPE mood AS ENUM ('b')",
  },
  { title: 'a column that is there', statement: 'ALTER TABLE users ADD COLUMN email text' },
  {
    title: 'a column that is there, IF NOT EXISTS',
    statement: 'ALTER TABLE users ADD COLUMN IF NOT EXISTS email text',
  },
  {
    title: 'a column dropped and added',
    statement: 'ALTER TABLE users DROP COLUMN email, ADD COLUMN email int',
  },
  { title: 'a column renamed to one that is there', statement: 'ALTER TABLE users RENAME email TO name' },
  {
    title: 'a column to rename that is not there',
    statement: 'ALTER TABLE users RENAME nothing TO something',
  },
  { title: 'a column to drop that is not there', statement: 'ALTER TABLE users DROP COLUMN nothing' },
  {
    title: 'a column to drop that is not there, IF EXISTS',
    statement: 'ALTER TABLE users DROP COLUMN IF EXISTS nothing',
  },
  { title: 'NOT NULL without the column', statement: 'ALTER TABLE users ALTER COLUMN nothing SET NOT NULL' },
  {
    title: 'DROP NOT NULL without the column',
    statement: 'ALTER TABLE users ALTER COLUMN nothing DROP NOT NULL',
  },
  {
    title: 'a default without the column',
    statement: 'ALTER TABLE users ALTER COLUMN nothing SET DEFAULT 1',
  },
  { title: 'a type without the column', statement: 'ALTER TABLE users ALTER COLUMN nothing TYPE text' },
  {
    title: 'a constraint that is there',
    statement: 'ALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age > 1)',
  },
  {
    title: 'a key of the name of an index',
    statement: 'ALTER TABLE users ADD CONSTRAINT users_email_idx UNIQUE (name)',
  },
  {
    title: 'a foreign key that is there',
    setup: FOREIGN_KEY,
    statement: FOREIGN_KEY.replace(/;$/, ''),
  },
  {
    title: 'a key without its column',
    statement: 'ALTER TABLE users ADD CONSTRAINT users_key UNIQUE (nothing)',
  },
  {
    title: 'a foreign key without its column',
    statement: 'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (nothing) REFERENCES users (id)',
  },
  {
    title: 'a check without its column',
    statement: 'ALTER TABLE users ADD CONSTRAINT c CHECK (nothing > 0)',
  },
  { title: 'an index without its column', statement: 'CREATE INDEX i ON users (nothing)' },
  {
    title: 'an index of an expression without its column',
    statement: 'CREATE INDEX i ON users (lower(nothing))',
  },
  { title: 'a constraint to drop that is not there', statement: 'ALTER TABLE users DROP CONSTRAINT nothing' },
  {
    title: 'a constraint to drop that is not there, IF EXISTS',
    statement: 'ALTER TABLE users DROP CONSTRAINT IF EXISTS nothing',
  },
  {
    title: 'a constraint to validate that is not there',
    statement: 'ALTER TABLE users VALIDATE CONSTRAINT nothing',
  },
  {
    title: 'INSERT into a column that is not there',
    statement: 'INSERT INTO users (id, nothing) VALUES (1, 2)',
  },
  { title: 'UPDATE of a column that is not there', statement: 'UPDATE users SET nothing = 1' },
];

/** ALTER TABLE ONLY, of a partitioned table and of one that others inherit from. */
const ONLY: readonly Case[] = [
  'ADD COLUMN c int',
  'DROP COLUMN kind',
  'ALTER COLUMN kind SET NOT NULL',
  'ALTER COLUMN id SET NOT NULL',
  'ALTER COLUMN kind DROP NOT NULL',
  "ALTER COLUMN kind SET DEFAULT 'x'",
  'ALTER COLUMN kind DROP DEFAULT',
  'ALTER COLUMN kind TYPE varchar',
].flatMap((command) => [
  { title: `partitioned: ${command}`, setup: PARTITIONED, statement: `ALTER TABLE ONLY events ${command}` },
  {
    title: `inherited: ${command}`,
    setup: `CREATE TABLE events (id int NOT NULL, kind text); CREATE TABLE alarms (level int) INHERITS (events);`,
    statement: `ALTER TABLE ONLY events ${command}`,
  },
]);

/** By the kind of thing that the statements change. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  'ADD COLUMN': ADD_COLUMN,
  'other changes of a column': OTHER_COLUMN,
  'ALTER COLUMN TYPE': TYPE_CHANGE,
  constraints: CONSTRAINTS,
  tables: TABLES,
  partitions: PARTITIONS,
  'partitioned tables': MORE_PARTITIONS,
  indexes: INDEXES,
  'other objects': OBJECTS,
  data: DATA,
  'names that are taken or missing': PRESENCE,
  'ALTER TABLE ONLY': ONLY,
};

export interface ForbiddenCase extends Case {
  /** It needs more than one process or database. */
  readonly needsServer?: true;
}

const PARTITIONED_INDEX = `${PARTITIONED} CREATE INDEX events_kind_idx ON events (kind);`;

/** What each of these does outside of a transaction is its `failure`, or success. */
export const FORBIDDEN_IN_TRANSACTIONS: readonly ForbiddenCase[] = [
  { title: 'CREATE INDEX CONCURRENTLY', statement: 'CREATE INDEX CONCURRENTLY ON users (name)' },
  {
    title: 'CREATE INDEX CONCURRENTLY of a partitioned table',
    setup: PARTITIONED,
    statement: 'CREATE INDEX CONCURRENTLY ON events (kind)',
  },
  {
    title: 'CREATE INDEX CONCURRENTLY ON ONLY a partitioned table',
    setup: PARTITIONED,
    statement: 'CREATE INDEX CONCURRENTLY ON ONLY events (kind)',
  },
  {
    title: 'CREATE INDEX CONCURRENTLY of a partition',
    setup: PARTITIONED,
    statement: 'CREATE INDEX CONCURRENTLY ON events_2024 (kind)',
  },
  { title: 'DROP INDEX CONCURRENTLY', statement: 'DROP INDEX CONCURRENTLY users_email_idx' },
  { title: 'DROP INDEX CONCURRENTLY of a constraint', statement: 'DROP INDEX CONCURRENTLY users_pkey' },
  {
    title: 'DROP INDEX CONCURRENTLY of several',
    setup: 'CREATE INDEX n ON users (name);',
    statement: 'DROP INDEX CONCURRENTLY users_email_idx, n',
  },
  { title: 'DROP INDEX CONCURRENTLY CASCADE', statement: 'DROP INDEX CONCURRENTLY users_email_idx CASCADE' },
  {
    title: 'DROP INDEX CONCURRENTLY of a partitioned table',
    setup: PARTITIONED_INDEX,
    statement: 'DROP INDEX CONCURRENTLY events_kind_idx',
  },
  { title: 'REINDEX INDEX CONCURRENTLY', statement: 'REINDEX INDEX CONCURRENTLY users_email_idx' },
  { title: 'REINDEX TABLE CONCURRENTLY', statement: 'REINDEX TABLE CONCURRENTLY users' },
  { title: 'REINDEX (CONCURRENTLY)', statement: 'REINDEX (CONCURRENTLY) TABLE users' },
  {
    title: 'REINDEX TABLE of a partitioned table',
    setup: PARTITIONED_INDEX,
    statement: 'REINDEX TABLE events',
  },
  {
    title: 'REINDEX INDEX of a partitioned table',
    setup: PARTITIONED_INDEX,
    statement: 'REINDEX INDEX events_kind_idx',
  },
  { title: 'REINDEX SCHEMA', statement: 'REINDEX SCHEMA public' },
  { title: 'REINDEX SCHEMA CONCURRENTLY', statement: 'REINDEX SCHEMA CONCURRENTLY public' },
  { title: 'REINDEX DATABASE', statement: 'REINDEX DATABASE' },
  { title: 'REINDEX SYSTEM', statement: 'REINDEX SYSTEM' },
  { title: 'CLUSTER without a table', statement: 'CLUSTER' },
  {
    title: 'CLUSTER of a partitioned table',
    setup: PARTITIONED_INDEX,
    statement: 'CLUSTER events USING events_kind_idx',
  },
  { title: 'VACUUM', statement: 'VACUUM users' },
  { title: 'VACUUM without a table', statement: 'VACUUM' },
  { title: 'VACUUM FULL', statement: 'VACUUM FULL users' },
  { title: 'VACUUM (FULL false)', statement: 'VACUUM (FULL false) users' },
  {
    title: 'DETACH PARTITION CONCURRENTLY',
    setup: PARTITIONED,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY',
  },
  {
    title: 'DETACH PARTITION CONCURRENTLY beside a default',
    setup: PARTITIONED + DEFAULT_PARTITION,
    statement: 'ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY',
  },
  { title: 'CREATE DATABASE', statement: 'CREATE DATABASE other', needsServer: true },
  { title: 'DROP DATABASE', statement: 'DROP DATABASE other', needsServer: true },
  {
    title: 'ALTER DATABASE SET TABLESPACE',
    statement: 'ALTER DATABASE other SET TABLESPACE pg_default',
    needsServer: true,
  },
  { title: 'CREATE TABLESPACE', statement: "CREATE TABLESPACE fast LOCATION '/fast'", needsServer: true },
  { title: 'DROP TABLESPACE', statement: 'DROP TABLESPACE fast', needsServer: true },
  { title: 'ALTER SYSTEM', statement: 'ALTER SYSTEM SET work_mem = 1000', needsServer: true },
  {
    title: 'CREATE SUBSCRIPTION',
    statement: "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p",
    needsServer: true,
  },
  { title: 'COMMIT PREPARED', statement: "COMMIT PREPARED 'x'", needsServer: true },
];
