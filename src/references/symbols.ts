import type { LanguageService, Node, SourceFile } from 'typescript';

import type { Subject, Unread } from '../reference.ts';
import type { CodeTree, Model, ModelColumn, Question, Use } from './source.ts';
import { compilerFor, type Compiler } from './symbols-compiler.ts';
import { optionsOf, ProjectFiles, serviceOver } from './symbols-project.ts';

/** What the compiler found, and what kept it from looking. */
export interface SymbolSearch {
  readonly uses: readonly Use[];
  readonly unread: readonly (Unread & { readonly subject: Subject })[];
}

/** A property that stands for a subject, with the word to look for. */
interface Property {
  readonly subject: Subject;
  readonly model: Model;
  readonly column: ModelColumn;
}

/** When the compiler is asked: a model that declares what is dropped says already that it is used. */
export type CompilerUse = 'auto' | 'always' | 'never';

/**
 * What is worth the compiler's time: with `auto` the subjects of the code as it stands for which nothing
 * but a model was found, so that a finding can say where the property is used.
 */
export function worthAsking(
  question: Question,
  found: readonly Use[],
  types: CompilerUse = 'auto',
): Question {
  if (types === 'always') return question;
  const isAsked = types === 'auto' && question.tree.moment === 'head';
  const placed = new Set(
    found.flatMap(({ subject, confidence }) => (confidence === 'possible' ? [] : [subject])),
  );
  return {
    ...question,
    subjects: isAsked ? question.subjects.filter((subject) => !placed.has(subject)) : [],
  };
}

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const NOTHING: SymbolSearch = { uses: [], unread: [] };

/**
 * Finds where the properties of models are used that stand for a subject, by their symbols: with the
 * TypeScript compiler, the project's own tsconfig.json, and of the project only the files that hold
 * the name of a property, with what they import. `root` is absolute: what the tree's files are
 * relative to. Throws nothing on what files hold.
 */
export function symbolUses(question: Question, root: string): SymbolSearch {
  const properties = propertiesOf(question);
  if (properties.length === 0) return NOTHING;
  isCompilerAsked = true;
  const compiler = compilerFor(root);
  if (compiler === undefined) {
    return unread(
      properties,
      'TypeScript 5 or 6 is not installed, so that uses of its properties were found by syntax',
    );
  }
  try {
    return new Search(question.tree, root, compiler).run(properties);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unread(properties, `the TypeScript compiler failed: ${reason}`);
  }
}

let isCompilerAsked = false;

/** Whether a search of this process depends on which packages are installed, and on what they declare. */
export function hasAskedCompiler(): boolean {
  return isCompilerAsked;
}

function unread(properties: readonly Property[], reason: string): SymbolSearch {
  return {
    uses: [],
    unread: properties.map(({ subject, model }) => ({ subject, file: model.file, reason })),
  };
}

/** Those that are declared in scripts: a generated client has no symbol that leads to the database. */
function propertiesOf({ subjects, models }: Question): readonly Property[] {
  return subjects.flatMap((subject) => {
    if (subject.kind !== 'column') return [];
    return models
      .filter(({ table }) => isOf(table, subject.table))
      .flatMap((model) =>
        model.columns
          .filter(({ column, file }) => column === subject.column && SCRIPT.test(file))
          .map((column) => ({ subject, model, column })),
      );
  });
}

function isOf(table: Model['table'], subject: { readonly schema: string; readonly name: string }): boolean {
  return table.name === subject.name && (table.schema === undefined || table.schema === subject.schema);
}

class Search {
  readonly #tree: CodeTree;
  readonly #compiler: Compiler;
  readonly #files: ProjectFiles;
  readonly #services = new Map<string, LanguageService>();
  readonly #uses = new Map<string, Use>();
  readonly #unread = new Map<string, string>();

  constructor(tree: CodeTree, root: string, compiler: Compiler) {
    this.#tree = tree;
    this.#compiler = compiler;
    this.#files = new ProjectFiles(tree, root, compiler);
  }

