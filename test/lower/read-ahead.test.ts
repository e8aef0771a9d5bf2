import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';

import { beforeAll, describe, expect, it } from 'vitest';

import { lint, RULES, type RuleSetting } from '../../src/lint.ts';
import { Claims } from '../../src/lower/claims.ts';
import { loadScripts, lower, worthReadingAhead } from '../../src/lower/lower.ts';
import { readAhead } from '../../src/lower/read-ahead.ts';
import type { Start } from '../../src/lower/read-ahead-thread.ts';
import type { HandedOver, Lowered, Work } from '../../src/lower/reader.ts';
import type { Migration } from '../../src/migration.ts';
import type { Source } from '../../src/operation.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { isScript } from '../../src/script-file.ts';
import { readFixtures } from '../support/fixture.ts';
import { CLI } from '../support/gate.ts';
import { historyOf as historyOfFixture } from '../support/lint-fixture.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';
import { createProject, ddlint } from '../support/project.ts';

/** Says with 1 that the plugin, as it was built, had nothing to report. */
const ESLINT = path.join(import.meta.dirname, '../support/eslint-process.mjs');
const THREAD = path.join(import.meta.dirname, '../../dist/chunks/read-ahead-thread.cjs');

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

const EVERY_RULE: ReadonlyMap<string, RuleSetting> = new Map(
  [...RULES.keys()].map((id) => [id, { severity: 'error', options: {} }]),
);

const ALL = { withScripts: true };

/** As it comes from another thread. */
function handedOver(migration: Migration): Source {
  return JSON.parse(JSON.stringify(lower(migration))) as Source;
}

describe('what a second thread has read', () => {
  it.each([...RULES.keys()])('is judged as what the first one has read, by %s', (id) => {
    for (const fixture of readFixtures(id)) {
      const settings = {
        postgres: 14,
        rulesFor: () => EVERY_RULE,
        together: fixture.together,
        connection: { lockTimeout: undefined, statementTimeout: undefined },
        requireReason: false,
      } as const;
      const history = historyOfFixture(fixture);
      const { findings, coverage } = lint([history], { ...settings, read: handedOver });
      const expected = lint([history], settings);
      expect(findings).toEqual(expected.findings);
      expect(coverage).toEqual(expected.coverage);
    }
  });
});

/** So many migrations, each of which makes a table. */
function tables(count: number): readonly Migration[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index.toString().padStart(5, '0');
    const text = `CREATE TABLE "Größe_${number}" (id int);\n-- ${'why '.repeat(400)}\n`;
    return migrationOf(text, { file: `migrations/${number}.sql` });
  });
}

const SCRIPT = migrationOf(
  "// Größe\nexports.up = (knex) => knex.schema.createTable('parts', (table) => { table.increments(); });\n",
  { file: 'migrations/1_parts.js', tool: 'knex' },
);

function toBeRead(migration: Migration): Work['migrations'][number] {
  const { text, span, placeholders } = migration;
  return isScript(migration.file) ? migration : { text, span, placeholders };
}

function nextOf(port: MessagePort): Lowered | undefined {
  return (receiveMessageOnPort(port) as { readonly message: Lowered } | undefined)?.message;
}

describe('the second thread', () => {
  it.each([5, 29])(
    'waits for work, reads from where it is told to up to what is claimed, and hands over what `lower` gives: %s migrations',
    async (count) => {
      // The last one that is read is a script, which is handed over with what its comments say.
      const all = tables(30).map((migration, place) => (place === count - 1 ? SCRIPT : migration));
      const claims = Claims.of(all.length);
      claims.claim(count);
      const { port1, port2 } = new MessageChannel();
      const workerData: Start = { port: port2, isTuning: false };
      const worker = new Worker(THREAD, { workerData, transferList: [port2] });
      port1.postMessage({ migrations: all.map(toBeRead), first: 2, claims: claims.shared } satisfies Work);
      await once(worker, 'exit');

      expect(all.map((_, place) => claims.isSettled(place))).toEqual(
        all.map((_, place) => place >= 2 && place < count),
      );
      const received: HandedOver[] = [];
      for (let message = nextOf(port1); message !== undefined; message = nextOf(port1)) {
        expect(message.first).toBe(received.length + 2);
        received.push(...(JSON.parse(message.sources) as readonly HandedOver[]));
      }
      expect(received).toEqual(
        all
          .slice(2, count)
          .map(lower)
          .map((source, index) =>
            index === count - 3 ? source : { ...source, comments: source.comments.map(({ span }) => span) },
          ),
      );
      port1.close();
    },
  );

  it('is started for a history that is long, as far as that is replayed', () => {
    const long = tables(300);
    const isNew = (last: number) => long.map((migration, place) => ({ ...migration, isNew: place === last }));
    expect(worthReadingAhead([historyOf(long)], ALL)).toEqual(long);
    expect(worthReadingAhead([historyOf(long.slice(0, 100))], ALL)).toEqual([]);
    expect(worthReadingAhead([historyOf(isNew(260))], ALL)).toHaveLength(261);
    expect(worthReadingAhead([historyOf(isNew(-1))], ALL)).toEqual([]);
    const scripts = long.slice(0, 100).map((migration) => ({ ...migration, file: `${migration.file}.ts` }));
    expect(worthReadingAhead([historyOf(scripts)], ALL)).toEqual(scripts);
    expect(worthReadingAhead([historyOf(scripts)], { withScripts: false })).toEqual([]);
  });

  it('changes nothing of what the command line says', async () => {
    const files = tables(300).map(({ file, text }) => [file, `${text}DROP TABLE "Größe_00000";\n`] as const);
    const cwd = createProject(Object.fromEntries(files));
    const argv = ['--format', 'json', '--fail-on', 'never'];
    const built = spawnSync(process.execPath, [CLI, ...argv], { cwd, encoding: 'utf8' });
    // Beside the source there is no file that the thread could run.
    const { stdout } = await ddlint(cwd, argv);
    expect(JSON.parse(built.stdout)).toEqual(JSON.parse(stdout));
  });

  it('serves ESLint, which cannot wait for one', () => {
    const cwd = createProject(Object.fromEntries(tables(300).map(({ file, text }) => [file, text])));
    const { status, stderr } = spawnSync(process.execPath, [ESLINT, cwd, 'with', '2'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is done without where it does not come', () => {
    const all = tables(300);
    const read = readAhead(all) ?? lower;
    expect(all.map(read)).toEqual(all.map(lower));
    const other = migrationOf('SELECT 1;');
    expect(read(other)).toEqual(lower(other));
  });
});

describe('a migration', () => {
  it('is claimed once, and waited for until it is settled', () => {
    const claims = Claims.of(2);
    expect([claims.claim(0), claims.claim(0)]).toEqual([true, false]);
    claims.wait(0, 1);
    expect(claims.isSettled(0)).toBe(false);
    claims.settle(0, false);
    claims.wait(0, 60_000);
    claims.wait(1, 60_000);
    expect([claims.isSettled(0), claims.isSettled(1)]).toEqual([true, false]);
  });
});
