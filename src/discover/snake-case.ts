import { isScript } from '../script-file.ts';
import type { Naming } from '../migration.ts';
import { findUp, type Directory } from './directory.ts';
import { packageVersion } from './packages.ts';
import { scriptFiles } from './script-files.ts';
import { settingIn } from './script-settings.ts';
import { isWalked } from './walked.ts';

/** How a library is told that names are sent in snake case. */
export interface SnakeCase {
  /** Finds each call that says so, such as `new CamelCasePlugin(`. */
  readonly mark: RegExp;
  /** The package that has it. */
  readonly package: string;
  /** The text of the configuration that the migrator goes by. */
  configuration(directory: Directory): string | undefined;
}

/** By directory: it is asked anew for each migration. */
const namings = new WeakMap<Directory, Naming | undefined>();

/**
 * How names are sent: as the configuration of the migrator says or, where there is none, as the
 * project says wherever it makes its connections. Where one says so and not the other, nobody who
 * reads can know.
 */
export function namingOf(directory: Directory, library: SnakeCase): Naming | undefined {
  if (!namings.has(directory)) namings.set(directory, findNaming(directory, library));
  return namings.get(directory);
}

function findNaming(directory: Directory, library: SnakeCase): Naming | undefined {
  const { mark } = library;
  const configuration = library.configuration(directory);
  if (configuration !== undefined && configuration.search(mark) >= 0)
    return namingIn([configuration], mark, true);
  if (packageVersion(directory, library.package) === undefined || !hasCamelCase(directory)) return undefined;
  const root = findUp(directory, ['package.json'])?.directory;
  if (root === undefined) return undefined;
  const texts = [...connectionFiles(root)].filter((text) => text.search(mark) >= 0);
  return texts.length === 0 ? undefined : namingIn(texts, mark, configuration === undefined);
}

/** Without a name in camel case there is nothing to look for. */
function hasCamelCase(directory: Directory): boolean {
  return scriptFiles(directory).some((name) =>
    /(['"`])[a-z][a-z0-9]*[A-Z]\w*\1/.test(directory.read(name) ?? ''),
  );
}

/** As files and folders are named in which a project connects to its database. */
const CONNECTS = /knex|kysely|objection|database|connect|tenan|config|postgres|[dD]b(?![a-z])|DB/;

/** The texts of the scripts of a package that may connect to its database. */
function* connectionFiles(directory: Directory): Iterable<string> {
  for (const name of directory.files) {
    const path = directory.pathOf(name);
    const text = isScript(name) && CONNECTS.test(path) ? directory.read(name) : undefined;
    if (text !== undefined) yield text;
  }
  for (const name of directory.directories)
    if (isWalked(name, { tests: false })) yield* connectionFiles(directory.directory(name));
}

/** Far enough for the options of a call. */
const CALL = 300;

function namingIn(texts: readonly string[], mark: RegExp, isAll: boolean): Naming {
  const places = texts.flatMap((text) =>
    [...text.matchAll(mark)].map(({ index }) => ({
      options: text.slice(index, index + CALL),
      // What stands behind these is chosen when it runs.
      isChosen: /(?:\?|&&|\|\|)[\s([{.]*$/.test(text.slice(0, index)),
    })),
  );
  const isSet = (name: string): boolean => places.some(({ options }) => settingIn(options, name) === 'true');
  return {
    upperCase: isSet('upperCase'),
    underscoreBeforeDigits: isSet('underscoreBeforeDigits'),
    underscoreBetweenUppercaseLetters: isSet('underscoreBetweenUppercaseLetters'),
    ...(isAll && !places.some(({ isChosen }) => isChosen) ? {} : { isPossible: true }),
  };
}
