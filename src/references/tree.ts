import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Repository } from '../git.ts';
import { loadScriptParserSync, parseScript, type ParsedScript } from '../parse/script.ts';
import type { Moment } from '../reference.ts';
import { wordFinder } from './find-words.ts';
import { ModuleResolver } from './resolve.ts';
import type { CodeTree, SourceFile } from './source.ts';

/** What is parsed as TypeScript or JavaScript. */
const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Source code that may send SQL; what a browser runs, schemas of interfaces, data, styles and prose do not. */
export const SOURCE_EXTENSIONS: readonly string[] = [
  ...['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.prisma', '.sql'],
  ...['.astro', '.py', '.rb', '.go', '.java', '.kt', '.scala', '.cs', '.php', '.rs', '.ex', '.exs', '.erb'],
];

/** Fewer words than any subject has spellings. */
const FEW = 4;

/** Files on disk: those of a repository, or of a directory that is none. Each is read once. */
export class Disk {
  /** Absolute: what the names of files are relative to. */
  readonly root: string;
  readonly #repository: Repository | undefined;
  readonly #isSearched: (file: string) => boolean;
  readonly #files = new Map<string, SourceFile | undefined>();
  readonly #found = new Map<string, ReadonlySet<string>>();
  readonly #asked = new Map<string, ReadonlySet<string>>();
  #names: readonly string[] | undefined;

  constructor(root: string, repository: Repository | undefined, isSearched: (file: string) => boolean) {
    this.root = root;
    this.#repository = repository;
    this.#isSearched = isSearched;
  }

  isSearched(file: string): boolean {
    return this.#isSearched(file);
  }

  /** Every file that is not ignored, in the order of their names. */
  names(): readonly string[] {
    return (this.#names ??= [...(this.#repository?.files() ?? walk(this.root, ''))].sort());
  }

  isAnythingSearched(): boolean {
    return this.names().some((file) => this.#isSource(file));
  }

  read(file: string): SourceFile | undefined {
    if (this.#files.has(file)) return this.#files.get(file);
    const text = readText(path.join(this.root, file));
    const source = text === undefined ? undefined : sourceFile(file, text);
    this.#files.set(file, source);
    return source;
  }

  /** One scan for all words that were not asked for before; only where they are many their files are read for it. */
  filesWith(words: readonly string[]): ReadonlySet<string> {
    const unknown = words.filter((word) => !this.#found.has(word));
    if (unknown.length === 0) return new Set(words.flatMap((word) => [...(this.#found.get(word) ?? [])]));
    if (words.length <= FEW) return this.#filesWithAny(words);
    const found = new Map(unknown.map((word) => [word, new Set<string>()]));
    const wordsIn = wordFinder(unknown);
    for (const file of this.#scan(unknown)) {
      for (const word of wordsIn(this.read(file)?.text ?? '')) found.get(word)?.add(file);
    }
    for (const [word, files] of found) this.#found.set(word, files);
    return this.filesWith(words);
  }

  /** A reader that looks for something in all of the code asks for the same few words for every file. */
  #filesWithAny(words: readonly string[]): ReadonlySet<string> {
    const key = JSON.stringify(words);
    const known = this.#asked.get(key) ?? new Set(this.#scan(words));
    this.#asked.set(key, known);
    return known;
  }

  /** Whether any file holds one of the words: none is read for that. */
  hasAny(words: readonly string[]): boolean {
    return this.#scan(words).length > 0;
  }

  #isSource(file: string): boolean {
    return SOURCE_EXTENSIONS.includes(path.posix.extname(file)) && this.#isSearched(file);
  }

  #scan(words: readonly string[]): readonly string[] {
    if (this.#repository !== undefined) {
      return this.#repository.filesWith(words, SOURCE_EXTENSIONS).filter(this.#isSearched);
    }
    const wordsIn = wordFinder(words);
    return this.names()
      .filter((file) => this.#isSource(file))
      .filter((file) => wordsIn(this.read(file)?.text ?? '').size > 0);
  }
}

/** What a tree holds otherwise than the disk, by the name of the file; undefined where it has no such file. */
export type Layer = ReadonlyMap<string, string | undefined>;

/** The files of one moment: those on disk, with some of them replaced. */
export class LayeredTree implements CodeTree {
  readonly moment: Moment;
  readonly revision: string | undefined;
  readonly #disk: Disk;
  readonly #layer: Layer;
  readonly #replaced = new Map<string, SourceFile>();
  readonly #resolver: ModuleResolver;

  constructor(disk: Disk, layer: Layer, { moment, revision }: Pick<CodeTree, 'moment' | 'revision'>) {
    this.moment = moment;
    this.revision = revision;
    this.#disk = disk;
    this.#layer = layer;
    for (const [file, text] of layer) {
      if (text !== undefined) this.#replaced.set(file, sourceFile(file, text));
    }
    this.#resolver = new ModuleResolver({
      read: (file) => this.read(file)?.text,
      names: () => [...disk.names().filter((file) => !layer.has(file)), ...this.#replaced.keys()],
    });
  }

  read(file: string): SourceFile | undefined {
    return this.#layer.has(file) ? this.#replaced.get(file) : this.#disk.read(file);
  }

  filesWith(words: readonly string[]): readonly string[] {
    if (words.length === 0) return [];
    const onDisk = [...this.#disk.filesWith(words)].filter((file) => !this.#layer.has(file));
    const replaced = [...this.#replaced.values()]
      .filter(({ file }) => SOURCE_EXTENSIONS.includes(path.posix.extname(file)))
      .filter(({ file, text }) => words.some((word) => text.includes(word)) && this.#disk.isSearched(file))
      .map(({ file }) => file);
    return [...onDisk, ...replaced].sort();
  }

  /** As `filesWith`, where only whether there is one matters. */
  hasAny(words: readonly string[]): boolean {
    const isReplaced = [...this.#replaced.values()].some(
      ({ file, text }) => this.#disk.isSearched(file) && words.some((word) => text.includes(word)),
    );
    return isReplaced || this.#disk.hasAny(words);
  }

  /** The files that it holds otherwise than the disk. */
  replaced(): readonly string[] {
    return [...this.#layer.keys()];
  }

  resolve(from: SourceFile, specifier: string): SourceFile | undefined {
    const file = this.#resolver.resolve(from.file, specifier);
    return file === undefined ? undefined : this.read(file);
  }
}

/** A file that is parsed when its tree is first asked for. */
export function sourceFile(file: string, text: string): SourceFile {
  let script: ParsedScript | undefined;
  return {
    file,
    text,
    get script() {
      if (!SCRIPT.test(file)) return undefined;
      // Most projects whose migrations are SQL have no script that names what is dropped.
      loadScriptParserSync();
      script ??= parseScript(file, text);
      return script;
    },
  };
}

/** Directories that are walked for nothing. */
const UNWALKED = new Set(['node_modules', 'bower_components']);

function* walk(root: string, directory: string): Iterable<string> {
  const entries = readdirSync(path.join(root, directory), { withFileTypes: true });
  for (const entry of entries) {
    const file = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (entry.isFile()) yield file;
    else if (entry.isDirectory() && !entry.name.startsWith('.') && !UNWALKED.has(entry.name))
      yield* walk(root, file);
  }
}

/** Undefined where there is no such file, or none that can be read. */
function readText(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}
