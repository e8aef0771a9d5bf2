import type { CreateSchemaStmt } from 'libpg-query';
import type { Operation } from '../../operation.ts';
import type { LowerNested } from './data.ts';
import { known, roleName } from './name.ts';
import { findWords, type Region, slice, spanOf } from './region.ts';

/** The schema and then what the statement creates in it. */
export function lowerCreateSchema(
  node: CreateSchemaStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  // CREATE SCHEMA AUTHORIZATION names the schema after the role.
  const schema = node.schemaname === undefined ? roleName(node.authrole) : known(node.schemaname);
  const starts = findWords(slice(region, region.from + 1), 'CREATE', 'GRANT');
  const elements = (node.schemaElts ?? []).flatMap((element, index) => {
    const from = starts[index] ?? region.from;
    return lowerNested(element, slice(region, from, starts[index + 1] ?? region.to));
  });
  return [
    { kind: 'createSchema', span: spanOf(region), schema, ifNotExists: node.if_not_exists === true },
    ...elements.map((element) => inSchema(element, schema)),
  ];
}

/** Elements without a schema are created in the new one. */
function inSchema(operation: Operation, schema: string): Operation {
  switch (operation.kind) {
    case 'createTable':
    case 'createIndex':
    case 'createTrigger':
      return operation.table.schema === undefined
        ? { ...operation, table: { ...operation.table, schema } }
        : operation;
    case 'createView':
      return operation.view.schema === undefined
        ? { ...operation, view: { ...operation.view, schema } }
        : operation;
    case 'createSequence':
      return operation.sequence.schema === undefined
        ? { ...operation, sequence: { ...operation.sequence, schema } }
        : operation;
    default:
      return operation;
  }
}
