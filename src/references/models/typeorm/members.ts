import type { Span } from '../../../operation.ts';
import type { ObjectOf } from '../../static.ts';
import type { Code, Definition } from '../../definitions.ts';

/** What a class with decorators or an `EntitySchema` says of its columns, before names are given. */
export interface Members {
  readonly columns: readonly ColumnDeclaration[];
  readonly embeddeds: readonly EmbeddedDeclaration[];
  readonly relations: readonly RelationDeclaration[];
  readonly isComplete: boolean;
}

/** A property of a class or a key of an `EntitySchema`. */
export interface Property {
  readonly name: string;
  readonly span: Span;
  readonly code: Code;
  /** Set where a decorator of the project stands for one of TypeORM. */
  readonly because: string | undefined;
}

export interface ColumnDeclaration {
  readonly property: Property;
  readonly options: ObjectOf | undefined;
  readonly isPrimary: boolean;
  /** What TypeORM or the database fills it with by its kind alone. */
  readonly filledBy: 'database' | 'client' | 'null' | undefined;
}

export interface EmbeddedDeclaration {
  readonly property: Property;
  /** Of the embedded's columns; none for `prefix: false`. */
  readonly prefix: string | undefined;
  readonly members: Members;
}

export interface RelationDeclaration {
  readonly property: Property;
  readonly target: Definition | undefined;
  readonly isNullable: boolean;
  /** Those that are spelled out, none for the default ones; undefined where the other side has them. */
  readonly joinColumns: readonly ObjectOf[] | undefined;
  /** Undefined where there is no table of its own, or the other side has it. */
  readonly joinTable: ObjectOf | undefined;
}
