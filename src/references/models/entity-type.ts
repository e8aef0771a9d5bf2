import type { Argument } from '@oxc-project/types';

import { definitionAt, definitionOf, exportOf, type Code, type Definition } from '../definitions.ts';
import { objectAt, optionOf, textOf } from '../static.ts';
import { argumentAt, returned, walk } from '../syntax.ts';

/** The entity that `() => User`, `User` or `'User'` names. */
export function typeAt(argument: Argument | undefined, code: Code): Definition | undefined {
  if (argument === undefined || argument.type === 'SpreadElement') return undefined;
  if (argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression')
    return typeAt(returned(argument), code);
  return definitionAt(argument, code) ?? byName(textOf(argument, code), code);
}

/** Entities may be named by strings, wherever they are. */
function byName(name: string | undefined, { tree }: Code): Definition | undefined {
  if (name === undefined) return undefined;
  for (const path of tree.filesWith([`class ${name}`, 'EntitySchema'])) {
    const file = tree.read(path);
    if (file?.text.includes(name) !== true) continue;
    const code = { file, tree };
    const found = exportOf(name, code) ?? definitionOf(name, code);
    if (found?.kind === 'class') return found;
    const schema = schemaNamed(name, code);
    if (schema !== undefined) return schema;
  }
  return undefined;
}

function schemaNamed(name: string, code: Code): Definition | undefined {
  let found: Definition | undefined;
  if (code.file.script !== undefined)
    walk(code.file.script.program, (node) => {
      if (found !== undefined) return false;
      if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return true;
      if (optionOf(objectAt(argumentAt(node.arguments, 0), code), 'name') === name)
        found = { kind: 'value', node, ...code };
      return found === undefined;
    });
  return found;
}
