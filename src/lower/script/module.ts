import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type {
  ExportNamedDeclaration,
  ImportDeclaration,
  ModuleExportName,
  Program,
} from '@oxc-project/types';

import { parseScript } from '../../parse/script.ts';
import { isScript } from '../../script-file.ts';
import type { Interpreter } from './interpreter.ts';
import { valueOfJson } from './json.ts';
import { lookAt } from './looked-at.ts';
import { Scope } from './scope.ts';
import { declare, executeStatements, hoist } from './statement.ts';
import { Text } from './text.ts';
import { NOWHERE, entryOf, objectValue, unknown, unreadOf, type ObjectValue, type Value } from './value.ts';

const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** A module of the project: its names and what it exports. */
export interface Module {
  readonly file: string;
  readonly program: Program;
  readonly scope: Scope;
  /** Named exports and `default`; those of CommonJS as names too. */
  readonly exports: ObjectValue;
}

/** What a package that ddlint knows exports; undefined for other packages. */
export type PackageResolver = (specifier: string) => Value | undefined;

/** Reads modules of the project as the migration imports them. Nothing outside of it is read, and nothing is run. */
export class ModuleLoader {
  readonly #modules = new Map<string, Module>();
  /** By the exports of its module, what `module.exports` was set to. */
  readonly #assigned = new Map<Value, Value>();
  readonly #packages: PackageResolver;

  constructor(packages: PackageResolver) {
    this.#packages = packages;
  }

  /** What `specifier` exports, as seen from a file; undefined where that cannot be read. */
  resolve(specifier: string, fromFile: string, run: Interpreter): Value | undefined {
    if (!specifier.startsWith('.')) return this.#packages(specifier);
    const file = findFile(path.resolve(path.dirname(fromFile), specifier));
    if (file === undefined) return undefined;
    const known = this.#modules.get(file);
    if (known !== undefined) return known.exports;
    if (isJson(file)) return valueOfJson(readFileSync(file, 'utf8'));
    const { program } = parseScript(file, readFileSync(file, 'utf8'));
    return this.load(file, program, run).exports;
  }

  /** What `require(specifier)` gives: of a CommonJS module what `module.exports` was set to. */
  require(specifier: string, fromFile: string, run: Interpreter): Value | undefined {
    const exported = this.resolve(specifier, fromFile, run);
    return exported === undefined ? undefined : (this.#assigned.get(exported) ?? exported);
  }

  /** Reads the top level of a module. */
  load(file: string, program: Program, run: Interpreter): Module {
    const scope = new Scope(file);
    const exported = objectValue(new Map<string, Value>(), NOWHERE, false);
    const commonJs = objectValue(new Map<string, Value>([['exports', exported]]), NOWHERE);
    scope.declare('__filename', textOf(file));
    scope.declare('__dirname', textOf(path.dirname(file)));
    scope.declare('module', commonJs);
    scope.declare('exports', exported);
    const module: Module = { file, program, scope, exports: exported };
    this.#modules.set(file, module);

    for (const statement of program.body)
      if (statement.type === 'ImportDeclaration') importNames(statement, scope, run);
    for (const statement of program.body) {
      if ('declaration' in statement && statement.declaration !== null)
        hoist(statement.declaration as Parameters<typeof hoist>[0], scope, run);
    }
    for (const statement of program.body) {
      switch (statement.type) {
        case 'ImportDeclaration':
        case 'ExportAllDeclaration':
          break;
        case 'ExportNamedDeclaration':
          exportNames(statement, module, run);
          break;
        case 'ExportDefaultDeclaration':
          exported.entries.set('default', defaultOf(statement.declaration, scope, run));
          break;
        case 'TSExportAssignment':
          addAssigned(run.evaluate(statement.expression, scope), exported);
          break;
        default:
          executeStatements([statement], scope, run);
      }
    }
    const assigned = entryOf(commonJs, 'exports');
    if (assigned !== undefined && assigned !== exported) {
      addAssigned(assigned, exported);
      this.#assigned.set(exported, assigned);
    }
    return module;
  }
}

/** `module.exports = …`: its entries are exports, and it is the default. */
function addAssigned(assigned: Value, exported: ObjectValue): void {
  exported.entries.set('default', assigned);
  if (assigned.type === 'object')
    for (const [name, value] of assigned.entries) exported.entries.set(name, value);
}

function importNames(statement: ImportDeclaration, scope: Scope, run: Interpreter): void {
  if (statement.importKind === 'type') return;
  const specifier = statement.source.value;
  for (const imported of statement.specifiers) {
    scope.declare(imported.local.name, () => {
      const module = run.importModule(specifier, scope.file);
      const span = run.spanOf(imported, scope);
      if (module === undefined)
        return unreadOf(specifier, `"${imported.local.name}" of "${specifier}" is not read`, span);
      if (imported.type === 'ImportNamespaceSpecifier') return module;
      const name = imported.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(imported.imported);
      // Packages are often CommonJS, whose default is the module itself.
      if (name === 'default') return entryOf(module, name) ?? module;
      return run.property(module, name, span);
    });
  }
}

function exportNames(statement: ExportNamedDeclaration, { scope, exports }: Module, run: Interpreter): void {
  const { declaration } = statement;
  if (declaration?.type === 'VariableDeclaration') {
    declare(declaration, scope, run);
    for (const { id } of declaration.declarations) {
      if (id.type === 'Identifier') exportBinding(id.name, id.name, scope, exports);
    }
  } else if (
    declaration !== null &&
    'id' in declaration &&
    declaration.id !== null &&
    declaration.id.type === 'Identifier'
  ) {
    exportBinding(declaration.id.name, declaration.id.name, scope, exports);
  }
  if (statement.source !== null) {
    const module = run.importModule(statement.source.value, scope.file);
    for (const { local, exported } of statement.specifiers) {
      const value = entryOf(module, nameOf(local));
      if (value !== undefined) exports.entries.set(nameOf(exported), value);
    }
    return;
  }
  for (const { local, exported } of statement.specifiers)
    exportBinding(nameOf(local), nameOf(exported), scope, exports);
}

function exportBinding(local: string, exported: string, scope: Scope, exports: ObjectValue): void {
  const value = scope.lookup(local);
  if (value !== undefined) exports.entries.set(exported, value);
}

function defaultOf(
  declaration: Extract<Program['body'][number], { type: 'ExportDefaultDeclaration' }>['declaration'],
  scope: Scope,
  run: Interpreter,
): Value {
  const span = run.spanOf(declaration, scope);
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
      return { type: 'function', node: declaration, scope, span };
    case 'ClassDeclaration':
      return { type: 'class', node: declaration, scope, span };
    case 'TSInterfaceDeclaration':
      return unknown('an interface', span);
    default:
      return run.evaluate(declaration, scope);
  }
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

/** The file that a relative specifier means: with its ending, or the TypeScript source of a `.js` one. */
function findFile(target: string): string | undefined {
  const candidates = [...ENDINGS.map((ending) => target + ending), target.replace(/\.([mc]?)js$/, '.$1ts')];
  return candidates.find((file) => (isScript(file) || isJson(file)) && isFile(file));
}

function isFile(file: string): boolean {
  lookAt(file);
  return existsSync(file) && statSync(file).isFile();
}

function isJson(file: string): boolean {
  return file.endsWith('.json');
}

function textOf(value: string): Value {
  return { type: 'string', text: Text.of(value, NOWHERE), span: NOWHERE };
}
