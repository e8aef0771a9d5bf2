import path from 'node:path/posix';

/** The files that modules are looked up in. */
interface Files {
  /** The text; undefined where there is no such file. */
  readonly read: (file: string) => string | undefined;
  readonly names: () => readonly string[];
}

const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts'];
const CONFIGS = ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json'];

/** `paths` of a tsconfig.json with the folder that its patterns are relative to. */
interface Paths {
  readonly base: string;
  readonly patterns: readonly (readonly [pattern: string, targets: readonly string[]])[];
  /** `baseUrl` was given, so that bare names are looked up there too. */
  readonly hasBaseUrl: boolean;
}

interface Package {
  readonly directory: string;
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * Finds the file that an import names: relative, by `paths` and `baseUrl` of the nearest
 * tsconfig.json, or a package of the same repository. Only within the files that it is given.
 */
export class ModuleResolver {
  readonly #files: Files;
  readonly #paths = new Map<string, Paths | undefined>();
  #packages: ReadonlyMap<string, Package> | undefined;
  #names: ReadonlySet<string> | undefined;

  constructor(files: Files) {
    this.#files = files;
  }

  resolve(from: string, specifier: string): string | undefined {
    const directory = path.dirname(from);
    if (specifier.startsWith('.')) return this.#fileAt(path.join(directory, specifier));
    return this.#byPaths(this.#pathsOf(directory), specifier) ?? this.#inPackage(specifier);
  }

  #has(file: string): boolean {
    this.#names ??= new Set(this.#files.names());
    return this.#names.has(file);
  }

  #fileAt(target: string): string | undefined {
    const candidates = [
      ...ENDINGS.map((ending) => target + ending),
      // TypeScript names the file that it will emit.
      ...(/\.[cm]?jsx?$/.test(target)
        ? [target.replace(/\.([cm]?)js(x?)$/, '.$1ts$2'), target.replace(/\.jsx?$/, '.tsx')]
        : []),
      ...ENDINGS.slice(1).map((ending) => `${target === '.' ? '' : `${target}/`}index${ending}`),
    ];
    return candidates.find((file) => this.#has(file));
  }

  #byPaths(paths: Paths | undefined, specifier: string): string | undefined {
    if (paths === undefined) return undefined;
    for (const [pattern, targets] of paths.patterns) {
      const [before = '', after] = pattern.split('*');
      const matches =
        after === undefined
          ? specifier === pattern
          : specifier.startsWith(before) &&
            specifier.endsWith(after) &&
            specifier.length >= before.length + after.length;
      if (!matches) continue;
      const middle = specifier.slice(before.length, specifier.length - (after ?? '').length);
      for (const target of targets) {
        const found = this.#fileAt(
          path.join(
            paths.base,
            target.replace('*', () => middle),
          ),
        );
        if (found !== undefined) return found;
      }
    }
    return paths.hasBaseUrl ? this.#fileAt(path.join(paths.base, specifier)) : undefined;
  }

  /** Of the nearest configuration that has any. */
  #pathsOf(directory: string): Paths | undefined {
    if (this.#paths.has(directory)) return this.#paths.get(directory);
    let found: Paths | undefined;
    for (const name of CONFIGS) found ??= this.#readPaths(path.join(directory, name), 0);
    if (found === undefined && directory !== '.') found = this.#pathsOf(path.dirname(directory));
    this.#paths.set(directory, found);
    return found;
  }

  #readPaths(file: string, depth: number): Paths | undefined {
    const text = this.#has(file) ? this.#files.read(file) : undefined;
    const config = text === undefined ? undefined : parseJson(text);
    if (config === undefined) return undefined;
    const options = objectOf(config.compilerOptions);
    const { baseUrl, paths } = options;
    const directory = path.dirname(file);
    if (paths === undefined && typeof baseUrl !== 'string') {
      const parents = Array.isArray(config.extends) ? config.extends : [config.extends];
      for (const parent of parents) {
        if (depth > 5 || typeof parent !== 'string' || !parent.startsWith('.')) continue;
        const target = path.join(directory, parent);
        const found = this.#readPaths(target.endsWith('.json') ? target : `${target}.json`, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return {
      base: path.join(directory, typeof baseUrl === 'string' ? baseUrl : '.'),
      patterns: Object.entries(objectOf(paths)).map(([pattern, targets]) => [pattern, textsOf(targets)]),
      hasBaseUrl: typeof baseUrl === 'string',
    };
  }

  /** A workspace package, by its name, at its source rather than at what is built of it. */
  #inPackage(specifier: string): string | undefined {
    this.#packages ??= this.#readPackages();
    const parts = specifier.split('/');
    const length = specifier.startsWith('@') ? 2 : 1;
    const found = this.#packages.get(parts.slice(0, length).join('/'));
    if (found === undefined) return undefined;
    const rest = parts.slice(length).join('/');
    const entry = found.entries.get(rest === '' ? '.' : `./${rest}`);
    const candidates =
      rest === ''
        ? [...(entry === undefined ? [] : [entry]), 'src/index', 'index', 'src']
        : [...(entry === undefined ? [] : [entry]), rest, `src/${rest}`];
    for (const candidate of candidates) {
      const file =
        this.#fileAt(path.join(found.directory, candidate)) ??
        this.#fileAt(path.join(found.directory, candidate.replace(/^(?:\.\/)?(?:dist|lib|build)\//, 'src/')));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  #readPackages(): ReadonlyMap<string, Package> {
    const packages = new Map<string, Package>();
    for (const file of this.#files.names()) {
      if (path.basename(file) !== 'package.json') continue;
      const manifest = parseJson(this.#files.read(file) ?? '');
      if (typeof manifest?.name !== 'string') continue;
      packages.set(manifest.name, { directory: path.dirname(file), entries: entriesOf(manifest) });
    }
    return packages;
  }
}

/** What `exports`, `types` and `main` name, the conditions that point at source first. */
function entriesOf(manifest: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const key of ['main', 'module', 'types', 'source']) {
    const value = manifest[key];
    if (typeof value === 'string') entries.set('.', value);
  }
  const { exports } = manifest;
  if (typeof exports === 'string') entries.set('.', exports);
  for (const [name, target] of Object.entries(objectOf(exports))) {
    const file = targetOf(target);
    if (name.startsWith('.') && file !== undefined) entries.set(name, file);
  }
  return entries;
}

function targetOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const conditions = objectOf(target);
  for (const condition of ['source', 'development', 'types', 'import', 'default', 'require']) {
    const found = conditions[condition] === undefined ? undefined : targetOf(conditions[condition]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON with comments and trailing commas, as tsconfig.json may hold; undefined for what is no object. */
function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const plain = text
      .replaceAll(
        /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g,
        (_, quoted: string | undefined) => quoted ?? '',
      )
      .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted: string | undefined) => quoted ?? '');
    const value: unknown = JSON.parse(plain);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
