import type { Span } from './operation.ts';
import type { Effect } from './postgres/effect.ts';
import type { Reference } from './reference.ts';
import type { AdviceStep, Category, Edit, Severity, Suggestion } from './rule.ts';

/** 1-based, in UTF-16 code units; the end is just past the last character. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a rule, or the engine itself, says of one place. */
export interface Finding extends Location {
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  /** What happens in production, and why. */
  readonly message: string;
  /** The safe way as text, with its SQL; empty where there is none. */
  readonly advice: string;
  readonly adviceSteps: readonly AdviceStep[];
  readonly file: string;
  readonly span: Span;
  /** The kind of the operation; undefined for a finding about a file or a comment. */
  readonly operation: string | undefined;
  /** The table with its schema. */
  readonly relation: string | undefined;
  /** The column, index, constraint or other object concerned. */
  readonly name: string | undefined;
  readonly effect: Effect | undefined;
  /** `reads` and `writes` of relations that running code may use. */
  readonly blocks: readonly ('reads' | 'writes')[];
  /** Safe to apply unseen; empty where there is none. */
  readonly fix: readonly Edit[];
  readonly suggestions: readonly Suggestion[];
  readonly references: readonly Reference[];
  /** Address of the rule's page. */
  readonly docs: string;
}
