import type { Span } from '../../operation.ts';
import { Text } from './text.ts';
import type { Value } from './value.ts';

/** A value inside of a string: itself where it is constant, else a hole. */
export function asText(value: Value, source: Span): Text {
  if (value.type === 'string') return value.text.within(source);
  if (value.type === 'constant') return Text.of(String(value.value), source);
  if (value.type === 'array' && value.complete) {
    const items = value.items.flatMap((item, index) => [
      ...(index === 0 ? [] : [Text.of(',', source)]),
      asText(item, source),
    ]);
    return Text.join(items);
  }
  if (value.type === 'host') return value.host.inSql?.()?.within(source) ?? Text.hole(source);
  return Text.hole(source);
}
