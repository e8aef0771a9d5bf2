import type { Confidence } from '../../../reference.ts';
import { nearestFile } from '../../nearest-file.ts';
import type { CodeTree } from '../../source.ts';

/** How names come about that the code does not spell out, as TypeORM's `NamingStrategyInterface` has it. */
export interface Strategy {
  readonly confidence: Confidence;
  readonly because: string | undefined;
  /** `entityPrefix` of the data source. */
  readonly prefix: string;
  table(className: string): string;
  /** `prefixes` are those of the embeddeds around the column, outermost first. */
  column(property: string, given: string | undefined, prefixes: readonly string[]): string;
  joinColumn(relation: string, referenced: string): string;
  joinTable(owner: string, target: string, property: string): string;
  joinTableColumn(table: string, column: string): string;
}

type Names = Omit<Strategy, 'confidence' | 'because' | 'prefix'>;

const DEFAULT: Names = {
  table: snakeCase,
  column(property, given, prefixes) {
    const name = given ?? property;
    return prefixes.length === 0 ? name : camelCase(prefixes.join('_')) + titleCase(name);
  },
  joinColumn: (relation, referenced) => camelCase(`${relation}_${referenced}`),
  joinTable: (owner, target, property) => snakeCase(`${owner}_${property.replaceAll('.', '_')}_${target}`),
  joinTableColumn: (table, column) => camelCase(`${table}_${column}`),
};

/** `SnakeNamingStrategy` of typeorm-naming-strategies, which most others are copies of. */
const SNAKE: Names = {
  table: snakeCase,
  column: (property, given, prefixes) =>
    snakeCase([...prefixes, ''].join('_')) + (given ?? snakeCase(property)),
  joinColumn: (relation, referenced) => snakeCase(`${relation}_${referenced}`),
  joinTable: (owner, target, property) => snakeCase(`${owner}_${property.replaceAll('.', '_')}_${target}`),
  joinTableColumn: (table, column) => snakeCase(`${table}_${column}`),
};

const known = new WeakMap<CodeTree, Map<string, Strategy>>();

/** The strategy of the data source that is nearest to a file; the default one where none sets another. */
export function strategyFor(file: string, tree: CodeTree): Strategy {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const byFolder = known.get(tree) ?? new Map<string, Strategy>();
  known.set(tree, byFolder);
  const strategy = byFolder.get(folder) ?? readStrategy(file, tree);
  byFolder.set(folder, strategy);
  return strategy;
}

function readStrategy(file: string, tree: CodeTree): Strategy {
  const prefix = settingNear(file, tree, /\bentityPrefix['"]?\s*:\s*['"`]([\w.-]+)['"`]/) ?? '';
  const strategy = settingNear(file, tree, /\bnamingStrategy['"]?\s*:\s*(?:new\s+)?([\w.]+)/);
  if (strategy === undefined) return { ...DEFAULT, confidence: 'certain', because: undefined, prefix };
  if (/snake/i.test(strategy))
    return { ...SNAKE, confidence: 'likely', because: `the naming strategy is "${strategy}"`, prefix };
  return {
    ...DEFAULT,
    confidence: 'possible',
    because: `the naming strategy "${strategy}" is not read`,
    prefix,
  };
}

function settingNear(file: string, tree: CodeTree, setting: RegExp): string | undefined {
  const found = new Map<string, string>();
  for (const name of tree.filesWith(['namingStrategy', 'entityPrefix'])) {
    const value = setting.exec(tree.read(name)?.text ?? '')?.[1];
    if (value !== undefined) found.set(name, value);
  }
  const nearest = nearestFile([...found.keys()], file);
  return nearest === undefined ? undefined : found.get(nearest);
}

function snakeCase(name: string): string {
  return name
    .replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function camelCase(name: string): string {
  return name.replace(/^([A-Z])|[\s\-_](\w)/g, (_, first: string | undefined, next: string | undefined) =>
    next === undefined ? (first ?? '').toLowerCase() : next.toUpperCase(),
  );
}

function titleCase(name: string): string {
  return name.replace(/\w\S*/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}
