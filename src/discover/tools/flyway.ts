import type { TransactionMode } from '../../migration.ts';
import { findUp, type Directory } from '../directory.ts';
import { compareDigits, compareText } from '../names.ts';
import { wholeFile, type Listing, type Tool, type TransactionContext, type Unit } from '../tool.ts';

const NAME = /^(?:([VUB])([\d._]+)|(R))__(.+)\.sql$/;
const CONFIGURATIONS = ['flyway.toml', 'flyway.user.toml', 'flyway.conf'];

/** Events whose scripts Flyway runs beside the migrations (`beforeMigrate.sql`, `afterEachMigrate__x.sql`). */
const CALLBACK = /^(?:before|after|create)[A-Z]\w*?(?:__.*)?\.sql$/;

const AUTOMATIC: TransactionMode = {
  scope: 'automatic',
  because:
    'Flyway applies each migration in a transaction, unless it holds only statements that cannot run in one',
  optOut:
    'Put the statement in a migration of its own: Flyway runs statements that cannot run in a transaction without one.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because:
    '"executeInTransaction=false" makes Flyway run the statements one by one, and each commits by itself',
  optOut: undefined,
};

const GROUP: TransactionMode = {
  scope: 'batch',
  because: 'Flyway applies all pending migrations in one transaction, as its setting "group" says',
  optOut: 'Turn off the setting "group", and put the statement in a migration of its own.',
};

export const flyway: Tool = {
  id: 'flyway',
  name: 'Flyway',
  docs: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations',

  recognises(directory) {
    return directory.files.some((name) => /^V[\d._]+__.+\.sql$/.test(name));
  },

  list(directory) {
    return listFlyway(directory);
  },

  transaction(_text, context) {
    if (setting(context, 'executeInTransaction') === 'false') return NONE;
    return setting(context, 'group') === 'true' ? GROUP : AUTOMATIC;
  },

  placeholders(_text, context) {
    return setting(context, 'placeholderReplacement') !== 'false';
  },
};

/** From the file beside the migration (`V2__x.sql.conf`) or, failing that, the project's configuration. */
function setting({ directory, file }: TransactionContext, name: string): string | undefined {
  const own = file.slice(directory.path === '.' ? 0 : directory.path.length + 1);
  const value = valueOf(directory.read(`${own}.conf`) ?? '', name);
  if (value !== undefined) return value;
  const found = findUp(directory, CONFIGURATIONS);
  return found === undefined ? undefined : valueOf(found.directory.read(found.name) ?? '', name);
}

function valueOf(text: string, name: string): string | undefined {
  return new RegExp(`^[ \\t]*(?:flyway\\.)?${name}[ \\t]*=[ \\t]*"?(\\w+)`, 'm')
    .exec(text)?.[1]
    ?.toLowerCase();
}

interface Script {
  readonly path: string;
  readonly kind: string;
  readonly version: string;
  readonly description: string;
}

function listFlyway(directory: Directory): Listing {
  const { scripts, strange } = scriptsBelow(directory);
  const versioned = scripts.filter(({ kind }) => kind === 'V').sort(byVersion);
  const repeatable = scripts
    .filter(({ kind }) => kind === 'R')
    .sort((left, right) => compareText(left.description, right.description));
  const undos = new Map(
    scripts.filter(({ kind }) => kind === 'U').map(({ version, path }) => [canonical(version), path]),
  );
  const units = [...baseline(scripts, versioned), ...versioned, ...repeatable].flatMap((script) =>
    unitOf(directory, script, undos),
  );
  const notes = strange.map(
    (path) => `${directory.pathOf(path)} is not named as Flyway expects a migration and was left out.`,
  );
  return { units, notes };
}

/** An empty database starts from the newest baseline; where what it sums up is still there, that is read instead. */
function baseline(scripts: readonly Script[], versioned: readonly Script[]): readonly Script[] {
  const newest = scripts
    .filter(({ kind }) => kind === 'B')
    .sort(byVersion)
    .at(-1);
  const first = versioned[0];
  if (newest === undefined) return [];
  return first !== undefined && compareVersions(first.version, newest.version) <= 0 ? [] : [newest];
}

function unitOf(directory: Directory, script: Script, undos: ReadonlyMap<string, string>): readonly Unit[] {
  const up = wholeFile(directory, script.path);
  if (up === undefined) return [];
  if (script.kind !== 'V')
    return [{ id: `${script.kind}${script.version}__${script.description}`, up, oneWay: true }];
  const undo = undos.get(canonical(script.version));
  return [
    { id: canonical(script.version), up, down: undo === undefined ? undefined : wholeFile(directory, undo) },
  ];
}

/** Flyway reads the folders below a location too. */
function scriptsBelow(
  directory: Directory,
  prefix = '',
): { readonly scripts: readonly Script[]; readonly strange: readonly string[] } {
  const scripts: Script[] = [];
  const strange: string[] = [];
  for (const name of directory.files.filter((file) => file.endsWith('.sql'))) {
    const match = NAME.exec(name);
    if (match !== null) {
      const [, kind, version, repeatable, description] = match;
      scripts.push({
        path: prefix + name,
        kind: kind ?? repeatable ?? '',
        version: version ?? '',
        description: description ?? '',
      });
    } else if (!CALLBACK.test(name)) strange.push(prefix + name);
  }
  for (const folder of directory.directories) {
    const below = scriptsBelow(directory.directory(folder), `${prefix}${folder}/`);
    scripts.push(...below.scripts);
    strange.push(...below.strange);
  }
  return { scripts, strange };
}

function byVersion(left: Script, right: Script): number {
  return compareVersions(left.version, right.version);
}

/** Part by part, as numbers; a missing part is 0. */
function compareVersions(left: string, right: string): number {
  const first = left.split(/[._]/);
  const second = right.split(/[._]/);
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const order = compareDigits(first[index] ?? '0', second[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** As Flyway prints a version: `1_2` and `1.2` are one. */
function canonical(version: string): string {
  return version.replaceAll('_', '.');
}
