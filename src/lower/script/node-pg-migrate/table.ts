import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, objectValue, stringOf, type Value } from '../value.ts';
import { columnsOf, commentOn } from './column.ts';
import { constraintsOf } from './constraint.ts';
import type { Calls } from './calls.ts';
import { alterColumn } from './alter-column.ts';
import { altered, dropped, flag, placeOf, type Step } from './step.ts';
import { listOf, quoted, raw } from './value.ts';

/** Tables, columns and constraints. https://salsita.github.io/node-pg-migrate/migrations/tables */
export const TABLE_CALLS: Calls = {
  createTable,
  dropTable: (step) => [dropped(step, 'TABLE')],
  renameTable: (step) => [step.sql`ALTER TABLE ${step.name(0)} RENAME TO ${step.name(1)}`],
  alterTable,
  addColumns,
  dropColumns,
  renameColumn: (step) => [step.sql`ALTER TABLE ${step.name(0)} RENAME ${step.name(1)} TO ${step.name(2)}`],
  alterColumn,
  addConstraint,
  dropConstraint,
  renameConstraint: (step) => [
    step.sql`ALTER TABLE ${step.name(0)} RENAME CONSTRAINT ${step.name(1)} TO ${step.name(2)}`,
  ],
};

function createTable(step: Step): readonly Text[] {
  const [table] = step.args;
  const options = step.options(2);
  const columns = columnsOf(table, step.object(1, 'the columns'), step);
  const given = options.get('constraints');
  const own = given?.type === 'object' ? given : objectValue(new Map(), options.span);
  if (given !== undefined && given.type !== 'object')
    step.note('the constraints of the table are only known when the migration runs', given.span);
  const entries = new Map(own.entries);
  if (columns.primaryKey.length > 0)
    entries.set('primaryKey', {
      type: 'array',
      items: [...columns.primaryKey],
      complete: true,
      span: step.place,
    });
  const constraints = constraintsOf(table, { ...own, entries }, undefined, step);
  const comment = options.value.entries.get('comment');
  const elements = [...columns.definitions, ...constraints.definitions, ...likeOf(options)];
  return [
    step.sql`CREATE${flag(options, 'temporary', 'TEMPORARY')}${flag(options, 'unlogged', 'UNLOGGED')} TABLE${flag(
      options,
      'ifNotExists',
      'IF NOT EXISTS',
    )} ${step.name(0)} (${listed(elements, step.place)})${inheritsOf(options)}${partitionOf(options)}`,
    ...columns.comments,
    ...constraints.comments,
    ...(comment === undefined ? [] : [commentOn('TABLE', step.name(0), comment)]),
  ];
}

/** `like` is a table, or `{ table, options: { including, excluding } }`. */
function likeOf(options: Options): readonly Text[] {
  const like = options.get('like');
  if (like === undefined) return [];
  const place = placeOf(options.value, 'like');
  const table = like.type === 'object' ? (like.entries.get('table') ?? like) : like;
  const settings = like.type === 'object' ? like.entries.get('options') : undefined;
  const words = (name: string, word: string): SqlPart =>
    settings?.type === 'object'
      ? listOf(settings.entries.get(name)).map((item) => [` ${word} `, raw(item)])
      : undefined;
  return [
    sqlAt(
      place,
    )`LIKE ${quoted(table, place)}${[words('including', 'INCLUDING'), words('excluding', 'EXCLUDING')]}`,
  ];
}

function inheritsOf(options: Options): Text | undefined {
  const value = options.get('inherits');
  if (value === undefined) return undefined;
  return sqlAt(placeOf(options.value, 'inherits'))` INHERITS (${quoted(value, value.span)})`;
}

function partitionOf(options: Options): Text | undefined {
  const value = options.get('partition');
  if (value?.type !== 'object') return undefined;
  const place = placeOf(options.value, 'partition');
  const strategy = value.entries.get('strategy');
  const columns = listOf(value.entries.get('columns')).map((column): SqlPart => {
    if (column.type !== 'object') return quoted(column, place);
    const [collate, operators] = [column.entries.get('collate'), column.entries.get('opclass')];
    return [
      quoted(column.entries.get('name'), place),
      collate === undefined ? undefined : [' COLLATE ', raw(collate)],
      operators === undefined ? undefined : [' ', raw(operators)],
    ];
  });
  return sqlAt(
    place,
  )` PARTITION BY ${strategy === undefined ? Text.hole(place) : raw(strategy)} (${listed(columns, place)})`;
}

function alterTable(step: Step): readonly Text[] {
  const options = step.options(1);
  const level = options.get('levelSecurity');
  const unlogged = options.get('unlogged');
  const changes = [
    level === undefined
      ? []
      : [sqlAt(placeOf(options.value, 'levelSecurity'))`${raw(level)} ROW LEVEL SECURITY`],
    unlogged === undefined
      ? []
      : [
          sqlAt(
            placeOf(options.value, 'unlogged'),
          )`${options.flag('unlogged') ? 'SET UNLOGGED' : 'SET LOGGED'}`,
        ],
  ].flat();
  return changes.length === 0 ? [] : [altered(step, changes)];
}

function addColumns(step: Step): readonly Text[] {
  const columns = step.object(1, 'the columns');
  const { definitions, comments } = columnsOf(step.args[0], columns, step);
  const ifNotExists = flag(step.options(2), 'ifNotExists', 'IF NOT EXISTS');
  const places = [...columns.entries.keys()].map((name) => placeOf(columns, name));
  const added = definitions.map(
    (definition, index) => sqlAt(places[index] ?? step.place)`ADD${ifNotExists} ${definition}`,
  );
  return added.length === 0 ? [] : [altered(step, added), ...comments];
}

/** A name, a list of names, or an object whose keys are the names. */
function dropColumns(step: Step): readonly Text[] {
  const [, columns] = step.args;
  const options = step.options(2);
  const ifExists = flag(options, 'ifExists', 'IF EXISTS');
  const cascade = flag(options, 'cascade', 'CASCADE');
  const names: readonly Value[] =
    columns?.type === 'object'
      ? [...columns.entries.keys()].map((name) => {
          const span = columns.keys?.get(name) ?? columns.span;
          return { type: 'string', text: Text.of(name, span), span };
        })
      : listOf(columns);
  return [
    altered(
      step,
      names.map((name) => sqlAt(name.span)`DROP${ifExists} ${quoted(name, name.span)}${cascade}`),
    ),
  ];
}

/** The constraint as SQL in a string, or as an object. */
function addConstraint(step: Step): readonly Text[] {
  const [table, name, expression] = step.args;
  if (expression?.type === 'object') {
    const { definitions, comments } = constraintsOf(table, expression, name, step);
    if (definitions.length === 0) return [];
    return [
      altered(
        step,
        definitions.map((definition) => sqlAt(definition.place)`ADD ${definition}`),
      ),
      ...comments,
    ];
  }
  const isNamed = name !== undefined && !isNullish(name) && stringOf(name) !== '';
  const head = isNamed ? step.sql`CONSTRAINT ${step.name(1)} ` : undefined;
  return [
    altered(step, [
      step.sql`ADD ${head}${expression === undefined ? Text.hole(step.place) : raw(expression)}`,
    ]),
  ];
}

function dropConstraint(step: Step): readonly Text[] {
  const options = step.options(2);
  return [
    step.sql`ALTER TABLE${flag(options, 'ifTableExists', 'IF EXISTS')} ${step.name(0)} DROP CONSTRAINT${flag(
      options,
      'ifExists',
      'IF EXISTS',
    )} ${step.name(1)}${flag(options, 'cascade', 'CASCADE')}`,
  ];
}
