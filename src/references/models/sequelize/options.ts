import { nearestFile } from '../../nearest-file.ts';
import type { CodeTree, Model } from '../../source.ts';
import { entryOf, objectAt, optionOf, type ObjectOf } from '../../static.ts';
import { keyName, walk } from '../../syntax.ts';
import { pluralize, underscore } from '../naming.ts';

/** What a model is given beside its attributes; what it leaves out is taken from the connection's `define`. */
export interface TableOptions {
  readonly own: ObjectOf | undefined;
  /** `new Sequelize({ define: { … } })` of the nearest file. */
  readonly shared: ObjectOf | undefined;
}

/** The options of a model in a file. */
export function tableOptions(own: ObjectOf | undefined, file: string, tree: CodeTree): TableOptions {
  return { own, shared: sharedOptions(file, tree) };
}

/** The value of an option, and whether it is the model's own or a default of Sequelize. */
export function optionIn(
  { own, shared }: TableOptions,
  key: string,
): string | number | boolean | null | undefined {
  return optionOf(own, key) ?? optionOf(shared, key);
}

/** Whether an option is set by the connection alone, so that another connection could set another. */
export function isShared({ own, shared }: TableOptions, key: string): boolean {
  return entryOf(own, key) === undefined && entryOf(shared, key) !== undefined;
}

/** The name that columns get which have no `field` of their own. */
export function columnName(attribute: string, options: TableOptions): string {
  return optionIn(options, 'underscored') === true ? underscore(attribute) : attribute;
}

/** The table of a model; a name that is not written is the plural of the model's. */
export function tableOf(
  modelName: string,
  options: TableOptions,
): Pick<Model, 'table' | 'confidence' | 'because'> {
  const given = optionIn(options, 'schema');
  const schema = typeof given === 'string' ? given : undefined;
  const written = optionOf(options.own, 'tableName');
  if (typeof written === 'string') return { table: { schema, name: written }, confidence: 'certain' };
  if (entryOf(options.own, 'tableName') !== undefined)
    return {
      table: { schema, name: plural(modelName, options) },
      confidence: 'possible',
      because: 'the name of the table is not a constant',
    };
  if (optionIn(options, 'freezeTableName') === true)
    return { table: { schema, name: modelName }, ...certainty(isShared(options, 'freezeTableName')) };
  return {
    table: { schema, name: plural(modelName, options) },
    confidence: 'likely',
    because: "Sequelize makes the name of the table from the model's",
  };
}

function plural(modelName: string, options: TableOptions): string {
  const name = pluralize(modelName);
  return optionIn(options, 'underscored') === true ? underscore(name) : name;
}

/** Of what the connection decides. */
export function certainty(isOfConnection: boolean): Pick<Model, 'confidence' | 'because'> {
  return isOfConnection
    ? { confidence: 'likely', because: 'an option of the connection decides it' }
    : { confidence: 'certain' };
}

/** The attributes that Sequelize adds by itself, with the option that may rename each of them. */
export function timestampsOf(
  options: TableOptions,
): readonly { readonly key: string; readonly name: string }[] {
  if (optionIn(options, 'timestamps') === false) return [];
  const keys =
    optionIn(options, 'paranoid') === true
      ? ['createdAt', 'updatedAt', 'deletedAt']
      : ['createdAt', 'updatedAt'];
  return keys.flatMap((key) => {
    const given = optionIn(options, key);
    return given === false ? [] : [{ key, name: typeof given === 'string' ? given : key }];
  });
}

const known = new WeakMap<CodeTree, ReadonlyMap<string, ObjectOf>>();

function sharedOptions(file: string, tree: CodeTree): ObjectOf | undefined {
  const all = known.get(tree) ?? readShared(tree);
  known.set(tree, all);
  const nearest = nearestFile([...all.keys()], file);
  return nearest === undefined ? undefined : all.get(nearest);
}

function readShared(tree: CodeTree): ReadonlyMap<string, ObjectOf> {
  const found = new Map<string, ObjectOf>();
  for (const name of tree.filesWith(['define:', '"define":', "'define':"])) {
    const file = tree.read(name);
    if (file?.script === undefined || !/sequelize|dialect/i.test(file.text)) continue;
    walk(file.script.program, (node) => {
      if (node.type !== 'Property' || keyName(node.key, node.computed) !== 'define') return;
      const options = objectAt(node.value as Parameters<typeof objectAt>[0], { file, tree });
      if (options !== undefined && !found.has(name)) found.set(name, options);
    });
  }
  return found;
}
