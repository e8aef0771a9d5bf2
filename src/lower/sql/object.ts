import type { RangeVar } from 'libpg-query';
import type {
  AlterObject,
  CreateObject,
  DropObject,
  ObjectKind,
  ObjectName,
  Operation,
} from '../../operation.ts';
import { dottedName, nameAt, relationName } from './name.ts';
import { findWord, isWord, type Region, skipIfExists, slice, spanOf, textOf } from './region.ts';

/** Kinds of object without operations of their own, by the words that stand before their names. */

interface Target {
  readonly objectKind: ObjectKind;
  /** The parts of the name as the tree has them. */
  readonly parts: readonly string[];
}

/** The flags that CREATE statements of all kinds share in the tree. */
interface CreateFlags {
  readonly replace?: boolean;
  readonly if_not_exists?: boolean;
}

export function createObject(target: Target, region: Region, flags: CreateFlags = {}): CreateObject {
  return createNamed(target.objectKind, nameAt(target.parts, region, nameIndex(target.objectKind, region)), {
    region,
    flags,
  });
}

export function createNamed(
  objectKind: ObjectKind,
  name: ObjectName,
  context: { readonly region: Region; readonly flags?: CreateFlags },
): CreateObject {
  const { region, flags } = context;
  return {
    kind: 'createObject',
    span: spanOf(region),
    objectKind,
    name,
    replace: flags?.replace === true,
    ifNotExists: flags?.if_not_exists === true,
  };
}

/** An ALTER of the object that changes it, with what stands behind the name as its detail. */
export function alterObject({ objectKind, parts }: Target, region: Region): AlterObject {
  const index = nameIndex(objectKind, region);
  return {
    kind: 'alterObject',
    span: spanOf(region),
    objectKind,
    name: nameAt(parts, region, index),
    detail: textOf(slice(region, dottedName(region, index).to)),
  };
}

/** The same for a statement that is about several objects, or about none by name. */
export function alterNamed(objectKind: ObjectKind, name: ObjectName, region: Region): AlterObject {
  return { kind: 'alterObject', span: spanOf(region), objectKind, name, detail: textOf(region) };
}

export function dropObject(
  target: Target,
  region: Region,
  flags: { readonly missing_ok?: boolean; readonly cascade?: boolean },
): DropObject {
  return {
    kind: 'dropObject',
    span: spanOf(region),
    objectKind: target.objectKind,
    name: nameAt(target.parts, region, nameIndex(target.objectKind, region)),
    ifExists: flags.missing_ok === true,
    cascade: flags.cascade === true,
  };
}

/** Behind the words of the kind and IF EXISTS, or IF NOT EXISTS. */
export function nameIndex(kind: ObjectKind, region: Region): number {
  // A user mapping is named by its server: CREATE USER MAPPING FOR role SERVER name.
  if (kind === 'user mapping') return (findWord(region, 'SERVER') ?? region.from) + 1;
  const words = kind.toUpperCase().split(' ');
  const first = kind === 'role' ? ['ROLE', 'USER', 'GROUP'] : words.slice(0, 1);
  // OR REPLACE, TRUSTED, DEFAULT and such stand before it.
  const start = findWord(slice(region, region.from + 1), ...first) ?? region.from;
  const index = skipIfExists(region, start + words.length);
  return isWord(region, index, 'FOR') ? index + 1 : index;
}

/** With the relation that the object belongs to. */
export function onTable<T extends Operation>(
  operation: T,
  relation: RangeVar | undefined,
  region: Region,
): T | (T & { readonly table: ObjectName }) {
  return relation === undefined ? operation : { ...operation, table: relationName(relation, region) };
}
