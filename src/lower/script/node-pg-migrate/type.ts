import type { Span } from '../../../operation.ts';
import { Text } from '../text.ts';
import { objectValue, stringOf, type ObjectValue, type Value } from '../value.ts';
import { literalOf, quoted, raw } from './value.ts';

const ADAPTERS: ReadonlyMap<string, string> = new Map([
  ['int', 'integer'],
  ['string', 'text'],
  ['float', 'real'],
  ['double', 'double precision'],
  ['datetime', 'timestamp'],
  ['bool', 'boolean'],
]);

/** A type as the library sends it: its own words for some types become those of Postgres. */
export function typeText(type: Value | undefined, place: Span): Text {
  if (type === undefined) return Text.hole(place);
  if (type.type === 'object' && literalOf(type) === undefined) return quoted(type, place);
  const adapted = ADAPTERS.get(stringOf(type) ?? '');
  return adapted === undefined ? raw(type) : Text.of(adapted, type.span);
}

/** A type or the options of a column, with what the shorthands say of it; undefined where it is neither. */
export function withShorthands(value: Value, shorthands: ObjectValue): ObjectValue | undefined {
  const own = asOptions(value);
  if (own === undefined) return undefined;
  let extended: ObjectValue | undefined;
  let type = own.entries.get('type');
  const seen = new Set<string>();
  for (;;) {
    const name = stringOf(type);
    const shorthand =
      name === undefined || seen.has(name) ? undefined : shorthandOf(name, shorthands, own.span);
    if (name === undefined || shorthand === undefined) break;
    seen.add(name);
    type = shorthand.entries.get('type');
    extended = extended === undefined ? shorthand : merged(shorthand, extended);
  }
  if (extended === undefined || type === undefined) return own;
  const entries = new Map([...extended.entries, ...own.entries, ['type', type]]);
  return { ...own, entries, complete: own.complete && extended.complete };
}

function merged(under: ObjectValue, over: ObjectValue): ObjectValue {
  return {
    ...over,
    entries: new Map([...under.entries, ...over.entries]),
    complete: under.complete && over.complete,
  };
}

function asOptions(value: Value): ObjectValue | undefined {
  if (value.type === 'object' && literalOf(value) === undefined) return value;
  if (value.type === 'string' || literalOf(value) !== undefined)
    return objectValue(new Map([['type', value]]), value.span);
  return undefined;
}

/** `id` is the library's own; a migration may define others with `exports.shorthands`. */
function shorthandOf(name: string, shorthands: ObjectValue, span: Span): ObjectValue | undefined {
  const defined = shorthands.entries.get(name);
  if (defined !== undefined) return asOptions(defined);
  if (name !== 'id') return undefined;
  return objectValue(
    new Map<string, Value>([
      ['type', { type: 'string', text: Text.of('serial', span), span }],
      ['primaryKey', { type: 'constant', value: true, span }],
    ]),
    span,
  );
}
