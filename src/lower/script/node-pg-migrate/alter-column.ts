import type { Span } from '../../../operation.ts';
import { type SqlPart, sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, type Value } from '../value.ts';
import { commentOn, identityOf } from './column.ts';
import { altered, placeOf, type Step } from './step.ts';
import { typeText } from './type.ts';
import { escaped, raw } from './value.ts';

/** `pgm.alterColumn(table, column, changes)`: each change is a subcommand of one ALTER TABLE. */
export function alterColumn(step: Step): readonly Text[] {
  const object = step.object(2, 'the changes of the column');
  const options = step.optionsOf(object);
  const changes = [
    ...changeOfDefault(options),
    ...changeOfType(options),
    ...changeOfNull(options),
    ...changeOfIdentity(options),
    ...changeOfExpression(options),
  ];
  const comment = object.entries.get('comment');
  const column = step.name(1);
  const statement =
    changes.length === 0
      ? []
      : [
          altered(
            step,
            changes.map(({ text, place }) => sqlAt(place)`ALTER ${column} ${text}`),
          ),
        ];
  return comment === undefined
    ? statement
    : [...statement, commentOn('COLUMN', step.sql`${step.name(0)}.${column}`, comment)];
}

interface Change {
  readonly text: Text;
  readonly place: Span;
}

function change(options: Options, name: string, ...parts: readonly SqlPart[]): readonly Change[] {
  const place = placeOf(options.value, name);
  return [{ place, text: sqlAt(place)`${parts}` }];
}

function isNull(value: Value): boolean {
  return value.type === 'constant' && value.value === null;
}

function changeOfDefault(options: Options): readonly Change[] {
  const value = options.value.entries.get('default');
  if (value === undefined || (isNullish(value) && !isNull(value))) return [];
  if (isNull(value)) return change(options, 'default', 'DROP DEFAULT');
  return change(options, 'default', 'SET DEFAULT ', escaped(value, value.span));
}

function changeOfType(options: Options): readonly Change[] {
  const type = options.get('type');
  if (type === undefined) return [];
  const [collation, using] = [options.get('collation'), options.get('using')];
  return change(
    options,
    'type',
    'SET DATA TYPE ',
    typeText(type, type.span),
    collation === undefined ? undefined : [' COLLATE ', raw(collation)],
    using === undefined ? undefined : [' USING ', raw(using)],
  );
}

function changeOfNull(options: Options): readonly Change[] {
  const notNull = options.get('notNull');
  if (notNull !== undefined)
    return change(options, 'notNull', options.flag('notNull') ? 'SET NOT NULL' : 'DROP NOT NULL');
  return options.flag('allowNull') ? change(options, 'allowNull', 'DROP NOT NULL') : [];
}

function changeOfIdentity(options: Options): readonly Change[] {
  const value = options.value.entries.get('sequenceGenerated');
  if (value === undefined || (isNullish(value) && !isNull(value))) return [];
  if (value.type !== 'object') return change(options, 'sequenceGenerated', 'DROP IDENTITY');
  return change(options, 'sequenceGenerated', 'ADD ', identityOf(value, value.span));
}

function changeOfExpression(options: Options): readonly Change[] {
  const value = options.value.entries.get('expressionGenerated');
  if (value === undefined || (isNullish(value) && !isNull(value))) return [];
  if (isNull(value)) return change(options, 'expressionGenerated', 'DROP EXPRESSION');
  return change(options, 'expressionGenerated', 'SET EXPRESSION AS (', raw(value), ')');
}
