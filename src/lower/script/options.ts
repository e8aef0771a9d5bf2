import type { Span } from '../../operation.ts';
import { valueText } from './sql-text.ts';
import type { Text } from './text.ts';
import { isNullish, stringOf, truthOf, type ObjectValue, type Value } from './value.ts';

/** Told of what cannot be known, as a clause that says why. */
export type Miss = (reason: string, span: Span) => void;

/** The options of a table, a column, an index or a constraint. */
export class Options {
  readonly value: ObjectValue;
  readonly #miss: Miss;
  #saidIncomplete = false;

  constructor(value: ObjectValue, miss: Miss) {
    this.value = value;
    this.#miss = miss;
  }

  get span(): Span {
    return this.value.span;
  }

  /** Undefined where the option is not given. */
  get(name: string): Value | undefined {
    const value = this.value.entries.get(name);
    if (value === undefined && !this.value.complete && !this.#saidIncomplete) {
      this.#saidIncomplete = true;
      this.#miss('its options are only known in part before the migration runs', this.span);
    }
    return isNullish(value) ? undefined : value;
  }

  /** What is written for an option; a hole where it cannot be known, undefined where it is empty or not given. */
  text(name: string): Text | undefined {
    const value = this.get(name);
    const text = value === undefined ? undefined : valueText(value);
    return text?.value === '' ? undefined : text;
  }

  /** Whether an option is known to be this. */
  says(name: string, text: string): boolean {
    return stringOf(this.value.entries.get(name)) === text;
  }

  /** The same options, of which one that is not known counts as not given and is not reported. */
  asFarAsKnown(): Options {
    return new Options(this.value, () => undefined);
  }

  flag(name: string): boolean {
    const value = this.get(name);
    const truth = value === undefined ? false : truthOf(value);
    if (truth === undefined && value !== undefined)
      this.#miss(`"${name}" is only known when the migration runs`, value.span);
    return truth ?? false;
  }

  /** The elements of a list that is an option. */
  items(name: string): readonly Value[] {
    const value = this.get(name);
    return value === undefined ? [] : itemsOf(value, name, this.#miss);
  }

  texts(name: string): readonly Text[] {
    return this.items(name).map(valueText);
  }

  /** The options of each element of a list. */
  each(name: string): readonly Options[] {
    return optionsOf(this.items(name), name, this.#miss);
  }

  /** Where the option stands, or the whole of the options where it does not. */
  placeOf(name: string): Span {
    return this.value.entries.get(name)?.span ?? this.span;
  }
}

/** The elements of a list; a single value is a list of one. */
export function itemsOf(value: Value, name: string, miss: Miss): readonly Value[] {
  if (value.type === 'unknown') {
    miss(`"${name}" is only known when the migration runs: ${value.reason}`, value.span);
    return [];
  }
  if (value.type !== 'array') return [value];
  if (!value.complete) miss(`"${name}" is only known in part before the migration runs`, value.span);
  return value.items;
}

export function optionsOf(values: readonly Value[], name: string, miss: Miss): readonly Options[] {
  return values.flatMap((value) => {
    if (value.type === 'object') return [new Options(value, miss)];
    const why = value.type === 'unknown' ? `: ${value.reason}` : '';
    miss(`an element of "${name}" is only known when the migration runs${why}`, value.span);
    return [];
  });
}
