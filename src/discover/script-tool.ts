import type { ToolId, TransactionMode } from '../migration.ts';
import { databaseOfProject } from './script-settings.ts';
import type { Directory } from './directory.ts';
import { compareText } from './names.ts';
import { packageVersion } from './packages.ts';
import { pairUpAndDown, sqlWithDowns } from './pairs.ts';
import {
  definesUp,
  isMigrationsFolder,
  isNumbered,
  scriptFiles,
  scriptSamples,
  scriptUnit,
} from './script-files.ts';
import { namingOf, type SnakeCase } from './snake-case.ts';
import type { Listing, Tool, TransactionContext, Unit } from './tool.ts';

/** What sets a library apart from others whose migrations are TypeScript or JavaScript. */
export interface ScriptLibrary {
  readonly id: ToolId;
  readonly name: string;
  readonly docs: string;
  /** A project that uses it depends on one of these. */
  readonly packages: readonly string[];
  /** Stands in the library's migrations and in no others. */
  readonly signature: RegExp;
  /** Stands in its migrations and in others; it counts where the project depends on the library. */
  readonly hint?: RegExp;
  /** It also applies the SQL files of the folder. */
  readonly appliesSql?: true;
  /** The order in which it applies two migrations of a folder. Default: by name. */
  readonly compare?: (left: Unit, right: Unit) => number;
  transaction(text: string, context: TransactionContext): TransactionMode;
  /** How it is told that names are sent in snake case. */
  readonly snakeCase?: SnakeCase;
}

/** A tool that reads migrations in TypeScript and JavaScript. */
export interface ScriptTool extends Tool {
  /** Whether the text of a script in the directory is one of its migrations. */
  claims(text: string, directory: Directory): boolean;
}

export function scriptTool(library: ScriptLibrary): ScriptTool {
  const claims = (text: string, directory: Directory): boolean =>
    definesUp(text) &&
    (library.signature.test(text) || (library.hint?.test(text) === true && dependsOn(library, directory)));
  return {
    id: library.id,
    name: library.name,
    docs: library.docs,
    claims,

    recognises(directory) {
      if (!isMigrationsFolder(directory)) return false;
      const samples = scriptSamples(directory);
      const claimed = samples.filter((text) => claims(text, directory));
      return claimed.length > 0 && claimed.length * 2 >= samples.length;
    },

    list: (directory) => listScripts(directory, library),
    transaction: (text, context) => library.transaction(text, context),
    otherDatabase: databaseOfProject,
    naming: (directory) =>
      library.snakeCase === undefined ? undefined : namingOf(directory, library.snakeCase),
  };
}

function dependsOn({ packages }: ScriptLibrary, directory: Directory): boolean {
  return packages.some((name) => packageVersion(directory, name) !== undefined);
}

/**
 * The migrations of a folder: its scripts and, where the library applies those too, its SQL files. A
 * script that is named as a migration and defines no `up` may get it from elsewhere.
 */
export function listScripts(
  directory: Directory,
  { appliesSql, compare = byName }: Pick<ScriptLibrary, 'appliesSql' | 'compare'>,
): Listing {
  const units: Unit[] = [];
  const others: string[] = [];
  for (const name of scriptFiles(directory)) {
    const unit = scriptUnit(directory, name);
    if (unit === undefined) continue;
    if (definesUp(unit.up.text) || isNumbered(name)) units.push(unit);
    else others.push(directory.pathOf(name));
  }
  if (appliesSql === true) units.push(...pairUpAndDown(directory, sqlWithDowns(directory)));
  return { units: units.toSorted(compare), notes: leftOut(others) };
}

function byName(left: Unit, right: Unit): number {
  return compareText(left.id, right.id);
}

function leftOut(files: readonly string[]): readonly string[] {
  const [first, ...others] = files;
  if (first === undefined) return [];
  return [
    others.length === 0
      ? `${first} defines no "up" and was left out.`
      : `${first} and ${String(others.length)} more files define no "up" and were left out.`,
  ];
}
