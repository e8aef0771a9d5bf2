import type { Expression, Node, TemplateLiteral } from '@oxc-project/types';

import { placeOfQuasi } from '../../lower/script/expression.ts';
import { Text } from '../../lower/script/text.ts';
import type { Code } from '../definitions.ts';
import { constantOf, spanOf } from '../static.ts';
import { argumentAt, memberName, unwrap } from '../syntax.ts';

/** The text that an expression is made of, with holes for what is not constant; undefined for what is no string. */
export function textAt(expression: Expression, code: Code): Text | undefined {
  const node = unwrap(expression);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' && node.raw !== null
        ? Text.ofLiteral(node.raw.slice(1, -1), node.value, node.start + 1)
        : undefined;
    case 'TemplateLiteral':
      return templateText(node, code);
    case 'BinaryExpression': {
      if (node.operator !== '+') return undefined;
      const [left, right] = [textAt(node.left, code), textAt(node.right, code)];
      if (left === undefined && right === undefined) return undefined;
      return Text.join([left ?? partAt(node.left, code), right ?? partAt(node.right, code)]);
    }
    case 'CallExpression':
      return joinedLines(node, code);
    default:
      return undefined;
  }
}

export function templateText(node: TemplateLiteral, code: Code): Text {
  const { text } = code.file;
  const parts = node.quasis.flatMap(({ value: { raw, cooked } }, index) => {
    const { start, end } = placeOfQuasi(node, index);
    const own = Text.ofLiteral(text.slice(start, end), cooked ?? raw, start);
    const hole = node.expressions[index];
    return hole === undefined ? [own] : [own, partAt(hole, code)];
  });
  return Text.join(parts);
}

/** A constant string by its name, all of it at the place of the name. */
export function constantText(node: Expression, code: Code): Text | undefined {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const value = constantOf(node, code);
  return typeof value === 'string' ? Text.of(value, spanOf(node)) : undefined;
}

/** `['SELECT …', 'FROM …'].join('\n')`. */
function joinedLines(node: Extract<Node, { type: 'CallExpression' }>, code: Code): Text | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'join') return undefined;
  const array = unwrap(callee.object);
  const separator = constantOf(argumentAt(node.arguments, 0), code);
  if (array.type !== 'ArrayExpression' || typeof separator !== 'string') return undefined;
  const lines = array.elements.map((element) =>
    element === null || element.type === 'SpreadElement' ? undefined : textAt(element, code),
  );
  if (lines.every((line) => line === undefined)) return undefined;
  const place = spanOf(node);
  return Text.join(
    lines.flatMap((line, index) => [
      ...(index === 0 ? [] : [Text.of(separator, place)]),
      line ?? Text.hole(place),
    ]),
  );
}

/** Functions that put the name or the text that they are given into a query. */
const NAMES: ReadonlySet<string> = new Set(['identifier', 'id', 'ref', 'table', 'sql', 'column', 'name']);
const TEXTS: ReadonlySet<string> = new Set(['raw', 'unsafe', 'lit', 'literal']);

/** What stands in a hole: a constant, a name that a library quotes, or what is known when it runs. */
function partAt(expression: Expression, code: Code): Text {
  const node = unwrap(expression);
  const own = textAt(node, code);
  if (own !== undefined) return own;
  const place = spanOf(node);
  const constant = constantText(node, code);
  if (constant !== undefined) return constant;
  if (node.type !== 'CallExpression') return Text.hole(place);
  const callee = node.callee.type === 'Identifier' ? node.callee.name : memberName(node.callee);
  const given = argumentAt(node.arguments, 0);
  if (callee === undefined || given === undefined) return Text.hole(place);
  if (TEXTS.has(callee)) return textAt(given, code) ?? Text.hole(place);
  return NAMES.has(callee) ? (quotedName(given, code) ?? Text.hole(place)) : Text.hole(place);
}

/** `'users'`, `'users.email'` or `['users', 'email']` as quoted names. */
function quotedName(given: Expression, code: Code): Text | undefined {
  const parts = given.type === 'ArrayExpression' ? given.elements : [given];
  const names = parts.flatMap((part) => {
    const text = part === null || part.type === 'SpreadElement' ? undefined : textAt(part, code);
    return text === undefined ? [] : dotted(text);
  });
  if (names.length === 0) return undefined;
  return Text.join(
    names.flatMap((name, index) => (index === 0 ? quoted(name) : [mark('.', name), ...quoted(name)])),
  );
}

function dotted(text: Text): readonly Text[] {
  const parts: Text[] = [];
  let at = 0;
  for (const part of text.value.split('.')) {
    parts.push(text.slice(at, at + part.length));
    at += part.length + 1;
  }
  return parts;
}

function quoted(name: Text): readonly Text[] {
  return [mark('"', name), name, mark('"', name)];
}

function mark(value: string, { place }: Text): Text {
  return Text.of(value, { start: place.start, end: place.start });
}
