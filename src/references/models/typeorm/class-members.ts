import type { Expression } from '@oxc-project/types';

import type { Code } from '../../definitions.ts';
import {
  classChain,
  itemsOf,
  objectAt,
  optionOf,
  spanOf,
  type ClassDefinition,
  type ObjectOf,
} from '../../static.ts';
import { argumentAt, keyName } from '../../syntax.ts';
import { typeAt } from '../entity-type.ts';
import { appliedTo, isDecorated, type Applied, type Decorated } from './decorators.ts';
import type {
  ColumnDeclaration,
  EmbeddedDeclaration,
  Members,
  Property,
  RelationDeclaration,
} from './members.ts';

const COLUMNS: Readonly<Record<string, ColumnDeclaration['filledBy']>> = {
  Column: undefined,
  PrimaryColumn: undefined,
  ViewColumn: undefined,
  PrimaryGeneratedColumn: 'database',
  CreateDateColumn: 'database',
  UpdateDateColumn: 'database',
  DeleteDateColumn: 'null',
  VersionColumn: 'client',
  TreeLevelColumn: 'client',
};

interface Collected {
  readonly columns: ColumnDeclaration[];
  readonly embeddeds: EmbeddedDeclaration[];
  readonly relations: RelationDeclaration[];
  isComplete: boolean;
}

/** Longer nestings of embeddeds are loops. */
const MAX_DEPTH = 6;

/** What the decorators of a class and of those that it extends say; of a property the nearest class decides. */
export function membersOfClass(definition: ClassDefinition, depth = 0): Members {
  const chain = classChain(definition);
  const members: Collected = { columns: [], embeddeds: [], relations: [], isComplete: chain.isComplete };
  if (depth > MAX_DEPTH) return { ...members, isComplete: false };
  const seen = new Set<string>();
  for (const { node, file, tree } of chain.classes) {
    const code = { file, tree };
    for (const member of node.body.body) {
      if (!isDecorated(member)) continue;
      const name = keyName(member.key, member.computed);
      if (name === undefined || seen.has(name)) continue;
      const applied = appliedTo(member, code);
      if (applied.length === 0) continue;
      seen.add(name);
      addMember(member, name, applied, { members, code, depth });
    }
  }
  return members;
}

interface Place {
  readonly members: Collected;
  readonly code: Code;
  readonly depth: number;
}

function addMember(member: Decorated, name: string, applied: readonly Applied[], place: Place): void {
  const { members, code } = place;
  const wrapper = applied.find((decorator) => decorator.wrapper !== undefined)?.wrapper;
  const because =
    wrapper === undefined ? undefined : `"@${wrapper}" of the project stands for TypeORM's decorator`;
  const property: Property = { name, span: spanOf(member.key), code, because };
  const column = applied.find((decorator) => Object.hasOwn(COLUMNS, decorator.name));
  if (column !== undefined) {
    const embedded = embeddedOf(column, property, place);
    if (embedded !== undefined) members.embeddeds.push(embedded);
    else if (mayEmbed(column)) members.isComplete = false;
    else members.columns.push(columnOf(column, property, applied));
    return;
  }
  const relation = relationOf(applied, property);
  if (relation !== undefined) members.relations.push(relation);
}

function columnOf(column: Applied, property: Property, applied: readonly Applied[]): ColumnDeclaration {
  const isGenerated = applied.some(({ name }) => name === 'Generated');
  return {
    property,
    options: optionsOf(column),
    isPrimary: column.name.startsWith('Primary'),
    filledBy: isGenerated ? 'database' : COLUMNS[column.name],
  };
}

/** The first argument that is an object: a type or a strategy may stand before it. */
function optionsOf({ args, code }: Applied): ObjectOf | undefined {
  return [0, 1, 2]
    .map((index) => objectAt(argumentAt(args, index), code))
    .find((found) => found !== undefined);
}

/** `@Column(() => Address, { prefix: 'home' })`. */
function embeddedOf(
  { args, code }: Applied,
  property: Property,
  { depth }: Place,
): EmbeddedDeclaration | undefined {
  const type = argumentAt(args, 0);
  if (!isTypeFunction(type)) return undefined;
  const target = typeAt(type, code);
  if (target?.kind !== 'class') return undefined;
  const prefix = optionOf(objectAt(argumentAt(args, 1), code), 'prefix');
  return {
    property,
    prefix: typeof prefix === 'string' ? prefix || undefined : prefix === false ? undefined : property.name,
    members: membersOfClass(target, depth + 1),
  };
}

/** A function for a type, as embeddeds have, that leads to no class; a project's decorator may have it in its options. */
function mayEmbed({ args, code, wrapper }: Applied): boolean {
  const type = argumentAt(args, 0);
  if (isTypeFunction(type)) return true;
  if (wrapper === undefined) return false;
  return objectAt(type, code)?.entries.some(({ value }) => isTypeFunction(value)) === true;
}

function isTypeFunction(argument: Expression | undefined): boolean {
  return argument?.type === 'ArrowFunctionExpression' || argument?.type === 'FunctionExpression';
}

function relationOf(applied: readonly Applied[], property: Property): RelationDeclaration | undefined {
  const find = (...names: readonly string[]): Applied | undefined =>
    applied.find(({ name }) => names.includes(name));
  const relation = find('ManyToOne', 'OneToOne', 'ManyToMany', 'TreeParent');
  if (relation === undefined) return undefined;
  const joinColumn = find('JoinColumn');
  const joinTable = find('JoinTable');
  const hasColumns =
    relation.name !== 'ManyToMany' && (relation.name !== 'OneToOne' || joinColumn !== undefined);
  return {
    property,
    target: relation.name === 'TreeParent' ? undefined : typeAt(argumentAt(relation.args, 0), relation.code),
    isNullable: optionOf(optionsOf(relation), 'nullable') !== false,
    joinColumns: hasColumns ? joinColumnsOf(joinColumn) : undefined,
    joinTable:
      relation.name === 'ManyToMany' && joinTable !== undefined
        ? (objectAt(argumentAt(joinTable.args, 0), joinTable.code) ?? { entries: [], isComplete: true })
        : undefined,
  };
}

function joinColumnsOf(decorator: Applied | undefined): readonly ObjectOf[] {
  const argument = decorator === undefined ? undefined : argumentAt(decorator.args, 0);
  if (decorator === undefined || argument === undefined) return [];
  const items = itemsOf(argument, decorator.code) ?? [{ value: argument, code: decorator.code }];
  return items.map(({ value, code }) => objectAt(value, code)).filter((found) => found !== undefined);
}
