import type { Confidence } from '../../../reference.ts';
import { nearestFile } from '../../nearest-file.ts';
import type { CodeTree } from '../../source.ts';

/** How MikroORM's `NamingStrategy` makes the names that the code does not spell out. */
export interface Strategy {
  /** Of names that the strategy makes other than they are. */
  readonly confidence: Confidence;
  readonly because: string;
  table(className: string): string;
  column(property: string): string;
  joinColumn(name: string, referenced: string): string;
  joinTable(table: string, property: string): string;
}

const UNDERSCORE: Strategy = {
  confidence: 'likely',
  because: "MikroORM's naming strategy makes the name",
  table: underscore,
  column: underscore,
  joinColumn: (name, referenced) => `${underscore(name)}_${referenced}`,
  joinTable: (table, property) => `${underscore(table)}_${underscore(property)}`,
};

const ENTITY_CASE: Strategy = {
  ...UNDERSCORE,
  because: 'the naming strategy is "EntityCaseNamingStrategy"',
  table: (className) => className,
  column: (property) => property,
  joinColumn: (name) => name.charAt(0).toLowerCase() + name.slice(1),
  joinTable: (table, property) => `${table}_${property}`,
};

const known = new WeakMap<CodeTree, ReadonlyMap<string, string>>();

/** The strategy of the nearest configuration; `UnderscoreNamingStrategy`, the default, where none sets another. */
export function strategyFor(file: string, tree: CodeTree): Strategy {
  const strategies = known.get(tree) ?? readStrategies(tree);
  known.set(tree, strategies);
  const nearest = nearestFile([...strategies.keys()], file);
  const name = nearest === undefined ? undefined : strategies.get(nearest);
  if (name === undefined || name === 'UnderscoreNamingStrategy') return UNDERSCORE;
  if (name === 'EntityCaseNamingStrategy') return ENTITY_CASE;
  return { ...UNDERSCORE, confidence: 'possible', because: `the naming strategy "${name}" is not read` };
}

function readStrategies(tree: CodeTree): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of tree.filesWith(['namingStrategy'])) {
    const text = tree.read(name)?.text ?? '';
    const strategy = /\bnamingStrategy['"]?\s*:\s*(?:new\s+)?(\w+)/.exec(text)?.[1];
    if (strategy !== undefined && /mikro-?orm/i.test(text)) found.set(name, strategy);
  }
  return found;
}

/** Digits and runs of capitals stay together: `userID2` is `user_id2`. */
function underscore(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
