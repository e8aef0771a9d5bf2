import type { Recorder } from '../recorder.ts';
import { NOWHERE, hostValue, objectValue, type Host, type Value } from '../value.ts';
import { Connection, Tag } from './connection.ts';

/** Drivers whose package or class makes a client. */
const DRIVERS =
  /^(?:pg|pg-pool|pg-promise|pg-native|@neondatabase\/serverless|@vercel\/postgres|@electric-sql\/pglite)$/;
/** Packages whose `sql` makes a query that something else sends. */
const TAGS =
  /^(?:sql-template-strings|sql-template-tag|@databases\/sql|squid\/pg|drizzle-orm)$|(?:^|\/)slonik$|^@slonik\//;

/** What a driver exports; undefined for other packages. */
export function packageOf(specifier: string, recorder: Recorder): Value | undefined {
  const tag = hostValue(new Tag(recorder, { runs: false }), NOWHERE);
  const maker = hostValue(makerOf(specifier, recorder), NOWHERE);
  if (DRIVERS.test(specifier)) {
    const client = hostValue(new Connection('db', recorder), NOWHERE);
    const names = ['default', 'Pool', 'Client', 'PGlite', 'neon', 'createPool', 'createClient', 'native'];
    const makers = names.map((name) => [name, maker] as const);
    const sent = hostValue(new Tag(recorder), NOWHERE);
    return objectValue(new Map<string, Value>([...makers, ['db', client], ['sql', sent]]), NOWHERE, false);
  }
  if (specifier === 'postgres') return maker;
  if (TAGS.test(specifier)) {
    const names = ['default', 'sql', 'SQL'].map((name) => [name, tag] as const);
    return objectValue(new Map<string, Value>([...names, ['createPool', maker]]), NOWHERE, false);
  }
  if (specifier.startsWith('drizzle-orm/'))
    return objectValue(
      new Map<string, Value>([
        ['drizzle', maker],
        ['sql', tag],
      ]),
      NOWHERE,
      false,
    );
  if (specifier === '@prisma/client') {
    const prisma = objectValue(
      new Map<string, Value>([
        ['sql', tag],
        ['raw', rawOf(recorder)],
      ]),
      NOWHERE,
      false,
    );
    return objectValue(
      new Map<string, Value>([
        ['PrismaClient', maker],
        ['Prisma', prisma],
      ]),
      NOWHERE,
      false,
    );
  }
  return undefined;
}

/** `new Pool(…)`, `postgres(…)`, `pgPromise()(…)`. */
function makerOf(name: string, recorder: Recorder): Host {
  const make = (): Value => hostValue(new Connection(name, recorder), NOWHERE);
  return {
    name,
    get: (property) =>
      /^(?:Pool|Client|native)$/.test(property) ? hostValue(makerOf(name, recorder), NOWHERE) : undefined,
    construct: make,
    call: () => (name === 'pg-promise' ? hostValue(makerOf('database', recorder), NOWHERE) : make()),
  };
}

/** `Prisma.raw(…)`. */
function rawOf(recorder: Recorder): Value {
  const tag = new Tag(recorder, { runs: false });
  return hostValue(
    { name: 'Prisma.raw', call: (call) => tag.method('raw', call) ?? tag.call(call) },
    NOWHERE,
  );
}
