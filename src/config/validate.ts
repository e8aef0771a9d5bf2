import { didYouMean } from '../nearest.ts';
import type { JsonSchema } from './schema.ts';

/** All that is wrong with a value, each as a full sentence that says where; empty where nothing is. */
export function validate(value: unknown, schema: JsonSchema, path = ''): readonly string[] {
  if (schema.anyOf !== undefined) return validateAny(value, schema.anyOf, path);
  if (!fits(value, schema)) return [`${subject(path)} has to be ${describe(schema)}, not ${print(value)}.`];
  if (Array.isArray(value)) return validateItems(value, schema, path);
  if (isObject(value)) return validateObject(value, schema, path);
  return [];
}

/** The branch of the value's own type has the more helpful things to say. */
function validateAny(value: unknown, branches: readonly JsonSchema[], path: string): readonly string[] {
  const problems = branches.map((branch) => validate(value, branch, path));
  if (problems.some((found) => found.length === 0)) return [];
  const type = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : undefined;
  const meant = branches.findIndex((branch) => type !== undefined && branch.type === type);
  if (meant >= 0) return problems[meant] ?? [];
  return [`${subject(path)} has to be ${branches.map(describe).join(' or ')}, not ${print(value)}.`];
}

function fits(value: unknown, schema: JsonSchema): boolean {
  if (schema.enum !== undefined) return schema.enum.some((allowed) => allowed === value);
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && value >= (schema.minimum ?? -Infinity);
    case 'string':
      return typeof value === 'string' && value.length >= (schema.minLength ?? 0) && matches(value, schema);
    case 'array':
      return Array.isArray(value) && value.length >= (schema.minItems ?? 0);
    case 'object':
      return isObject(value);
    default:
      return true;
  }
}

function matches(value: string, { pattern }: JsonSchema): boolean {
  return pattern === undefined || new RegExp(pattern).test(value);
}

function validateItems(value: readonly unknown[], schema: JsonSchema, path: string): readonly string[] {
  const { items } = schema;
  if (items === undefined) return [];
  if (!isList(items)) {
    return value.flatMap((item, index) => validate(item, items, `${path}[${index.toString()}]`));
  }
  return value.flatMap((item, index) => {
    const place = `${path}[${index.toString()}]`;
    const expected = items[index];
    return expected === undefined
      ? [`${subject(place)} is one item too many.`]
      : validate(item, expected, place);
  });
}

function validateObject(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  path: string,
): readonly string[] {
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((key) => value[key] === undefined);
  const known = schema.properties === undefined ? [] : Object.entries(value);
  return [
    ...missing.map((key) => `${subject(path)} lacks "${key}".`),
    ...known.flatMap(([key, item]) => {
      const expected = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (expected === undefined) return [unknownKey(key, Object.keys(properties), path)];
      return item === undefined ? [] : validate(item, expected, path === '' ? key : `${path}.${key}`);
    }),
  ];
}

function unknownKey(key: string, known: readonly string[], path: string): string {
  const hint = didYouMean(key, known);
  if (/(^|\.)rules(?:\[\d+\])?$/.test(path)) return `There is no rule "${key}" (in "${path}").${hint}`;
  if (known.length === 0) return `${subject(path)} takes no options, so "${key}" means nothing.`;
  const place = path === '' ? 'There is no setting' : `"${path}" has no setting`;
  return `${place} "${key}".${hint === '' ? ` It can be ${list(known.map(quote))}.` : hint}`;
}

function subject(path: string): string {
  return path === '' ? 'The configuration' : `"${path}"`;
}

/** A schema as what a sentence needs after "has to be". */
function describe(schema: JsonSchema): string {
  if (schema.enum !== undefined) return list(schema.enum.map(quote));
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return schema.minimum === undefined
        ? 'a whole number'
        : `a whole number from ${schema.minimum.toString()} on`;
    case 'string':
      return schema.pattern === undefined ? 'a text' : 'a text such as "5s"';
    case 'array':
      return isList(schema.items ?? {}) ? '[severity, options]' : 'a list';
    case 'object':
      return 'an object';
    default:
      return 'anything';
  }
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}

function quote(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${value}"` : value.toString();
}

function print(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function isList(items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] {
  return Array.isArray(items);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
