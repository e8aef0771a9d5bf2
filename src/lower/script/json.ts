import { Text } from './text.ts';
import { NOWHERE, constant, objectValue, type Host, type Value } from './value.ts';

/** The global `JSON`: what it writes is a string, whatever is in it. */
export const JSON_GLOBAL: Host = {
  name: 'JSON',

  method(name, { args: [value], span }) {
    if (name !== 'stringify' || value === undefined) return undefined;
    const json = jsonOf(value);
    return { type: 'string', text: json === undefined ? Text.hole(span) : Text.of(json, span), span };
  },
};

/** What `JSON.stringify` gives for it; undefined where a part cannot be known. */
export function jsonOf(value: Value): string | undefined {
  const plain = plainOf(value);
  return plain === undefined ? undefined : JSON.stringify(plain.value);
}

function plainOf(value: Value): { readonly value: unknown } | undefined {
  switch (value.type) {
    case 'string':
      return value.text.hasHoles ? undefined : { value: value.text.value };
    case 'constant':
      return typeof value.value === 'bigint' ? undefined : { value: value.value };
    case 'array': {
      const items = value.items.map(plainOf).filter((item) => item !== undefined);
      const isKnown = value.complete && items.length === value.items.length;
      return isKnown ? { value: items.map((item) => item.value) } : undefined;
    }
    case 'object': {
      const entries = [...value.entries].map(([key, entry]) => [key, plainOf(entry)] as const);
      const isKnown = value.complete && entries.every(([, entry]) => entry !== undefined);
      return isKnown
        ? { value: Object.fromEntries(entries.map(([key, entry]) => [key, entry?.value])) }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** What a JSON file holds; undefined where it is none. It stands in no place of the migration. */
export function valueOfJson(json: string): Value | undefined {
  try {
    return valueOf(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function valueOf(value: unknown): Value {
  if (Array.isArray(value))
    return { type: 'array', items: value.map(valueOf), complete: true, span: NOWHERE };
  if (typeof value === 'object' && value !== null)
    return objectValue(new Map(Object.entries(value).map(([key, inner]) => [key, valueOf(inner)])), NOWHERE);
  if (typeof value === 'string') return { type: 'string', text: Text.of(value, NOWHERE), span: NOWHERE };
  return constant(typeof value === 'number' || typeof value === 'boolean' ? value : null, NOWHERE);
}
