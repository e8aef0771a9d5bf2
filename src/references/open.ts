import { realpathSync } from 'node:fs';
import path from 'node:path';

import { openRepository } from '../git.ts';
import type { History } from '../migration.ts';
import type { ApplicationCode, Search } from '../reference.ts';
import { DATABASE_WORDS } from './application.ts';
import { SearchedCode, type Places } from './find.ts';
import { tablesOf } from './matching.ts';
import { OtherDatabases } from './other-databases.ts';
import { sameFiles } from './same.ts';
import type { CompilerUse } from './symbols.ts';
import type * as Models from './models.ts';
import { searchScope } from './scope.ts';
import type * as Symbols from './symbols.ts';
import { Disk, LayeredTree, SOURCE_EXTENSIONS, type Layer } from './tree.ts';
import type * as Uses from './uses.ts';

export interface CodeOptions {
  /** Absolute: what the files of references, histories and settings are relative to. */
  readonly cwd: string;
  /** Their files are no code of the application. */
  readonly histories: readonly History[];
  /**
   * A git reference: the deployed code is that of its merge base with what is checked out. Without
   * it only the code as it stands is searched.
   */
  readonly since?: string;
  /** `stop-the-world`: no old code is left when migrations are applied. */
  readonly deploy?: 'rolling' | 'stop-the-world';
  /** Globs, relative to `directory`. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** When the TypeScript compiler is asked for more uses; default: `auto`. */
  readonly types?: CompilerUse;
  /** Absolute; default: the working directory. */
  readonly directory?: string;
  /**
   * Texts by the path of their file that take the place of those on disk, at head alone: what is in
   * git's index, or in an editor. Undefined where the file is not there.
   */
  readonly texts?: ReadonlyMap<string, string | undefined>;
}

/**
 * The code of the repository that the working directory lies in, or of that directory where it lies
 * in none. Throws a `GitError` where the base is not known. Reads files and git objects, runs
 * nothing of the project and writes nothing.
 */
export async function openCode(options: CodeOptions): Promise<ApplicationCode> {
  const opened = open(options);
  if (!opened.isAnythingSearched()) return NO_CODE;
  const [models, uses, symbols] = await Promise.all([
    import('./models.ts'),
    import('./uses.ts'),
    import('./symbols.ts'),
  ]);
  return searchedBy({ ...models, ...uses, ...symbols }, opened, options);
}

const NOT_FOUND: Search = {
  references: [],
  deployed: [],
  moments: ['head'],
  unread: [],
  isConclusive: false,
};
/** That of an application whose code lies elsewhere: nothing uses anything, and that says nothing. */
const NO_CODE: ApplicationCode = { expect: () => undefined, search: () => NOT_FOUND };

/** What reads an application's code: loaded where it is needed, as most runs do not. */
export type CodeReaders = Pick<typeof Models, 'MODEL_READERS'> &
  Pick<typeof Uses, 'USE_FINDERS'> &
  Pick<typeof Symbols, 'symbolUses' | 'worthAsking'>;

/** As `openCode`, for a host that cannot wait; the parser of scripts has been loaded. */
export function openWith(options: CodeOptions, readers: CodeReaders): ApplicationCode {
  return searchedBy(readers, open(options), options);
}

function searchedBy(
  { MODEL_READERS, USE_FINDERS, symbolUses, worthAsking }: CodeReaders,
  { places, others }: Opened,
  { types }: CodeOptions,
): ApplicationCode {
  return new SearchedCode(places, {
    models: MODEL_READERS,
    uses: USE_FINDERS,
    isElsewhere: (file, subject) => others.has(file, tablesOf(subject)),
    symbols: (question, found) => symbolUses(worthAsking(question, found, types), places.root),
  });
}

/** The trees of the code, of which nothing has been read yet. */
interface Opened {
  readonly places: Places;
  readonly others: OtherDatabases;
  /** Whether there is any file that is searched, at any moment. */
  readonly isAnythingSearched: () => boolean;
}

function open(options: CodeOptions): Opened {
  const cwd = realpathSync(options.cwd);
  const directory = options.directory === undefined ? cwd : realpathSync(options.directory);
  const { since, deploy, texts = new Map<string, string | undefined>() } = options;
  const repository = openRepository(cwd);
  const root = repository?.top ?? cwd;
  const toRoot = (file: string): string => relative(root, path.resolve(cwd, file));
  const migrations = new Set([...filesOf(options.histories)].map(toRoot));
  const isSearched = searchScope({
    ...(options.include === undefined ? {} : { include: options.include }),
    ...(options.exclude === undefined ? {} : { exclude: options.exclude }),
    toGlob: (file) => relative(directory, path.join(root, file)),
    migrations,
  });
  const disk = new Disk(root, repository, isSearched);
  const others = new OtherDatabases({
    names: () => disk.names(),
    read: (file) => disk.read(file)?.text,
    migrations,
  });
  const overlay: Layer = new Map([...texts].map(([file, text]) => [toRoot(file), text]));
  const isStopped = deploy === 'stop-the-world';
  const hasBase = repository !== undefined && since !== undefined && !isStopped;
  const revision = hasBase ? repository.mergeBase(since) : undefined;
  const deployed =
    hasBase && revision !== undefined
      ? new LayeredTree(disk, repository.textsAt(revision, SOURCE_EXTENSIONS), {
          moment: 'deployed',
          revision,
        })
      : undefined;
  const head = new LayeredTree(disk, overlay, { moment: 'head', revision: undefined });
  const places = {
    ...{ head, deployed, isStopped, root, cwd },
    isApplication: () => head.hasAny(DATABASE_WORDS) || deployed?.hasAny(DATABASE_WORDS) === true,
    isSame: sameFiles([...head.replaced(), ...(deployed?.replaced() ?? [])]),
  };
  const isAnythingSearched = (): boolean =>
    deployed !== undefined || overlay.size > 0 || disk.isAnythingSearched();
  return { places, others, isAnythingSearched };
}

function* filesOf(histories: readonly History[]): Iterable<string> {
  for (const { migrations, downs, baseline } of histories) {
    for (const { file } of migrations) yield file;
    for (const { file } of downs.values()) yield file;
    if (baseline !== undefined) yield baseline.file;
  }
}

function relative(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/');
}
