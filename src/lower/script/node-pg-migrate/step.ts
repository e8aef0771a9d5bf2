import type { Span } from '../../../operation.ts';
import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { Options } from '../options.ts';
import { objectValue, type CallSite, type ObjectValue, type Value } from '../value.ts';
import { quoted } from './value.ts';

/** One call on `pgm`: what its arguments are, and what of them cannot be known. */
export class Step {
  readonly args: readonly Value[];
  readonly place: Span;
  /** Types by the names that the migration gives them. */
  readonly shorthands: ObjectValue;
  readonly unknowns: { readonly reason: string; readonly span: Span }[] = [];

  constructor({ args, span }: CallSite, shorthands: ObjectValue) {
    this.args = args;
    this.place = span;
    this.shorthands = shorthands;
  }

  /** A tag for SQL whose words stand for the whole call. */
  sql(words: TemplateStringsArray, ...parts: readonly SqlPart[]): Text {
    return sqlAt(this.place)(words, ...parts);
  }

  /** The name that is an argument, in quotes. */
  name(index: number): Text {
    return quoted(this.args[index], this.place);
  }

  readonly note = (reason: string, span: Span): void => {
    const isSaid = this.unknowns.some((said) => said.reason === reason && said.span.start === span.start);
    if (!isSaid) this.unknowns.push({ reason, span });
  };

  /** The object that is an argument; an empty one where none is given, or none that can be known. */
  object(index: number, what = 'the options'): ObjectValue {
    const value = this.args[index];
    if (value?.type === 'object') return value;
    if (value !== undefined && value.type !== 'constant') {
      const why = value.type === 'unknown' ? `: ${value.reason}` : '';
      this.note(`${what} of this call are only known when the migration runs${why}`, value.span);
    }
    return objectValue(new Map(), this.place);
  }

  options(index: number): Options {
    return new Options(this.object(index), this.note);
  }

  optionsOf(value: ObjectValue): Options {
    return new Options(value, this.note);
  }
}

/** The place of an option: its name and its value, where both stand in the same literal. */
export function placeOf(object: ObjectValue, name: string): Span {
  const value = object.entries.get(name);
  const key = object.keys?.get(name);
  if (key === undefined) return value?.span ?? object.span;
  const isInside = value !== undefined && value.span.start >= key.start && value.span.end <= object.span.end;
  return isInside ? { start: key.start, end: value.span.end } : key;
}

/** ` words` where the option is set. */
export function flag(options: Options, name: string, words: string): Text | undefined {
  return options.flag(name) ? sqlAt(placeOf(options.value, name))` ${words}` : undefined;
}

/** `ALTER TABLE` with its subcommands. */
export function altered(step: Step, changes: readonly Text[]): Text {
  return step.sql`ALTER TABLE ${step.name(0)} ${listed(changes, step.place)}`;
}

/** `DROP … name`, with what the options say. */
export function dropped(step: Step, kind: string): Text {
  const options = step.options(1);
  return step.sql`DROP ${kind}${flag(options, 'ifExists', 'IF EXISTS')} ${step.name(0)}${flag(options, 'cascade', 'CASCADE')}`;
}
