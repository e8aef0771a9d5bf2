import type { CallExpression, Class, NewExpression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import type { Code, Definition } from '../definitions.ts';
import type { Model, ModelColumn, ModelReader } from '../source.ts';
import {
  classChain,
  entryOf,
  objectAt,
  optionOf,
  spanOf,
  type ClassDefinition,
  type ObjectOf,
} from '../static.ts';
import { argumentAt, innermostCall, walk } from '../syntax.ts';
import { entityOfClass, ownDecorators } from './mikro-orm/class-entity.ts';
import { medusaModel } from './mikro-orm/medusa.ts';
import { strategyFor, type Strategy } from './mikro-orm/naming.ts';
import { columnsOf, pivotTables, type Build, type Entity } from './mikro-orm/properties.ts';
import { entityOfDefinition, schemaEntity } from './mikro-orm/schema-entity.ts';

/** Classes with `@Entity`, `EntitySchema`, `defineEntity`, and the models of Medusa. */
export const mikroOrm: ModelReader = {
  orm: 'mikro-orm',

  mayDeclare({ text }) {
    return (
      /@mikro-orm\/|@medusajs\//.test(text) &&
      /@Entity\b|EntitySchema|defineEntity|\.define\s*[(<]/.test(text)
    );
  },

  models(file, tree) {
    if (file.script === undefined) return [];
    const code = { file, tree };
    const build: Build = { strategy: strategyFor(file.file, tree), entityOf };
    const models: Model[] = [];
    const names = new Map<Node, Span>();
    walk(file.script.program, (node) => {
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init !== null)
        names.set(innermostCall(node.init), spanOf(node.id));
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression')
        models.push(...classModels(node, code, build));
      else if (node.type === 'NewExpression') models.push(...schemaModels(node, code, build));
      else if (node.type === 'CallExpression') {
        const found = medusaModel(node, names.get(node), code);
        models.push(...(found === undefined ? schemaModels(node, code, build) : [found]));
      }
    });
    return models;
  },
};

function entityOf(definition: Definition | undefined): Entity | undefined {
  return definition?.kind === 'class' ? entityOfClass(definition) : entityOfDefinition(definition);
}

/** The options of `@Entity`; undefined for a class that is none. */
function entityOptions({ node, file, tree }: ClassDefinition): ObjectOf | undefined {
  const decorator = ownDecorators(node, { file, tree }).find(({ name }) => name === 'Entity');
  if (decorator === undefined) return undefined;
  return objectAt(argumentAt(decorator.args, 0), decorator.code) ?? { entries: [], isComplete: true };
}

function classModels(node: Class, code: Code, build: Build): readonly Model[] {
  if (node.id === null || node.decorators.length === 0) return [];
  const definition: ClassDefinition = { kind: 'class', node, ...code };
  const own = entityOptions(definition);
  if (own === undefined) return [];
  const root = rootOf(definition);
  const isAbstract = optionOf(own, 'abstract') === true && root.options !== own;
  if (isAbstract || (optionOf(own, 'abstract') === true && !isDiscriminated(own))) return [];
  const entity = entityOfClass(definition);
  const span = spanOf(node.id);
  const table = tableOf(root.options, root.className, build.strategy);
  return modelsOf(
    { entity, table, span, code, discriminator: discriminator(root.options, { code, span }) },
    build,
  );
}

/** The class whose table it is: the one that tells its subclasses apart, or itself. */
function rootOf(definition: ClassDefinition): { readonly options: ObjectOf; readonly className: string } {
  const all = classChain(definition).classes.map((base) => ({
    options: entityOptions(base),
    className: base.node.id?.name ?? '',
  }));
  const [own] = all;
  const root = all.findLast(({ options }) => options !== undefined && isDiscriminated(options)) ?? own;
  return { options: root?.options ?? { entries: [], isComplete: true }, className: root?.className ?? '' };
}

function isDiscriminated(options: ObjectOf): boolean {
  return (
    entryOf(options, 'discriminatorColumn') !== undefined ||
    entryOf(options, 'discriminatorMap') !== undefined
  );
}

function discriminator(
  options: ObjectOf,
  { code, span }: { readonly code: Code; readonly span: Span },
): ModelColumn | undefined {
  if (!isDiscriminated(options)) return undefined;
  const written = optionOf(options, 'discriminatorColumn');
  const column = typeof written === 'string' ? written : 'type';
  return {
    property: column,
    column,
    file: code.file.file,
    span,
    confidence: 'certain',
    onInsert: 'value of the client',
  };
}

type Table = Pick<Model, 'table' | 'confidence' | 'because'>;

function tableOf(options: ObjectOf, className: string, strategy: Strategy): Table {
  const schema = optionOf(options, 'schema');
  const written = optionOf(options, 'tableName') ?? optionOf(options, 'collection');
  if (typeof written === 'string') {
    const [name = written, prefix] = written.split('.').toReversed();
    return {
      table: { schema: typeof schema === 'string' ? schema : prefix, name },
      confidence: 'certain',
    };
  }
  return {
    table: { schema: typeof schema === 'string' ? schema : undefined, name: strategy.table(className) },
    confidence: strategy.confidence,
    because: strategy.because,
  };
}

function schemaModels(node: NewExpression | CallExpression, code: Code, build: Build): readonly Model[] {
  const entity = schemaEntity(node, code);
  if (entity === undefined || entity.className === '') return [];
  const { options } = entity;
  if (optionOf(options, 'abstract') === true || optionOf(options, 'embeddable') === true) return [];
  const table = tableOf(options, entity.className, build.strategy);
  return modelsOf({ entity, table, span: entity.nameSpan, code, discriminator: undefined }, build);
}

interface Declared {
  readonly entity: Entity;
  readonly table: Table;
  readonly span: Span;
  readonly code: Code;
  readonly discriminator: ModelColumn | undefined;
}

function modelsOf(
  { entity, table, span, code, discriminator: extra }: Declared,
  build: Build,
): readonly Model[] {
  const { columns, isComplete } = columnsOf(entity.properties, build);
  const isNamed = extra === undefined || columns.some(({ column }) => column === extra.column);
  const file = code.file.file;
  const model: Model = {
    orm: 'mikro-orm',
    name: entity.className,
    ...table,
    file,
    span,
    columns: isNamed ? columns : [...columns, extra],
    isComplete: isComplete && entity.isComplete,
  };
  return [
    model,
    ...pivotTables({ entity, table: table.table.name, schema: table.table.schema, file }, build),
  ];
}
