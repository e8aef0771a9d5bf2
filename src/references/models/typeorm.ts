import type { Class } from '@oxc-project/types';

import type { Code, Definition } from '../definitions.ts';
import type { Model, ModelColumn, ModelReader } from '../source.ts';
import {
  classChain,
  objectAt,
  optionOf,
  spanOf,
  textOf,
  type ClassDefinition,
  type ObjectOf,
} from '../static.ts';
import { argumentAt, walk } from '../syntax.ts';
import { columnsOf, type Target } from './typeorm/build.ts';
import { closureTable, joinTables } from './typeorm/join-tables.ts';
import { membersOfClass } from './typeorm/class-members.ts';
import { appliedTo, type Applied } from './typeorm/decorators.ts';
import { schemaAt, schemaModels, schemaTarget } from './typeorm/entity-schema.ts';
import { strategyFor, type Strategy } from './typeorm/naming.ts';

/** Classes with `@Entity` and its like, and `new EntitySchema(…)`. */
export const typeorm: ModelReader = {
  orm: 'typeorm',

  mayDeclare({ text }) {
    return /Entity\w*\s*[(<]/.test(text);
  },

  models(file, tree) {
    if (file.script === undefined) return [];
    const code = { file, tree };
    const strategy = strategyFor(file.file, tree);
    const models: Model[] = [];
    walk(file.script.program, (node) => {
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression')
        models.push(...classModels(node, code, strategy));
      const schema = node.type === 'NewExpression' ? schemaAt(node, code) : undefined;
      if (schema !== undefined)
        models.push(...schemaModels(schema, { strategy, targetOf: targetWith(strategy) }));
    });
    return models;
  },
};

const ENTITIES: ReadonlySet<string> = new Set(['Entity', 'ViewEntity', 'ChildEntity']);

function targetWith(strategy: Strategy): (definition: Definition | undefined) => Target | undefined {
  return (definition) => {
    if (definition?.kind === 'class') {
      const table = tableOf(definition, strategy);
      return table === undefined ? undefined : { table: table.name, members: membersOfClass(definition) };
    }
    return schemaTarget(definition, strategy);
  };
}

interface Table {
  readonly schema: string | undefined;
  readonly name: string;
  readonly isWritten: boolean;
  /** The entity whose table it is: the base class of `@ChildEntity`. */
  readonly owner: ClassDefinition;
  readonly isConstant: boolean;
}

function tableOf(definition: ClassDefinition, strategy: Strategy): Table | undefined {
  const entity = entityOf(definition);
  if (entity === undefined) return undefined;
  if (entity.name === 'ChildEntity') {
    const parent = classChain(definition)
      .classes.slice(1)
      .find((base) => entityOf(base) !== undefined);
    return parent === undefined ? undefined : tableOf(parent, strategy);
  }
  const options = optionsOf(entity);
  const first = argumentAt(entity.args, 0);
  const written = textOf(first, entity.code) ?? optionOf(options, 'name');
  const schema = optionOf(options, 'schema');
  const isConstant =
    first === undefined ||
    options?.entries.some(({ key }) => key === 'name') !== true ||
    written !== undefined;
  return {
    schema: typeof schema === 'string' ? schema : undefined,
    name:
      typeof written === 'string' && written !== ''
        ? written
        : strategy.table(definition.node.id?.name ?? ''),
    isWritten: typeof written === 'string' && written !== '',
    owner: definition,
    isConstant: isConstant && (first === undefined || options !== undefined || written !== undefined),
  };
}

function entityOf({ node, file, tree }: ClassDefinition): Applied | undefined {
  return appliedTo(node, { file, tree }).find(({ name }) => ENTITIES.has(name));
}

function optionsOf({ args, code }: Applied): ObjectOf | undefined {
  return objectAt(argumentAt(args, 0), code) ?? objectAt(argumentAt(args, 1), code);
}

function classModels(node: Class, code: Code, strategy: Strategy): readonly Model[] {
  if (node.id === null || node.decorators.length === 0) return [];
  const definition: ClassDefinition = { kind: 'class', node, ...code };
  const table = tableOf(definition, strategy);
  if (table === undefined) return [];
  const members = membersOfClass(definition);
  const targetOf = targetWith(strategy);
  const self: Target = { table: table.name, members };
  // The parent of a tree is of the same entity.
  const build = {
    strategy,
    targetOf: (found: Definition | undefined) => (found === undefined ? self : targetOf(found)),
  };
  const model: Model = {
    orm: 'typeorm',
    name: node.id.name,
    table: { schema: table.schema, name: strategy.prefix + table.name },
    file: code.file.file,
    span: spanOf(node.id),
    columns: [...columnsOf(members, build), ...impliedColumns(definition, table)],
    isComplete: members.isComplete,
    ...certainty(table, strategy),
  };
  const owner = { ...self, className: node.id.name, schema: table.schema, code };
  const tree = appliedTo(node, code).find(({ name }) => name === 'Tree');
  const closure =
    tree !== undefined && textOf(argumentAt(tree.args, 0), code) === 'closure-table'
      ? [closureTable(owner, model.span, objectAt(argumentAt(tree.args, 1), code), strategy)]
      : [];
  return [model, ...joinTables(owner, build), ...closure];
}

function certainty(
  table: Table,
  { confidence, because, prefix }: Strategy,
): Pick<Model, 'confidence' | 'because'> {
  if (!table.isConstant)
    return { confidence: 'possible', because: 'the name of the table is not a constant' };
  if (prefix !== '') return { confidence: 'likely', because: `the data source sets the prefix "${prefix}"` };
  return table.isWritten || because === undefined ? { confidence: 'certain' } : { confidence, because };
}

/** Columns that come with `@TableInheritance` and `@Tree` on a class or on one that it extends. */
function impliedColumns(definition: ClassDefinition, { owner }: Table): readonly ModelColumn[] {
  const columns: ModelColumn[] = [];
  for (const base of classChain(definition).classes) {
    const code = { file: base.file, tree: base.tree };
    for (const { name, args } of appliedTo(base.node, code)) {
      const implied =
        name === 'TableInheritance'
          ? discriminator(args, code, base.node === owner.node)
          : treeColumns(name, args, code);
      const span = spanOf(base.node.id ?? base.node);
      columns.push(
        ...implied.map((column) => ({
          property: column,
          column,
          file: code.file.file,
          span,
          confidence: 'certain' as const,
          onInsert: 'value of the client' as const,
        })),
      );
    }
  }
  return columns;
}

function discriminator(args: Applied['args'], code: Code, isOwner: boolean): readonly string[] {
  const options = objectAt(argumentAt(args, 0), code);
  const column = options?.entries.find(({ key }) => key === 'column');
  if (!isOwner && options === undefined) return [];
  if (column === undefined) return ['type'];
  const name = textOf(column.value, column.code) ?? optionOf(objectAt(column.value, column.code), 'name');
  return [typeof name === 'string' ? name : 'type'];
}

function treeColumns(name: string, args: Applied['args'], code: Code): readonly string[] {
  const kind = name === 'Tree' ? textOf(argumentAt(args, 0), code) : undefined;
  if (kind === 'nested-set') return ['nsleft', 'nsright'];
  return kind === 'materialized-path' ? ['mpath'] : [];
}