  run(properties: readonly Property[]): SymbolSearch {
    const words = [...new Set(properties.map(({ column }) => column.property))];
    const named = this.#tree.filesWith(words).filter((file) => SCRIPT.test(file));
    const projects = new Map<string | undefined, string[]>();
    for (const file of named) {
      const config = this.#files.configOf(file);
      projects.set(config, [...(projects.get(config) ?? []), file]);
    }
    for (const property of properties) {
      for (const [config, files] of projects) {
        if (config === undefined) {
          for (const file of files) this.#unread.set(file, 'no tsconfig.json says how it is compiled');
        } else this.#search(property, config, files);
      }
    }
    return {
      uses: [...this.#uses.values()],
      unread: [...new Set(properties.map(({ subject }) => subject))].flatMap((subject) =>
        [...this.#unread].map(([file, reason]) => ({ subject, file, reason })),
      ),
    };
  }

  #search({ subject, model, column }: Property, config: string, files: readonly string[]): void {
    const service = this.#serviceOf(config, files, column.file);
    const declared = this.#files.absolute(column.file);
    const source = service?.getProgram()?.getSourceFile(declared);
    if (service === undefined || source === undefined) return;
    const name = declaredName(source, column, this.#compiler);
    if (name === undefined) return;
    for (const { references } of service.findReferences(declared, name.getStart(source)) ?? []) {
      for (const { fileName, textSpan } of references) {
        const file = this.#files.inTree(fileName);
        const span = { start: textSpan.start, end: textSpan.start + textSpan.length };
        const isDeclaration = fileName === declared && span.start === name.getStart(source);
        if (file === undefined || isDeclaration || !files.includes(file)) continue;
        const { confidence, because } = surer(model, column);
        this.#uses.set(`${file} ${span.start.toString()} ${JSON.stringify(subject)}`, {
          subject,
          file,
          span: unquoted(span, this.#tree.read(file)?.text ?? ''),
          kind: 'property',
          confidence,
          ...(because === undefined ? {} : { because }),
        });
      }
    }
  }

  /** One for all properties of a project: its files are those that hold a name of one of them. */
  #serviceOf(config: string, files: readonly string[], declared: string): LanguageService | undefined {
    const known = this.#services.get(config);
    if (known !== undefined) return known;
    const options = optionsOf(config, this.#files, this.#compiler);
    if (options === undefined) {
      this.#unread.set(config, 'it could not be read, so that uses of properties were found by syntax');
      return undefined;
    }
    // What they declare is imported by no path.
    const ambient = this.#tree
      .filesWith(['declare module', 'declare global'])
      .filter((file) => file.endsWith('.d.ts') && this.#files.configOf(file) === config);
    const roots = [...new Set([...files, declared, ...ambient])].map((file) => this.#files.absolute(file));
    const service = serviceOver(roots, options, this.#files, this.#compiler);
    this.#services.set(config, service);
    return service;
  }
}

/** The name of the property or member around the place that the model's reader gives. */
function declaredName(source: SourceFile, column: ModelColumn, compiler: Compiler): Node | undefined {
  let found: Node | undefined;
  const visit = (node: Node): void => {
    if (node.getFullStart() > column.span.start || node.getEnd() < column.span.end) return;
    const { name } = node as Node & { readonly name?: Node };
    const isDeclaration =
      compiler.isPropertyDeclaration(node) ||
      compiler.isPropertySignature(node) ||
      compiler.isPropertyAssignment(node) ||
      compiler.isParameter(node) ||
      compiler.isGetAccessor(node);
    if (isDeclaration && name !== undefined && textOf(name) === column.property) found = name;
    compiler.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(name: Node): string | undefined {
  return 'text' in name && typeof name.text === 'string' ? name.text : undefined;
}

function unquoted({ start, end }: Use['span'], text: string): Use['span'] {
  return /^['"`]/.test(text.slice(start, end)) ? { start: start + 1, end: end - 1 } : { start, end };
}

function surer(model: Model, column: ModelColumn): Pick<Use, 'confidence' | 'because'> {
  return column.confidence === 'certain' ? model : column;
}
