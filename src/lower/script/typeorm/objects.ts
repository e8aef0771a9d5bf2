import { withClone } from './clone.ts';
import {
  NOWHERE,
  hostValue,
  isNullish,
  objectValue,
  stringOf,
  unknown,
  type CallSite,
  type Host,
  type ObjectValue,
  type Value,
} from '../value.ts';

/** What `typeorm` exports, as far as migrations use it to change the schema. */
export function typeormExports(): ObjectValue {
  const names = [
    'TableColumn',
    'TableIndex',
    'TableForeignKey',
    'TableUnique',
    'TableCheck',
    'TableExclusion',
  ];
  const entries: [string, Value][] = [...names, 'View'].map((name) => [
    name,
    constructorOf(name, optionsAsGiven),
  ]);
  return objectValue(new Map([...entries, ['Table', constructorOf('Table', tableOf)]]), NOWHERE, false);
}

function constructorOf(name: string, build: (options: ObjectValue) => ObjectValue): Value {
  const host: Host = {
    name,
    construct({ args, span }: CallSite) {
      const [options] = args;
      if (options === undefined) return withClone(objectValue(new Map(), span));
      if (options.type === 'object') return build({ ...options, span });
      const why = options.type === 'unknown' ? `: ${options.reason}` : '';
      return unknown(`the options of this ${name} are only known when the migration runs${why}`, span);
    },
  };
  return hostValue(host, NOWHERE);
}

function optionsAsGiven(options: ObjectValue): ObjectValue {
  return withClone({ ...options, entries: new Map(options.entries) });
}

/** A `Table`, whose foreign keys are to its own schema where they do not say another. */
function tableOf(options: ObjectValue): ObjectValue {
  const table = optionsAsGiven(options);
  const schema = table.entries.get('schema');
  for (const [name, value] of table.entries) {
    if (value.type !== 'array') continue;
    const items = value.items.map((item) => {
      if (item.type !== 'object') return item;
      const copy = optionsAsGiven(item);
      const isKey = name === 'foreignKeys' && schema !== undefined;
      if (isKey && isNullish(copy.entries.get('referencedSchema')))
        copy.entries.set('referencedSchema', schema);
      return copy;
    });
    table.entries.set(name, { ...value, items });
  }
  for (const list of LISTS) {
    if (!table.entries.has(list) && table.complete)
      table.entries.set(list, { type: 'array', items: [], complete: true, span: table.span });
  }
  table.entries.set('findColumnByName', hostValue(findColumn(table), table.span));
  return table;
}

const LISTS = ['columns', 'indices', 'foreignKeys', 'uniques', 'checks', 'exclusions'] as const;

function findColumn(table: ObjectValue): Host {
  return {
    name: 'findColumnByName',
    call: ({ args, span }) =>
      columnNamed(table, args[0]) ?? unknown('the table is not known to have such a column', span),
  };
}

/** The column of a `Table` by its name. */
export function columnNamed(table: ObjectValue, name: Value | undefined): ObjectValue | undefined {
  const columns = table.entries.get('columns');
  const wanted = stringOf(name);
  if (columns?.type !== 'array' || wanted === undefined) return undefined;
  return columns.items.find(
    (item): item is ObjectValue => item.type === 'object' && stringOf(item.entries.get('name')) === wanted,
  );
}
