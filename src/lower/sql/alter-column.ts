import type { AlterTableCmd, Node } from 'libpg-query';
import type { AlterColumnType, Expression, ObjectName, Operation } from '../../operation.ts';
import { lowerExpression } from './expression.ts';
import { collationName } from './column.ts';
import { known } from './name.ts';
import { unwrap } from './node.ts';
import { findWord, insideParentheses, type Region, slice, spanOf } from './region.ts';
import { lowerTypeName } from './type-name.ts';

/** The subcommands of ALTER TABLE … ALTER COLUMN that change the column of the catalog. */
export function lowerAlterColumn(
  command: AlterTableCmd,
  table: ObjectName,
  part: Region,
): Operation | undefined {
  const target = { span: spanOf(part), table, column: known(command.name) };
  const ifExists = command.missing_ok === true;
  switch (command.subtype) {
    case 'AT_AlterColumnType':
      return { kind: 'alterColumnType', ...target, ...newType(command.def, part) };
    case 'AT_ColumnDefault':
      return command.def === undefined
        ? { kind: 'dropDefault', ...target }
        : { kind: 'setDefault', ...target, default: behind('DEFAULT', command.def, part) };
    case 'AT_SetNotNull':
      return { kind: 'setNotNull', ...target };
    case 'AT_DropNotNull':
      return { kind: 'dropNotNull', ...target };
    case 'AT_SetExpression':
      return { kind: 'setExpression', ...target, expression: newExpression(command.def, part) };
    case 'AT_DropExpression':
      return { kind: 'dropExpression', ...target, ifExists };
    case 'AT_AddIdentity':
      return { kind: 'addIdentity', ...target, identity: identityOf(command.def) };
    case 'AT_DropIdentity':
      return { kind: 'dropIdentity', ...target, ifExists };
    default:
      return undefined;
  }
}

function identityOf(node: Node | undefined): 'always' | 'byDefault' {
  return unwrap(node, 'Constraint')?.generated_when === 'a' ? 'always' : 'byDefault';
}

/** The expression from behind the keyword to the end of the subcommand. */
function behind(keyword: string, node: Node, part: Region): Expression {
  return lowerExpression(node, slice(part, (findWord(part, keyword) ?? part.from) + 1));
}

function newExpression(node: Node | undefined, part: Region): Expression {
  return lowerExpression(node ?? { A_Const: { isnull: true } }, insideParentheses(part) ?? part);
}

function newType(
  node: Node | undefined,
  part: Region,
): Pick<AlterColumnType, 'type' | 'using' | 'collation'> {
  const definition = unwrap(node, 'ColumnDef');
  const { raw_default: using, collClause } = definition ?? {};
  const type = lowerTypeName(definition?.typeName ?? {}, part);
  return {
    type,
    ...(using === undefined ? {} : { using: behind('USING', using, part) }),
    ...(collClause === undefined ? {} : { collation: collationName(collClause, part) }),
  };
}
