import type { Catalog } from '../catalog/catalog.ts';
import { findType } from '../catalog/lookup.ts';
import type { TypeName } from '../operation.ts';
import { ASSIGNMENT_CASTS, BUILTIN_TYPES } from './builtin-casts.ts';

/** Any type converts to these on assignment, through its text form. */
const STRINGS: readonly string[] = ['text', 'varchar', 'bpchar', 'name', 'citext'];
const SERIALS: Readonly<Record<string, string>> = { serial: 'int4', bigserial: 'int8', smallserial: 'int2' };

/**
 * The name that Postgres has for `to` if it certainly has no cast that changes the type of a column
 * without USING; undefined if it has one, or if a type is neither built in nor of the history.
 */
export function missingAssignmentCast(from: TypeName, to: TypeName, catalog: Catalog): string | undefined {
  if (from.arrayDimensions > 0 && to.arrayDimensions > 0) {
    const missing = missingAssignmentCast(elementOf(from), elementOf(to), catalog);
    return missing === undefined ? undefined : `${missing}[]`;
  }
  const source = knownType(from, catalog);
  const target = knownType(to, catalog);
  if (source === undefined || target === undefined || source.key === target.key) return undefined;
  if (STRINGS.includes(target.key) || ASSIGNMENT_CASTS.has(`${source.key}>${target.key}`)) return undefined;
  return target.text;
}

function elementOf(type: TypeName): TypeName {
  return { ...type, arrayDimensions: 0 };
}

interface KnownType {
  readonly key: string;
  readonly text: string;
}

/** Domains convert as what they are made of. Enums, built-in types and citext are known; other types may have casts of their own. */
function knownType(type: TypeName, catalog: Catalog): KnownType | undefined {
  if (type.arrayDimensions > 0) {
    const element = knownType(elementOf(type), catalog);
    return element === undefined ? undefined : { key: `${element.key}[]`, text: `${element.text}[]` };
  }
  const found = findType(catalog, type);
  if (found?.kind === 'domain') {
    const base = knownType(found.base, catalog);
    return base === undefined ? undefined : { ...base, text: found.name };
  }
  if (found?.kind === 'enum') return { key: `${found.schema}.${found.name}`, text: found.name };
  if (found !== undefined) return undefined;
  const key = SERIALS[type.name] ?? type.name;
  const text = key === 'citext' ? key : BUILTIN_TYPES[key];
  return text === undefined ? undefined : { key, text };
}
