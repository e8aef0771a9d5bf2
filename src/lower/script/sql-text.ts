import type { Span } from '../../operation.ts';
import { asText } from './as-text.ts';
import { Text } from './text.ts';
import type { Value } from './value.ts';

/**
 * For builder libraries: writes the SQL that a library would send as one `Text`, of which each piece
 * keeps the place where the migration wrote it, and hands it to `Recorder.built`. What the library
 * adds is a frame: it stands for the whole part of the call that it was written for, so that a
 * clause points at the option object or the argument that it comes from, and a name, a type or a
 * default inside of it at its own string.
 */

/** A part of a template: text with its place, several that follow each other, or words of the library. */
export type SqlPart = Text | string | undefined | readonly SqlPart[];

/** A tag: the words of the template stand for the part of the call at `place`. `undefined` is nothing. */
export function sqlAt(place: Span): (words: TemplateStringsArray, ...parts: readonly SqlPart[]) => Text {
  return (words, ...parts) =>
    Text.join(words.flatMap((word, index) => [Text.frame(word, place), ...textsOf(parts[index], place)]));
}

function textsOf(part: SqlPart, place: Span): readonly Text[] {
  if (part === undefined || part === '') return [];
  if (typeof part === 'string') return [Text.frame(part, place)];
  return part instanceof Text ? [part] : part.flatMap((inner) => textsOf(inner, place));
}

/** The parts with a comma between them. */
export function listed(parts: readonly SqlPart[], place: Span): Text {
  return Text.join(
    parts.flatMap((part, index) => [
      ...(index === 0 ? [] : [Text.frame(', ', place)]),
      ...textsOf(part, place),
    ]),
  );
}

/** A name in double quotes, which stand where the name does. */
export function quotedText(name: Text): Text {
  const place = name.place;
  const value = name.hasHoles ? name : doubled(name, '"');
  return Text.join([Text.of('"', place), value, Text.of('"', place)]);
}

/** A string literal, whose quotes stand where the string does. */
export function literalText(content: Text): Text {
  const place = content.place;
  return Text.join([Text.of("'", place), doubled(content, "'"), Text.of("'", place)]);
}

function doubled(text: Text, quote: string): Text {
  if (!text.value.includes(quote)) return text;
  const place = text.place;
  const value = text.value.replaceAll(quote, quote + quote);
  return Text.of(value, place);
}

/** The parts of a dotted name, each with its place. */
export function splitName(name: Text): readonly Text[] {
  const parts: Text[] = [];
  let start = 0;
  for (;;) {
    const dot = name.value.indexOf('.', start);
    parts.push(name.slice(start, dot < 0 ? undefined : dot));
    if (dot < 0) return parts;
    start = dot + 1;
  }
}

/** What a value is as text, where it was written; a hole where it cannot be known. */
export function valueText(value: Value): Text {
  return value.type === 'string' ? value.text : asText(value, value.span);
}
