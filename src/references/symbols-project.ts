import path from 'node:path';
import type { CompilerOptions, LanguageService, LanguageServiceHost, ParseConfigHost } from 'typescript';

import type { CodeTree } from './source.ts';
import type { Compiler } from './symbols-compiler.ts';

/** The files of a tree and, for what packages bring, those on disk. Names are absolute, with forward slashes. */
export class ProjectFiles {
  readonly #tree: CodeTree;
  readonly #root: string;
  readonly #compiler: Compiler;

  /** `root` is absolute: what the tree's files are relative to. */
  constructor(tree: CodeTree, root: string, compiler: Compiler) {
    this.#tree = tree;
    this.#root = root.split(path.sep).join('/');
    this.#compiler = compiler;
  }

  absolute(file: string): string {
    return path.posix.join(this.#root, file);
  }

  /** Relative to the root; undefined for what is not of the tree. */
  inTree(file: string): string | undefined {
    const isInside = file.startsWith(`${this.#root}/`) && !file.includes('/node_modules/');
    return isInside ? file.slice(this.#root.length + 1) : undefined;
  }

  read(file: string): string | undefined {
    const inTree = this.inTree(file);
    return inTree === undefined ? this.#compiler.sys.readFile(file) : this.#tree.read(inTree)?.text;
  }

  has(file: string): boolean {
    const inTree = this.inTree(file);
    return inTree === undefined ? this.#compiler.sys.fileExists(file) : this.#tree.read(inTree) !== undefined;
  }

  /** The nearest tsconfig.json of a file, in the tree. */
  configOf(file: string): string | undefined {
    for (let directory = path.posix.dirname(file); ; directory = path.posix.dirname(directory)) {
      const config = path.posix.join(directory, 'tsconfig.json');
      if (this.#tree.read(config) !== undefined) return config;
      if (directory === '.') return undefined;
    }
  }
}

/** The options of a tsconfig.json with what it extends; undefined where it cannot be read. */
export function optionsOf(
  config: string,
  files: ProjectFiles,
  compiler: Compiler,
): CompilerOptions | undefined {
  const file = files.absolute(config);
  const host: ParseConfigHost = {
    useCaseSensitiveFileNames: compiler.sys.useCaseSensitiveFileNames,
    fileExists: (name) => files.has(name),
    readFile: (name) => files.read(name),
    // Which files are read is decided by what they hold.
    readDirectory: () => [],
  };
  const { config: json, error } = compiler.readConfigFile(file, (name) => files.read(name)) as {
    readonly config?: unknown;
    readonly error?: unknown;
  };
  if (json === undefined || error !== undefined) return undefined;
  const { options } = compiler.parseJsonConfigFileContent(
    json,
    host,
    path.posix.dirname(file),
    undefined,
    file,
  );
  return {
    ...options,
    noEmit: true,
    skipLibCheck: true,
    composite: false,
    incremental: false,
    allowJs: true,
  };
}

/** A language service over some files and what they import. Nothing is emitted, and no plugin is loaded. */
export function serviceOver(
  rootNames: readonly string[],
  options: CompilerOptions,
  files: ProjectFiles,
  compiler: Compiler,
): LanguageService {
  const { sys } = compiler;
  const texts = new Map<string, string | undefined>();
  const read = (file: string): string | undefined => {
    if (!texts.has(file)) texts.set(file, files.read(file));
    return texts.get(file);
  };
  const directory = files.absolute('.');
  const host: LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...rootNames],
    getScriptVersion: () => '1',
    getScriptSnapshot(file) {
      const text = read(file);
      return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => directory,
    getDefaultLibFileName: (settings) => compiler.getDefaultLibFilePath(settings),
    fileExists: (file) => files.has(file),
    readFile: read,
    // A tree knows files alone.
    directoryExists: (name) => files.inTree(`${name}/`) !== undefined || sys.directoryExists(name),
    getDirectories: (name) => sys.getDirectories(name),
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    ...(sys.realpath === undefined ? {} : { realpath: sys.realpath.bind(sys) }),
  };
  return compiler.createLanguageService(host);
}
