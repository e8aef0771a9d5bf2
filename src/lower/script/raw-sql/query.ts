import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { literalText } from '../sql-text.ts';
import { Text } from '../text.ts';
import {
  constant,
  hostValue,
  unknown,
  type CallSite,
  type Host,
  type TemplateParts,
  type Value,
} from '../value.ts';

/** SQL that a tag or a function of a library has made of its arguments. */
export class Query implements Host {
  readonly name = 'sql`…`';
  readonly #text: Text;
  readonly #isSent: boolean;
  /** A list that is not known, of rows or of values. */
  readonly isList: boolean;
  #isPart = false;

  private constructor(text: Text, isSent: boolean, isList = false) {
    this.#text = text;
    this.#isSent = isSent;
    this.isList = isList;
  }

  static list(span: Span): Query {
    return new Query(Text.hole(span), false, true);
  }

  /** A query that something else has to send. */
  static made(text: Text): Query {
    return new Query(text, false);
  }

  /** A query that runs by itself unless it becomes a part of another one. */
  static sent(text: Text, call: CallSite, recorder: Recorder): Query {
    const query = new Query(text, true);
    recorder.later(call, (place, site) => {
      if (!query.#isPart) place.sql(text, site);
    });
    return query;
  }

  inSql(): Text {
    this.#isPart = true;
    return this.#text;
  }

  /** `.simple()`, `.values()`, `.as(…)` and the like are the query itself. */
  method(_name: string, { span }: CallSite): Value {
    return hostValue(this, span);
  }

  awaited(span: Span): Value {
    return this.#isSent ? unknown('what the database answers', span) : hostValue(this, span);
  }
}

/** The SQL of a template whose values are parameters, and its fragments and names parts of it. */
export function textOfTemplate({ strings, values, holes }: TemplateParts): Text {
  return Text.join(
    strings.flatMap((string, index) => {
      const [value, hole] = [values[index], holes[index]];
      return value === undefined || hole === undefined
        ? [string]
        : [string, ...(isRows(string, value) ? inParentheses(hole) : [parameter(value, hole)])];
    }),
  );
}

/** Rows that are not known stand where a list of them has to. */
function isRows(before: Text, value: Value): boolean {
  return (
    value.type === 'host' &&
    value.host instanceof Query &&
    value.host.isList &&
    /\bvalues\s*$/i.test(before.value)
  );
}

function inParentheses(hole: Span): readonly Text[] {
  return [Text.of('(', hole), Text.hole(hole), Text.of(')', hole)];
}

/** A parameter is read as the constant that is sent for it. */
export function parameter(value: Value, hole: Span): Text {
  switch (value.type) {
    case 'host':
      return value.host.inSql?.()?.within(hole) ?? Text.hole(hole);
    case 'string':
      return literalText(value.text.within(hole));
    case 'constant':
      return Text.of(value.value === undefined ? 'NULL' : String(value.value), hole);
    case 'array':
    case 'object':
    case 'function':
    case 'class':
    case 'unknown':
      return Text.hole(hole);
  }
}

export function nothing({ span }: CallSite): Value {
  return constant(undefined, span);
}
