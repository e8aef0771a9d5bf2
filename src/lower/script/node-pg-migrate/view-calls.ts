import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { dropped, flag, type Step } from './step.ts';
import { escaped, listOf, quoted, raw } from './value.ts';

/** Views. https://salsita.github.io/node-pg-migrate/migrations/views */
export const VIEW_CALLS: Calls = {
  createView,
  alterView: (step) => alteredView(step),
  alterViewColumn(step) {
    const value = step.object(2).entries.get('default');
    if (value === undefined) return [];
    const change = isNullish(value)
      ? step.sql`DROP DEFAULT`
      : step.sql`SET DEFAULT ${escaped(value, value.span)}`;
    return [step.sql`ALTER VIEW ${step.name(0)} ALTER COLUMN ${step.name(1)} ${change}`];
  },
  dropView: (step) => [dropped(step, 'VIEW')],
  renameView: (step) => [step.sql`ALTER VIEW ${step.name(0)} RENAME TO ${step.name(1)}`],
  createMaterializedView,
  alterMaterializedView,
  dropMaterializedView: (step) => [dropped(step, 'MATERIALIZED VIEW')],
  renameMaterializedView: (step) => [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)} RENAME TO ${step.name(1)}`,
  ],
  renameMaterializedViewColumn: (step) => [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)} RENAME COLUMN ${step.name(1)} TO ${step.name(2)}`,
  ],
  refreshMaterializedView(step) {
    const options = step.options(1);
    return [
      step.sql`REFRESH MATERIALIZED VIEW${flag(options, 'concurrently', 'CONCURRENTLY')} ${step.name(0)}${dataOf(options)}`,
    ];
  },
};

/** `(a, b)` behind the name of a view. */
function viewColumns(options: Options): SqlPart {
  const columns = listOf(options.get('columns')).map((column) => quoted(column, options.span));
  return columns.length === 0 ? undefined : ['(', listed(columns, options.span), ')'];
}

/** ` WITH (name = value, …)` or ` SET (…)`, without those that are null. */
function parameterList(object: Value | undefined, words: string): SqlPart {
  if (object?.type !== 'object') return undefined;
  const list = [...object.entries]
    .filter(([, value]) => !isNullish(value))
    .map(([name, value]): SqlPart =>
      value.type === 'constant' && value.value === true ? name : [name, ' = ', raw(value)],
    );
  return list.length === 0 ? undefined : [` ${words} (`, listed(list, object.span), ')'];
}

function resetList(object: Value | undefined): SqlPart {
  if (object?.type !== 'object') return undefined;
  const list = [...object.entries].filter(([, value]) => isNullish(value)).map(([name]) => name);
  return list.length === 0 ? undefined : [' RESET (', list.join(', '), ')'];
}

function dataOf(options: Options): SqlPart {
  if (options.get('data') === undefined) return undefined;
  return options.flag('data') ? ' WITH DATA' : ' WITH NO DATA';
}

function createView(step: Step): readonly Text[] {
  const options = step.options(1);
  const [, , definition] = step.args;
  const check = options.get('checkOption');
  return [
    step.sql`CREATE${flag(options, 'replace', 'OR REPLACE')}${flag(options, 'temporary', 'TEMPORARY')}${flag(
      options,
      'recursive',
      'RECURSIVE',
    )} VIEW ${step.name(0)}${viewColumns(options)}${parameterList(options.get('options'), 'WITH')} AS ${
      definition === undefined ? Text.hole(step.place) : raw(definition)
    }${check === undefined ? undefined : [' WITH ', raw(check), ' CHECK OPTION']}`,
  ];
}

function alteredView(step: Step): readonly Text[] {
  const options = step.options(1);
  const given = options.get('options');
  const check = options.get('checkOption');
  const set = parameterList(given, 'SET');
  const reset = resetList(given);
  const changes = [
    ...(set === undefined ? [] : [set]),
    ...(check === undefined ? [] : [[' SET (check_option = ', raw(check), ')']]),
    ...(reset === undefined ? [] : [reset]),
  ];
  return changes.map((change) => step.sql`ALTER VIEW ${step.name(0)}${change}`);
}

function createMaterializedView(step: Step): readonly Text[] {
  const options = step.options(1);
  const [, , definition] = step.args;
  const tablespace = options.get('tablespace');
  return [
    step.sql`CREATE MATERIALIZED VIEW${flag(options, 'ifNotExists', 'IF NOT EXISTS')} ${step.name(0)}${viewColumns(
      options,
    )}${parameterList(options.get('storageParameters'), 'WITH')}${
      tablespace === undefined ? undefined : [' TABLESPACE ', quoted(tablespace, step.place)]
    } AS ${definition === undefined ? Text.hole(step.place) : raw(definition)}${dataOf(options)}`,
  ];
}

function alterMaterializedView(step: Step): readonly Text[] {
  const options = step.options(1);
  const { entries } = options.value;
  const cluster = entries.get('cluster');
  const extension = options.get('extension');
  const parametersGiven = options.get('storageParameters');
  const changes = [
    cluster === undefined
      ? undefined
      : options.flag('cluster')
        ? [' CLUSTER ON ', quoted(cluster, step.place)]
        : ' SET WITHOUT CLUSTER',
    extension === undefined ? undefined : [' DEPENDS ON EXTENSION ', quoted(extension, step.place)],
    parameterList(parametersGiven, 'SET'),
    resetList(parametersGiven),
  ].filter((change) => change !== undefined);
  return [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)}${sqlAt(step.place)`${listed(changes, step.place)}`}`,
  ];
}
