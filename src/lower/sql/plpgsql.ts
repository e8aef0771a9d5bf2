import type { Operation, Span, Uses } from '../../operation.ts';
import type { ParsedStatement } from '../../parse/sql.ts';
import type { Token } from '../../parse/tokens.ts';
import { NO_USES } from './uses.ts';

export interface BodyInput {
  /** The `DO` or `CREATE FUNCTION` statement. */
  readonly statement: ParsedStatement;
  /** The string of the statement that is the body, dollar-quoted or not. */
  readonly body: Token;
  /** As Postgres names it: `sql` and `plpgsql` are read. */
  readonly language: string;
  /** The operations of one statement of the body. */
  readonly lowerStatement: (statement: ParsedStatement) => readonly Operation[];
  /** Names that stand for parameters, not for columns. */
  readonly parameters?: readonly string[];
}

export interface LoweredBody {
  /** What the static SQL of the body does, in order; `conditional` inside of branches, loops and handlers. */
  readonly operations: readonly Operation[];
  /** What the SQL and the expressions of the body name. */
  readonly uses: Uses;
  /** False for another language, and where a part of the body does not parse. */
  readonly readable: boolean;
  /** Each `EXECUTE` of a string that is put together at run time. */
  readonly dynamic: readonly Span[];
}

/** Reads the body of a function or a DO block. All spans are offsets in the file. */
export function lowerBody(input: BodyInput): LoweredBody {
  return { operations: [], uses: NO_USES, readable: input.language === 'sql', dynamic: [] };
}
