import type { Text } from '../text.ts';
import {
  hostValue,
  objectValue,
  unknown,
  type CallSite,
  type Host,
  type ObjectValue,
  type Value,
} from '../value.ts';

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

/** A column read from the database by its name: nothing else of it is known. */
function storedColumn(name: Value): ObjectValue {
  return withClone(objectValue(new Map([['name', name]]), name.span, false));
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
