import { listed, quotedText, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { isNullish, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { dropped, flag, placeOf, type Step } from './step.ts';
import { typeText, withShorthands } from './type.ts';
import { escaped, listOf, quoted, raw } from './value.ts';

/** Types, enums, domains. https://salsita.github.io/node-pg-migrate/migrations/types */
export const TYPE_CALLS: Calls = {
  createType(step) {
    const [, definition] = step.args;
    if (definition?.type !== 'object') {
      const labels = listOf(definition).map((label) => escaped(label, step.place));
      return [step.sql`CREATE TYPE ${step.name(0)} AS ENUM (${listed(labels, step.place)})`];
    }
    const attributes = [...definition.entries].map(([name, type]) => {
      const place = placeOf(definition, name);
      return sqlAt(place)`${quotedText(Text.of(name, place))} ${attributeType(type, step)}`;
    });
    return [step.sql`CREATE TYPE ${step.name(0)} AS (${listed(attributes, step.place)})`];
  },
  dropType: (step) => [dropped(step, 'TYPE')],
  renameType: (step) => [step.sql`ALTER TYPE ${step.name(0)} RENAME TO ${step.name(1)}`],
  addTypeValue(step) {
    const options = step.options(2);
    const beside = (name: string, words: string): SqlPart => {
      const value = options.get(name);
      return value === undefined ? undefined : [` ${words} `, escaped(value, value.span)];
    };
    return [
      step.sql`ALTER TYPE ${step.name(0)} ADD VALUE${flag(options, 'ifNotExists', 'IF NOT EXISTS')} ${value(step, 1)}${[
        beside('before', 'BEFORE'),
        beside('after', 'AFTER'),
      ]}`,
    ];
  },
  renameTypeValue: (step) => [
    step.sql`ALTER TYPE ${step.name(0)} RENAME VALUE ${value(step, 1)} TO ${value(step, 2)}`,
  ],
  addTypeAttribute: (step) => [
    step.sql`ALTER TYPE ${step.name(0)} ADD ATTRIBUTE ${step.name(1)} ${attributeType(step.args[2], step)}`,
  ],
  dropTypeAttribute: (step) => [
    step.sql`ALTER TYPE ${step.name(0)} DROP ATTRIBUTE ${step.name(1)}${flag(step.options(2), 'ifExists', 'IF EXISTS')}`,
  ],
  setTypeAttribute: (step) => [
    step.sql`ALTER TYPE ${step.name(0)} ALTER ATTRIBUTE ${step.name(1)} SET DATA TYPE ${attributeType(step.args[2], step)}`,
  ],
  renameTypeAttribute: (step) => [
    step.sql`ALTER TYPE ${step.name(0)} RENAME ATTRIBUTE ${step.name(1)} TO ${step.name(2)}`,
  ],
  createDomain(step) {
    const options = step.options(2);
    const [collation, check] = [options.get('collation'), options.get('check')];
    const defaultTo = options.value.entries.get('default');
    const named = options.get('constraintName');
    const name: SqlPart = named === undefined ? undefined : [' CONSTRAINT ', quoted(named, named.span)];
    return [
      step.sql`CREATE DOMAIN ${step.name(0)} AS ${attributeType(step.args[1], step)}${[
        collation === undefined ? undefined : [' COLLATE ', raw(collation)],
        defaultTo === undefined ? undefined : [' DEFAULT ', escaped(defaultTo, defaultTo.span)],
        options.flag('notNull') ? [name, ' NOT NULL'] : undefined,
        check === undefined ? undefined : [name, ' CHECK (', raw(check), ')'],
      ]}`,
    ];
  },
  alterDomain,
  dropDomain: (step) => [dropped(step, 'DOMAIN')],
  renameDomain: (step) => [step.sql`ALTER DOMAIN ${step.name(0)} RENAME TO ${step.name(1)}`],
};

function value(step: Step, index: number): Text {
  const label = step.args[index];
  return label === undefined ? step.name(index) : escaped(label, step.place);
}

function attributeType(type: Value | undefined, step: Step): Text {
  const options = type === undefined ? undefined : withShorthands(type, step.shorthands);
  return typeText(options?.entries.get('type') ?? type, step.place);
}

/** Each change is a statement of its own; a check needs the word ADD, which the library leaves out. */
function alterDomain(step: Step): readonly Text[] {
  const options = step.options(1);
  const { entries } = options.value;
  const [defaultTo, notNull] = [entries.get('default'), entries.get('notNull')];
  const changes: Text[] = [];
  if (defaultTo !== undefined) {
    const sql = sqlAt(placeOf(options.value, 'default'));
    changes.push(
      isNullish(defaultTo) ? sql`DROP DEFAULT` : sql`SET DEFAULT ${escaped(defaultTo, defaultTo.span)}`,
    );
  }
  if (options.flag('notNull')) changes.push(sqlAt(placeOf(options.value, 'notNull'))`SET NOT NULL`);
  else if (notNull !== undefined || options.flag('allowNull')) changes.push(step.sql`DROP NOT NULL`);
  const check = options.get('check');
  if (check !== undefined) {
    const name = options.get('constraintName');
    const head: SqlPart = name === undefined ? undefined : ['CONSTRAINT ', quoted(name, name.span), ' '];
    changes.push(sqlAt(placeOf(options.value, 'check'))`${head}CHECK (${raw(check)})`);
  }
  return changes.map((change) => step.sql`ALTER DOMAIN ${step.name(0)} ${change}`);
}
