import type { Class, Expression, Node } from '@oxc-project/types';

import { definitionAt, type Code } from '../definitions.ts';
import type { Model, ModelColumn, ModelReader } from '../source.ts';
import {
  classChain,
  entryOf,
  objectAt,
  optionOf,
  spanOf,
  textOf,
  type ClassDefinition,
  type ObjectOf,
} from '../static.ts';
import { argumentAt, memberName, unwrap, walk } from '../syntax.ts';
import { attributeOf, columnsOf } from './sequelize/attributes.ts';
import { classModel } from './sequelize/class-model.ts';
import { columnName, tableOf, tableOptions, type TableOptions } from './sequelize/options.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;

/** `Model.init`, `sequelize.define`, and classes with the decorators of sequelize-typescript and Sequelize 7. */
export const sequelize: ModelReader = {
  orm: 'sequelize',

  mayDeclare({ text }) {
    return /sequelize|\bDataTypes\b/i.test(text) && /\.\s*(?:init|define)\s*[(<]|@\w+/.test(text);
  },

  models(file, tree) {
    if (file.script === undefined) return [];
    const code = { file, tree };
    const models: Model[] = [];
    visitWithClass(file.script.program, undefined, (node, around) => {
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
        const found = classModel(node, code);
        if (found !== undefined) models.push(found);
      }
      const made = node.type === 'CallExpression' ? calledModel(node, around, code) : undefined;
      if (made !== undefined) models.push(made);
    });
    return models;
  },
};

/** Visits all nodes with the class that each stands in. */
function visitWithClass(
  root: Node,
  around: Class | undefined,
  visit: (node: Node, around: Class | undefined) => void,
): void {
  walk(root, (node) => {
    const isInner = node !== root && (node.type === 'ClassDeclaration' || node.type === 'ClassExpression');
    if (isInner) {
      visitWithClass(node, node, visit);
      return false;
    }
    visit(node, around);
    return true;
  });
}

function calledModel(call: Call, around: Class | undefined, code: Code): Model | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const method = memberName(callee);
  if (method === 'define') return definedModel(call, code);
  return method === 'init' ? initialized(call, unwrap(callee.object), around, code) : undefined;
}

/** `sequelize.define('User', { … }, { … })`. */
function definedModel(call: Call, code: Code): Model | undefined {
  const name = argumentAt(call.arguments, 0);
  const modelName = textOf(name, code);
  const attributes = objectAt(argumentAt(call.arguments, 1), code);
  if (name === undefined || modelName === undefined || attributes === undefined) return undefined;
  if (!attributes.entries.some(({ value, code: at }) => hasType(value, at))) return undefined;
  return modelOf({ name: modelName, modelName, node: name, call, attributes, code, hasAllColumns: true });
}

/** Tells attributes from what else is defined somewhere with a name and an object. */
function hasType(value: Expression, code: Code): boolean {
  const options = objectAt(value, code);
  const node = unwrap(entryOf(options, 'type')?.value ?? value);
  const type = unwrap(node.type === 'CallExpression' ? node.callee : node);
  return type.type === 'MemberExpression' && /^[A-Z]+$/.test(memberName(type) ?? '');
}

/** `User.init({ … }, { sequelize })`, and `super.init` or `this.init` in a static method of the class. */
function initialized(
  call: Call,
  object: Expression,
  around: Class | undefined,
  code: Code,
): Model | undefined {
  const options = objectAt(argumentAt(call.arguments, 1), code);
  const attributes = objectAt(argumentAt(call.arguments, 0), code);
  if (attributes === undefined) return undefined;
  const isInside = object.type === 'Super' || object.type === 'ThisExpression';
  const found = isInside
    ? around && { kind: 'class' as const, node: around, ...code }
    : definitionAt(object, code);
  if (found?.kind !== 'class' || found.node.id === null) return undefined;
  const { root, isComplete } = classChain(found);
  const isModel = root?.kind === 'package' && root.specifier.includes('sequelize');
  if (!isModel && entryOf(options, 'sequelize') === undefined) return undefined;
  const modelName = optionOf(options, 'modelName');
  const name = found.node.id.name;
  return modelOf({
    name,
    modelName: typeof modelName === 'string' ? modelName : name,
    node: found.file === code.file ? found.node.id : call,
    call,
    attributes,
    code,
    hasAllColumns: isModel || isComplete,
    definition: found,
  });
}

