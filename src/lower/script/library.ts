import type { ToolId, TransactionMode } from '../../migration.ts';
import type { Source } from '../../operation.ts';
import type { Interpreter } from './interpreter.ts';
import type { Module } from './module.ts';
import type { Recorder } from './recorder.ts';
import type { Value } from './value.ts';

/** What a library gets to read a migration with. */
export interface LibraryContext {
  readonly module: Module;
  readonly run: Interpreter;
  readonly recorder: Recorder;
  /** Source text of the migration file. */
  readonly text: string;
  /** The tool that the file was found for. */
  readonly tool: ToolId;
  /** What the tool wraps the migration in, unless the migration says otherwise. */
  readonly transaction: TransactionMode;
}

/** A migration that a library has recognised: how each direction is run. */
export interface Entry {
  /** Runs the way up against the library's stand-ins; undefined where the migration has none. */
  readonly up: (() => void) | undefined;
  readonly down: (() => void) | undefined;
  /** How the migration itself changes the transaction of its tool, if it does. */
  readonly transaction?: NonNullable<Source['transaction']> | undefined;
}

/** A migration library that is driven from TypeScript or JavaScript. */
export interface Library {
  readonly id: ToolId;
  /**
   * Looks at the imports, the types of parameters and the shape of the exports. Asked of one library after
   * the other, most telling first; the tool that `discover` found is asked before the others.
   */
  recognise(context: LibraryContext): Entry | undefined;
  /** What a package of the library exports, such as `Table` of `typeorm` or the `sql` tag of `kysely`. */
  importPackage?(specifier: string, recorder: Recorder): Value | undefined;
}
