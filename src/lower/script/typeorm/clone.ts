import { hostValue, type Host, type ObjectValue } from '../value.ts';

/** Gives an object of TypeORM its `clone()`. */
export function withClone(value: ObjectValue): ObjectValue {
  const clone: Host = {
    name: 'clone',
    call: () => withClone({ ...value, entries: new Map(value.entries) }),
  };
  value.entries.set('clone', hostValue(clone, value.span));
  return value;
}
