import type { Text } from '../text.ts';
import {
  hostValue,
  objectValue,
  stringOf,
  unknown,
  type CallSite,
  type Host,
  type ObjectValue,
  type Value,
} from '../value.ts';

/** The entry of a column that says which column of the database it was read from. */
const SOURCE = '@source';

/** What `queryRunner.getTable` reads from the database: a table of which only the name is known. */
export class StoredTable implements Host {
  readonly name = 'the table read from the database';
  readonly mayBeMissing = true;
  readonly tableName: Text;

  constructor(tableName: Text) {
    this.tableName = tableName;
  }

  get(property: string, call: CallSite): Value {
    if (property === 'name') return { type: 'string', text: this.tableName, span: call.span };
    return unknown('what the table holds is only known in the database', call.span);
  }

  method(name: string, call: CallSite): Value {
    const [column] = call.args;
    if (name === 'findColumnByName' && column !== undefined) return storedColumn(column);
    if (name === 'clone') return hostValue(this, call.span);
    return unknown('what the table holds is only known in the database', call.span);
  }
}

/** A column read from the database by its name. */
export function storedColumn(name: Value): ObjectValue {
  const entries = new Map<string, Value>([
    ['name', name],
    [SOURCE, name],
  ]);
  return withClone(objectValue(entries, name.span, false));
}

/** Two columns that come from the same column of the database: what neither says is the same in both. */
export function isSameSource(left: ObjectValue, right: ObjectValue): boolean {
  const source = stringOf(left.entries.get(SOURCE));
  return source !== undefined && source === stringOf(right.entries.get(SOURCE));
}

/** Gives an object of TypeORM its `clone()`. */
export function withClone(value: ObjectValue): ObjectValue {
  const clone: Host = {
    name: 'clone',
    call: () => withClone({ ...value, entries: new Map(value.entries) }),
  };
  value.entries.set('clone', hostValue(clone, value.span));
  return value;
}
