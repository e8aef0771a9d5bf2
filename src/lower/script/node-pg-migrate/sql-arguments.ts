import type { Span } from '../../../operation.ts';
import { Text } from '../text.ts';
import type { Value } from '../value.ts';
import { escaped, quoted } from './value.ts';

/** `pgm.sql(text, args)`: each `{name}` is an argument, quoted as a name if it is a string or a name. */
export function withArguments(text: Text, args: Value | undefined, place: Span): Text {
  if (args === undefined || (args.type === 'constant' && args.value === undefined)) return text;
  const parts: Text[] = [];
  let end = 0;
  for (const match of text.value.matchAll(/\{([^{}]+)\}/g)) {
    const value = argumentOf(args, match[1] ?? '', place);
    if (value === undefined || text.value[match.index - 1] === '$') continue;
    parts.push(text.slice(end, match.index), value);
    end = match.index + match[0].length;
  }
  return end === 0 ? text : Text.join([...parts, text.slice(end)]);
}

function argumentOf(args: Value, name: string, place: Span): Text | undefined {
  if (args.type !== 'object') return Text.hole(place);
  const value = args.entries.get(name);
  if (value === undefined) return args.complete ? undefined : Text.hole(place);
  const isName = value.type === 'string' || (value.type === 'object' && value.entries.has('name'));
  return isName ? quoted(value, place) : escaped(value, place);
}
