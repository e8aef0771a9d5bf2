import type { Class } from '@oxc-project/types';

import type { Code, Definition } from '../../definitions.ts';
import type { Model } from '../../source.ts';
import {
  classChain,
  constantOf,
  decoratorsOf,
  entryOf,
  objectAt,
  optionOf,
  spanOf,
  type ClassDefinition,
  type DecoratorOf,
  type ObjectOf,
} from '../../static.ts';
import { argumentAt, keyName } from '../../syntax.ts';
import { columnsOf, onInsertOf, type Attribute } from './attributes.ts';
import { tableOf, tableOptions } from './options.ts';

type Decorators = ReadonlyMap<string, DecoratorOf & { readonly code: Code }>;

/** sequelize-typescript, and the decorators that are part of Sequelize 7. */
function isSequelize(definition: Definition | undefined): boolean {
  return (
    definition?.kind === 'package' &&
    (definition.specifier === 'sequelize-typescript' || definition.specifier.startsWith('@sequelize/core'))
  );
}

function decorators(node: Parameters<typeof decoratorsOf>[0], code: Code): Decorators {
  const own = decoratorsOf(node, code).filter(({ definition }) => isSequelize(definition));
  return new Map(own.map((decorator) => [decorator.name, { ...decorator, code }]));
}

/** A class with `@Table` or attributes by decorators; undefined for any other. */
export function classModel(node: Class, code: Code): Model | undefined {
  if (node.id === null || node.abstract === true) return undefined;
  const onClass = decorators(node, code);
  const table = onClass.get('Table');
  const definition: ClassDefinition = { kind: 'class', node, ...code };
  if (table === undefined && !hasOwnAttributes(definition)) return undefined;
  const own = table === undefined ? undefined : objectAt(argumentAt(table.args, 0), code);
  const chain = classChain(definition);
  const { attributes, timestamps } = membersOf(chain.classes);
  const options = tableOptions(withTimestamps(own, timestamps), code.file.file, code.tree);
  const modelName = optionOf(own, 'modelName');
  const span = spanOf(node.id);
  const file = code.file.file;
  return {
    orm: 'sequelize',
    name: node.id.name,
    ...tableOf(typeof modelName === 'string' ? modelName : node.id.name, options),
    file,
    span,
    columns: columnsOf(attributes, options, { span, file }),
    isComplete: chain.isComplete && own?.isComplete !== false,
  };
}

/** Models of Sequelize 7 need no decorator on the class. */
function hasOwnAttributes({ node, file, tree }: ClassDefinition): boolean {
  return node.body.body.some(
    (member) => 'decorators' in member && decorators(member, { file, tree }).has('Attribute'),
  );
}

const TIMESTAMPS = { CreatedAt: 'createdAt', UpdatedAt: 'updatedAt', DeletedAt: 'deletedAt' } as const;

interface ClassMembers {
  readonly attributes: readonly Attribute[];
  /** The options that decorators such as `@CreatedAt` stand for, with the property that they are on. */
  readonly timestamps: ReadonlyMap<string, ObjectOf['entries'][number]>;
}

function membersOf(classes: readonly ClassDefinition[]): ClassMembers {
  const attributes = new Map<string, Attribute>();
  const timestamps = new Map<string, ObjectOf['entries'][number]>();
  for (const { node, file, tree } of classes) {
    const code = { file, tree };
    for (const member of node.body.body) {
      if (!('decorators' in member) || member.decorators.length === 0) continue;
      const name = keyName(member.key, member.computed);
      if (name === undefined || attributes.has(name)) continue;
      const found = decorators(member, code);
      const attribute = attributeOf(name, found, { code, span: spanOf(member.key) });
      if (attribute !== undefined) attributes.set(name, attribute);
      for (const [decorator, option] of Object.entries(TIMESTAMPS)) {
        if (!found.has(decorator) || timestamps.has(option)) continue;
        const value = { type: 'Literal' as const, value: name, raw: null, ...spanOf(member.key) };
        timestamps.set(option, { key: option, keySpan: spanOf(member.key), value, code });
      }
    }
  }
  return { attributes: [...attributes.values()], timestamps };
}

function attributeOf(
  name: string,
  found: Decorators,
  { code, span }: Pick<Attribute, 'code' | 'span'>,
): Attribute | undefined {
  const column = found.get('Column') ?? found.get('Attribute');
  const isTimestamp = Object.keys(TIMESTAMPS).some((decorator) => found.has(decorator));
  if (column === undefined && !isTimestamp && !found.has('PrimaryKey')) return undefined;
  const argument = column === undefined ? undefined : argumentAt(column.args, 0);
  const options = objectAt(argument, code);
  const field = found.get('ColumnName');
  const renamed = field === undefined ? undefined : argumentAt(field.args, 0);
  return {
    name,
    span,
    code,
    field: renamed === undefined ? entryOf(options, 'field') : { value: renamed, code },
    type: options === undefined ? argument : entryOf(options, 'type')?.value,
    isPrimary: found.has('PrimaryKey') || optionOf(options, 'primaryKey') === true,
    onInsert: decoratedInsert(found, options),
    isTimestamp: column === undefined && isTimestamp,
  };
}

function decoratedInsert(found: Decorators, options: ObjectOf | undefined): Attribute['onInsert'] {
  if (found.has('AutoIncrement')) return 'default of the database';
  if (found.has('DeletedAt')) return 'null';
  if (found.has('CreatedAt') || found.has('UpdatedAt') || found.has('Default')) return 'value of the client';
  const given = onInsertOf(options);
  const allowNull = found.get('AllowNull');
  const isRequired =
    found.has('PrimaryKey') ||
    found.has('NotNull') ||
    (allowNull !== undefined && constantOf(argumentAt(allowNull.args, 0), allowNull.code) === false);
  return given === 'null' && isRequired ? 'required' : given;
}

function withTimestamps(
  own: ObjectOf | undefined,
  timestamps: ClassMembers['timestamps'],
): ObjectOf | undefined {
  if (timestamps.size === 0) return own;
  const paranoid = timestamps.get('deletedAt');
  const isParanoid =
    paranoid === undefined
      ? []
      : [
          {
            ...paranoid,
            key: 'paranoid',
            value: { type: 'Literal' as const, value: true, raw: null, start: 0, end: 0 },
          },
        ];
  return {
    entries: [...(own?.entries ?? []), ...timestamps.values(), ...isParanoid],
    isComplete: own?.isComplete ?? true,
  };
}
