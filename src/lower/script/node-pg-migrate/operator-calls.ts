import { listed, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { stringOf, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { parameters } from './routine-calls.ts';
import { flag, type Step } from './step.ts';
import { typeText } from './type.ts';
import { listOf, quoted, raw } from './value.ts';

/** Casts, operators and their classes and families. */
export const OPERATOR_CALLS: Calls = {
  createCast(step) {
    const [source, target] = step.args;
    const options = step.options(2);
    const fn = options.get('functionName');
    const argumentTypes = options.get('argumentTypes') ?? source;
    const how: SqlPart =
      fn === undefined
        ? options.flag('inout')
          ? 'WITH INOUT'
          : 'WITHOUT FUNCTION'
        : [
            'WITH FUNCTION ',
            quoted(fn, step.place),
            '(',
            listed(listOf(argumentTypes).map(raw), step.place),
            ')',
          ];
    const implicit = options.get('as');
    return [
      step.sql`CREATE CAST ${castOf(step, source, target)} ${how}${implicit === undefined ? undefined : [' AS ', raw(implicit)]}`,
    ];
  },
  dropCast: (step) => [
    step.sql`DROP CAST${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${castOf(step, step.args[0], step.args[1])}`,
  ],
  createOperator: (step) => [step.sql`CREATE OPERATOR ${bareName(step)} (${operatorDefinition(step)})`],
  dropOperator(step) {
    const options = step.options(1);
    const side = (name: string): SqlPart => quotedOr(options, name, 'none');
    return [
      step.sql`DROP OPERATOR${flag(options, 'ifExists', 'IF EXISTS')} ${bareName(step)}(${side('left')}, ${side('right')})${flag(
        options,
        'cascade',
        'CASCADE',
      )}`,
    ];
  },
  createOperatorClass(step) {
    const [, type, method, list] = step.args;
    const options = step.options(4);
    const family = options.get('family');
    return [
      step.sql`CREATE OPERATOR CLASS ${step.name(0)}${flag(options, 'default', 'DEFAULT')} FOR TYPE ${typeText(
        type,
        step.place,
      )} USING ${quoted(method, step.place)}${family === undefined ? undefined : [' FAMILY ', raw(family)]} AS ${operators(list, step)}`,
    ];
  },
  dropOperatorClass: (step) => [droppedOperator(step, 'CLASS')],
  renameOperatorClass: (step) => [renamedOperator(step, 'CLASS')],
  createOperatorFamily: (step) => [step.sql`CREATE OPERATOR FAMILY ${step.name(0)} USING ${method(step)}`],
  dropOperatorFamily: (step) => [droppedOperator(step, 'FAMILY')],
  renameOperatorFamily: (step) => [renamedOperator(step, 'FAMILY')],
  addToOperatorFamily: (step) => [
    step.sql`ALTER OPERATOR FAMILY ${step.name(0)} USING ${method(step)} ADD ${operators(step.args[2], step)}`,
  ],
  removeFromOperatorFamily: (step) => [
    step.sql`ALTER OPERATOR FAMILY ${step.name(0)} USING ${method(step)} DROP ${operators(step.args[2], step)}`,
  ],
};

function castOf(step: Step, source: Value | undefined, target: Value | undefined): Text {
  const type = (value: Value | undefined): Text => (value === undefined ? Text.hole(step.place) : raw(value));
  return step.sql`(${type(source)} AS ${type(target)})`;
}

/** The name of an operator is not quoted, its schema neither. */
function bareName(step: Step): SqlPart {
  const [value] = step.args;
  if (value?.type !== 'object') return value === undefined ? Text.hole(step.place) : raw(value);
  const [schema, name] = [value.entries.get('schema'), value.entries.get('name')];
  return [
    schema === undefined ? undefined : [raw(schema), '.'],
    name === undefined ? Text.hole(step.place) : raw(name),
  ];
}

function operatorDefinition(step: Step): Text {
  const options = step.options(1);
  const parts = [
    ['procedure', 'PROCEDURE'],
    ['left', 'LEFTARG'],
    ['right', 'RIGHTARG'],
    ['restrict', 'RESTRICT'],
    ['join', 'JOIN'],
  ].flatMap(([name = '', word = '']): readonly SqlPart[] => {
    const value = options.get(name);
    return value === undefined ? [] : [[`${word} = `, quoted(value, step.place)]];
  });
  const flags = [
    ['hashes', 'HASHES'],
    ['merges', 'MERGES'],
  ].flatMap(([name = '', word = '']) => (options.flag(name) ? [word] : []));
  return listed([...parts, ...flags], step.place);
}

function quotedOr(options: Options, name: string, otherwise: string): SqlPart {
  const value = options.get(name);
  return value === undefined ? otherwise : quoted(value, options.span);
}

function method(step: Step): Text {
  const [, value] = step.args;
  return value === undefined ? Text.hole(step.place) : raw(value);
}

function droppedOperator(step: Step, kind: string): Text {
  const options = step.options(2);
  return step.sql`DROP OPERATOR ${kind}${flag(options, 'ifExists', 'IF EXISTS')} ${step.name(0)} USING ${method(step)}${flag(
    options,
    'cascade',
    'CASCADE',
  )}`;
}

function renamedOperator(step: Step, kind: string): Text {
  return step.sql`ALTER OPERATOR ${kind} ${step.name(0)} USING ${method(step)} RENAME TO ${step.name(2)}`;
}

/** The operators and functions of a class or family. */
function operators(list: Value | undefined, step: Step): Text {
  const items = listOf(list).map((item): SqlPart => {
    if (item.type !== 'object') return Text.hole(item.span);
    const options = step.optionsOf(item);
    const part = (name: string): SqlPart => {
      const value = options.get(name);
      return value === undefined ? Text.hole(item.span) : raw(value);
    };
    const params = options.get('params');
    const isFunction = stringOf(options.get('type'))?.toLowerCase() === 'function';
    const signature = params === undefined && !isFunction ? undefined : parameters(params, step);
    return [
      part('type'),
      ' ',
      part('number'),
      ' ',
      isFunction ? quoted(options.get('name'), item.span) : part('name'),
      signature,
    ];
  });
  return listed(items, step.place);
}
