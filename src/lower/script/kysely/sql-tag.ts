import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { unknown, type CallSite, type Host, type TemplateParts, type Value } from '../value.ts';
import { at, identifier, immediate, itemsOf, nodeOf, parameter, reference, SqlNode } from './node.ts';

/** SQL that is written out: `` sql`…` ``, `sql.raw(…)`, and expressions that Kysely compiles as they are. */
export class RawSql extends SqlNode {
  readonly name: string;
  readonly sql: Text;
  readonly #recorder: Recorder;

  constructor(sql: Text, recorder: Recorder, name = 'sql') {
    super();
    this.name = name;
    this.sql = sql;
    this.#recorder = recorder;
  }

  method(name: string, call: CallSite): Value | undefined {
    switch (name) {
      case 'execute':
        this.send(call);
        return unknown('what the database answers', call.span);
      case 'as':
        return this.#with(sqlAt(call.span)`${this.sql} as ${identifier(call.args[0], call.span)}`, call);
      case 'and':
      case 'or':
        // Only that there is another condition is followed.
        return this.#with(sqlAt(call.span)`(${this.sql} ${name} ${Text.hole(call.span)})`, call);
      case '$castTo':
      case '$notNull':
      case 'compile':
      case 'toOperationNode':
      case 'withPlugin':
      case 'withoutPlugins':
        return at(this, call.span);
      default:
        return undefined;
    }
  }

  send(call: CallSite): void {
    const value: Value = { type: 'string', text: this.sql, span: call.span };
    this.#recorder.sqlOf(value, call);
  }

  #with(sql: Text, call: CallSite): Value {
    return at(new RawSql(sql, this.#recorder), call.span);
  }
}

/** The `sql` tag and its functions. https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export function sqlTag(recorder: Recorder): Host {
  const raw = (sql: Text, span: Span): Value => at(new RawSql(sql, recorder), span);
  return {
    name: 'sql',
    template(_, call, parts) {
      return raw(textOfTemplate(parts), call.span);
    },
    method(name, { args, span }) {
      const [first] = args;
      switch (name) {
        case 'raw':
          return raw(first?.type === 'string' ? first.text : Text.hole(first?.span ?? span), span);
        case 'ref':
        case 'table':
          return raw(reference(first, span), span);
        case 'id':
          return raw(dotted(args, span), span);
        case 'lit':
        case 'literal':
          return raw(first === undefined ? Text.hole(span) : immediate(first, first.span), span);
        case 'val':
        case 'value':
          return raw(first === undefined ? Text.hole(span) : parameter(first, first.span), span);
        case 'join':
          return raw(joinedWith(args, span), span);
        default:
          return undefined;
      }
    },
  };
}

function textOfTemplate({ strings, values, holes }: TemplateParts): Text {
  return Text.join(
    strings.flatMap((string, index) => {
      const [value, hole] = [values[index], holes[index]];
      return value === undefined || hole === undefined ? [string] : [string, parameter(value, hole)];
    }),
  );
}

function dotted(names: readonly Value[], span: Span): Text {
  return Text.join(
    names.flatMap((name, index) => [
      ...(index === 0 ? [] : [Text.of('.', name.span)]),
      identifier(name, span),
    ]),
  );
}

function joinedWith([list, separator]: readonly Value[], span: Span): Text {
  const between = nodeOf(separator)?.sql ?? Text.of(', ', span);
  return Text.join(
    itemsOf(list, span).flatMap((item, index) => [
      ...(index === 0 ? [] : [between]),
      parameter(item, item.span),
    ]),
  );
}