interface Declared {
  readonly name: string;
  readonly modelName: string;
  /** Where the name stands. */
  readonly node: Node;
  readonly call: Call;
  readonly attributes: ObjectOf;
  readonly code: Code;
  readonly hasAllColumns: boolean;
  readonly definition?: ClassDefinition;
}

function modelOf(declared: Declared): Model {
  const { call, attributes, code } = declared;
  const given = argumentAt(call.arguments, memberName(unwrap(call.callee)) === 'define' ? 2 : 1);
  const own = objectAt(given, code);
  const options = tableOptions(own, code.file.file, code.tree);
  const file = code.file.file;
  const span = spanOf(declared.node);
  const columns = columnsOf(attributes.entries.map(attributeOf), options, { span, file });
  return {
    orm: 'sequelize',
    name: declared.name,
    ...tableOf(declared.modelName, options),
    file,
    span,
    columns: withKeys(columns, declared, options),
    isComplete:
      attributes.isComplete && declared.hasAllColumns && (given === undefined || own?.isComplete === true),
  };
}

/** The keys that `belongsTo` adds to the model, where no attribute has them already. */
function withKeys(
  columns: readonly ModelColumn[],
  { code, name, definition }: Declared,
  options: TableOptions,
): readonly ModelColumn[] {
  const all = new Map(columns.map((column) => [column.column, column]));
  const properties = new Set(columns.map(({ property }) => property));
  if (code.file.script === undefined || !code.file.text.includes('belongsTo')) return columns;
  visitWithClass(code.file.script.program, undefined, (node, around) => {
    if (node.type !== 'CallExpression' || memberName(unwrap(node.callee)) !== 'belongsTo') return;
    const { object } = unwrap(node.callee) as Extract<Expression, { type: 'MemberExpression' }>;
    const source = unwrap(object);
    const isOwn =
      source.type === 'ThisExpression' || source.type === 'Super'
        ? around !== undefined && around === definition?.node
        : source.type === 'Identifier' && source.name === name;
    const key = isOwn ? foreignKey(node, code) : undefined;
    if (key === undefined || properties.has(key.name)) return;
    const column = key.field ?? columnName(key.name, options);
    if (all.has(column)) return;
    all.set(column, {
      property: key.name,
      column,
      file: code.file.file,
      span: spanOf(key.node),
      confidence: 'possible',
      because: 'an association adds it',
      onInsert: 'null',
    });
  });
  return [...all.values()];
}

function foreignKey(
  call: Call,
  code: Code,
): { readonly name: string; readonly field: string | undefined; readonly node: Node } | undefined {
  const options = objectAt(argumentAt(call.arguments, 1), code);
  const entry = entryOf(options, 'foreignKey');
  if (entry !== undefined) {
    const key = objectAt(entry.value, entry.code);
    const name = textOf(entry.value, entry.code) ?? optionOf(key, 'name') ?? optionOf(key, 'fieldName');
    const field = optionOf(key, 'field');
    if (typeof name !== 'string') return undefined;
    return { name, field: typeof field === 'string' ? field : undefined, node: entry.value };
  }
  const target = argumentAt(call.arguments, 0);
  const as = optionOf(options, 'as');
  const model = target?.type === 'Identifier' ? target.name : target && memberName(target);
  const base = typeof as === 'string' ? as : model;
  if (base === undefined || target === undefined) return undefined;
  const name = `${base.charAt(0).toLowerCase()}${base.slice(1)}Id`;
  return { name, field: undefined, node: target };
}
