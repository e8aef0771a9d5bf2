import type { Span } from '../../../operation.ts';
import { answerOfSql } from '../asked-sql.ts';
import type { Recorder } from '../recorder.ts';
import type { Sender } from './sender.ts';
import { Text } from '../text.ts';
import { hostValue, isNullish, unknown, type CallSite, type Value } from '../value.ts';
import { adopt, columnsText, constantText, SqlNode, placeOf } from './node.ts';

/** `knex.raw(…)` and what stands for it: SQL with its bindings filled in. */
export class Raw extends SqlNode {
  readonly name = 'knex.raw';
  #text: Text;
  readonly #isKnown: boolean;

  constructor(text: Text, isKnown = true) {
    super();
    this.#text = text;
    this.#isKnown = isKnown;
  }

  get sql(): Text {
    return this.#text;
  }

  method(name: string, call: CallSite): Value | undefined {
    switch (name) {
      case 'toString':
      case 'toQuery':
        this.isPart = true;
        return this.#isKnown
          ? { type: 'string', text: this.#text, span: call.span }
          : unknown('the SQL of a raw query', call.span);
      case 'wrap':
        this.#wrap(call);
        return hostValue(this, call.span);
      case 'timeout':
      case 'options':
      case 'queryContext':
      case 'transacting':
      case 'connection':
        return hostValue(this, call.span);
      default:
        return undefined;
    }
  }

  awaited(span: Span): Value {
    return answerOfSql(this.#text, span) ?? unknown('the rows of a query', span);
  }

  #wrap({ args }: CallSite): void {
    const [before, after] = args.map((arg) => (arg.type === 'string' ? arg.text : Text.hole(arg.span)));
    this.#text = Text.join([before, this.#text, after].filter((part) => part !== undefined));
  }
}

/** `knex.raw(sql, bindings)`, not sent. */
export function rawOf(call: CallSite): Raw {
  const [sql, bindings] = call.args;
  adopt(call.args);
  if (sql?.type !== 'string') return new Raw(Text.hole(placeOf(sql, call.span)), false);
  return new Raw(bind(sql.text, bindings, call.span));
}

/** `knex.raw(sql, bindings)`, which is sent unless another builder takes it in. */
export function sentRaw(call: CallSite, { recorder, through }: Sender): Value {
  const raw = rawOf(call);
  const complete = (later: Recorder, site: CallSite): void => {
    if (raw.isPart) return;
    const [sql] = call.args;
    if (sql?.type === 'string') later.sql(raw.sql, site);
    else later.sqlOf(sql, site);
  };
  through(() => {
    recorder.later(call, complete);
  });
  return hostValue(raw, call.span);
}

/** SQL with its bindings: `?` and `:name` for values, `??` and `:name:` for names. */
export function bind(sql: Text, bindings: Value | undefined, place: Span): Text {
  if (bindings === undefined || isNullish(bindings))
    return replaceAll(sql, /\\\?/g, () => Text.of('?', place));
  if (bindings.type === 'object') return bindNames(sql, bindings.entries, place);
  const values = bindings.type === 'array' ? bindings.items : [bindings];
  let index = 0;
  return replaceAll(sql, /\\?\?\??/g, ([match], span) => {
    if (match === '\\?') return Text.of('?', span);
    const value = values[index];
    index += 1;
    if (value === undefined) return Text.hole(bindings.span);
    return match === '??' ? columnsText(value, place) : constantText(value, place);
  });
}

function bindNames(sql: Text, values: ReadonlyMap<string, Value>, place: Span): Text {
  return replaceAll(sql, /\\?(?::\w+:(?=::)|:\w+:(?!:)|:\w+)/g, (match, span) => {
    const [whole] = match;
    if (whole.startsWith('\\')) return Text.of(whole.slice(1), span);
    const value = values.get(/\w+/.exec(whole)?.[0] ?? '');
    if (value === undefined) return undefined;
    return whole.endsWith(':') ? columnsText(value, place) : constantText(value, place);
  });
}

/** `replacement` gets the place of the match, and gives undefined where the match stays. */
function replaceAll(
  text: Text,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray, span: Span) => Text | undefined,
): Text {
  const parts: Text[] = [];
  let at = 0;
  for (const match of text.value.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const replaced = replacement(match, text.spanOf({ start: match.index, end }));
    if (replaced === undefined) continue;
    parts.push(text.slice(at, match.index), replaced);
    at = end;
  }
  return at === 0 ? text : Text.join([...parts, text.slice(at)]);
}
