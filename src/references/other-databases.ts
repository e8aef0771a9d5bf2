import path from 'node:path/posix';

import type { QualifiedName } from '../catalog/catalog.ts';
import { isRecord, parseJson } from '../discover/packages.ts';
import { findWord } from './text.ts';

/** What has to be known of the files that lie around, by their names relative to the root. */
export interface Surroundings {
  readonly names: () => readonly string[];
  readonly read: (file: string) => string | undefined;
  /** The migrations that are judged. */
  readonly migrations: ReadonlySet<string>;
}

const MIGRATION = /(?:^|\/)(?:migrations?|drizzle)\/(?:.*\/)?[^/]+\.(?:sql|[cm]?[jt]s)$/;

/** A package with migrations of its own. */
interface OtherPackage {
  readonly directory: string;
  readonly migrations: readonly string[];
}

/**
 * Tells code of another database in one repository: that of a package whose own migrations know a
 * table of the same name. A package that depends on one whose migrations are judged may use its
 * database all the same, and so may packages without migrations.
 */
export class OtherDatabases {
  readonly #around: Surroundings;
  readonly #tables = new Map<string, boolean>();
  #others: readonly OtherPackage[] | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  has(file: string, tables: readonly QualifiedName[]): boolean {
    const others = (this.#others ??= this.#readOthers());
    return others.some(
      (other) =>
        file.startsWith(`${other.directory}/`) && tables.every(({ name }) => this.#knows(other, name)),
    );
  }

  #knows({ directory, migrations }: OtherPackage, table: string): boolean {
    const key = `${directory}\0${table}`;
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const isKnown = migrations.some((file) => findWord(this.#around.read(file) ?? '', table) >= 0);
    this.#tables.set(key, isKnown);
    return isKnown;
  }

  #readOthers(): readonly OtherPackage[] {
    const { names, migrations } = this.#around;
    const files = names();
    const packages = new Set(
      files.filter((file) => path.basename(file) === 'package.json').map((file) => path.dirname(file)),
    );
    const own = new Set([...migrations].map((file) => packageOf(file, packages)));
    if (own.size === 0) return [];
    const others = new Map<string, string[]>();
    for (const file of files) {
      if (!MIGRATION.test(file) || migrations.has(file)) continue;
      const directory = packageOf(file, packages);
      const isAround = [...own].some((inner) => directory === '.' || `${inner}/`.startsWith(`${directory}/`));
      if (isAround) continue;
      const known = others.get(directory);
      if (known === undefined) others.set(directory, [file]);
      else known.push(file);
    }
    const ownNames = new Set([...own].flatMap((directory) => this.#manifest(directory).name ?? []));
    return [...others]
      .filter(([directory]) => !this.#manifest(directory).dependencies.some((name) => ownNames.has(name)))
      .map(([directory, files]) => ({ directory, migrations: files }));
  }

  #manifest(directory: string): {
    readonly name: string | undefined;
    readonly dependencies: readonly string[];
  } {
    const manifest = parseJson(this.#around.read(path.join(directory, 'package.json')) ?? '');
    if (!isRecord(manifest)) return { name: undefined, dependencies: [] };
    const { name, dependencies } = manifest;
    return {
      name: typeof name === 'string' ? name : undefined,
      dependencies: isRecord(dependencies) ? Object.keys(dependencies) : [],
    };
  }
}

/** The folder of the nearest package.json; `.` for the root, with one or without. */
function packageOf(file: string, packages: ReadonlySet<string>): string {
  let directory = path.dirname(file);
  while (directory !== '.' && !packages.has(directory)) directory = path.dirname(directory);
  return directory;
}
