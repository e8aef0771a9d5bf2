import type { Recorder } from '../recorder.ts';
import { sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, type CallSite, type Host, type Value } from '../value.ts';
import { adopt, columnsText, nameText, nodeOf } from './node.ts';
import { tableText } from './table-name.ts';

const OPTIONS: Readonly<Record<string, string | undefined>> = {
  checkOption: ' with check option',
  localCheckOption: ' with local check option',
  cascadedCheckOption: ' with cascaded check option',
};
const CREATE: Readonly<Record<string, string | undefined>> = {
  createView: 'create view',
  createViewOrReplace: 'create or replace view',
  createMaterializedView: 'create materialized view',
};

/** The statements of `createView`, `alterView` and their like. */
export function viewStatements(
  method: string,
  call: CallSite,
  schema: Text | undefined,
  recorder: Recorder,
): readonly Text[] {
  const [name, callback] = call.args;
  const builder = new ViewBuilder();
  if (callback?.type === 'function') {
    const self = hostValue(builder, callback.span);
    call.run.call(callback, [self], call.span, self);
  } else {
    recorder.unreadable('the view is defined in a function that cannot be read', call);
    return [];
  }
  const view = tableText({ name, schema, place: call.span });
  const create = CREATE[method];
  const sql = sqlAt(call.span);
  if (create === undefined) return builder.changes.map((change) => sql`alter view ${view} ${change}`);
  return [
    sql`${create} ${view}${builder.columns} as ${builder.query ?? Text.hole(call.span)}${builder.option}`,
  ];
}

class ViewBuilder implements Host {
  readonly name = 'the view builder';
  readonly changes: Text[] = [];
  columns: Text | undefined;
  query: Text | undefined;
  option = '';

  method(name: string, call: CallSite): Value | undefined {
    const [first] = call.args;
    const self = hostValue(this, call.span);
    adopt(call.args);
    if (name === 'columns') this.columns = sqlAt(call.span)` (${columnsText(first, call.span)})`;
    else if (name === 'as' && first !== undefined) this.query = nodeOf(first)?.sql ?? valueText(first);
    else if (name === 'column') return hostValue(this.#column(first), call.span);
    else if (OPTIONS[name] !== undefined) this.option = OPTIONS[name];
    else return undefined;
    return self;
  }

  #column(column: Value | undefined): Host {
    const { changes } = this;
    const host: Host = {
      name: 'the column of a view',
      method(name, { args: [value], span }) {
        const sql = sqlAt(span);
        if (name === 'rename')
          changes.push(sql`rename ${nameText(column, span)} to ${nameText(value, span)}`);
        else if (name === 'defaultTo')
          changes.push(
            sql`alter ${nameText(column, span)} set default ${value === undefined ? undefined : valueText(value).within(span)}`,
          );
        else return undefined;
        return hostValue(host, span);
      },
    };
    return host;
  }
}
