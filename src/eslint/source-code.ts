import type { Linter } from 'eslint';

import { indexLines, lineText, locate, type LineIndex } from '../lines.ts';
import { commentText } from '../parse/sql.ts';
import { tokenize } from '../parse/tokens.ts';
import { parseRuleList, readDirective } from './directive.ts';

interface Position {
  /** 1-based. */
  readonly line: number;
  /** 0-based, as in JavaScript. */
  readonly column: number;
}

interface Loc {
  readonly start: Position;
  readonly end: Position;
}

interface Node {
  readonly type: string;
  readonly range: readonly [number, number];
  readonly loc: Loc;
}

export interface SqlFile extends Node {
  readonly type: 'SqlFile';
}

export interface SqlComment extends Node {
  readonly type: 'Line' | 'Block';
  /** Without its delimiters. */
  readonly value: string;
}

interface Problem {
  readonly ruleId: null;
  readonly message: string;
  readonly loc: Loc;
}

interface Directive {
  readonly type: string;
  readonly node: SqlComment;
  readonly value: string;
  readonly justification: string;
}

/** What ESLint and rules ask of a file of SQL; offsets are UTF-16, without a byte order mark. */
export class SqlSourceCode {
  readonly text: string;
  readonly ast: SqlFile;
  readonly #lines: LineIndex;
  #comments: readonly SqlComment[] | undefined;

  constructor(text: string, ast: SqlFile) {
    this.text = text;
    this.ast = ast;
    this.#lines = indexLines(text);
  }

  get lines(): readonly string[] {
    return this.#lines.starts.map((_, index) => lineText(this.#lines, index + 1));
  }

  getText(node?: Node, before = 0, after = 0): string {
    if (node === undefined) return this.text;
    return this.text.slice(Math.max(0, node.range[0] - before), node.range[1] + after);
  }

  getLoc({ loc }: Node): Loc {
    return loc;
  }

  getRange({ range }: Node): readonly [number, number] {
    return range;
  }

  getParent(): undefined {
    return undefined;
  }

  getAncestors(): readonly Node[] {
    return [];
  }

  getLocFromIndex(index: number): Position {
    const { line, column } = locate(this.#lines, index);
    return { line, column: column - 1 };
  }

  getIndexFromLoc({ line, column }: Position): number {
    return Math.min((this.#lines.starts[line - 1] ?? this.text.length) + column, this.text.length);
  }

  traverse(): readonly object[] {
    const step = { kind: 1, target: this.ast, args: [this.ast, undefined] };
    return [
      { ...step, phase: 1 },
      { ...step, phase: 2 },
    ];
  }

  getAllComments(): readonly SqlComment[] {
    this.#comments ??= tokenize(this.text, { start: 0, end: this.text.length }, true).comments.map(
      ({ start, end }) => ({
        type: this.text.startsWith('--', start) ? 'Line' : 'Block',
        value: commentText(this.text, { start, end }),
        range: [start, end],
        loc: { start: this.getLocFromIndex(start), end: this.getLocFromIndex(end) },
      }),
    );
    return this.#comments;
  }

  getInlineConfigNodes(): readonly SqlComment[] {
    // Most files have none, and need not be read for it.
    if (!this.text.includes('eslint')) return [];
    return this.getAllComments().filter(({ value }) => readDirective(value) !== undefined);
  }

  getDisableDirectives(): {
    readonly directives: readonly Directive[];
    readonly problems: readonly Problem[];
  } {
    const directives: Directive[] = [];
    const problems: Problem[] = [];
    for (const node of this.getInlineConfigNodes()) {
      const { label = '', value = '', justification = '' } = readDirective(node.value) ?? {};
      if (label === 'eslint') continue;
      const type = label.slice('eslint-'.length);
      if (type === 'disable-line' && node.loc.start.line !== node.loc.end.line) {
        problems.push(problemAt(node, `${label} comment should not span multiple lines.`));
      } else {
        directives.push({ type, node, value, justification });
      }
    }
    return { directives, problems };
  }

  applyInlineConfig(): {
    readonly configs: readonly {
      readonly config: { readonly rules: Linter.RulesRecord };
      readonly loc: Loc;
    }[];
    readonly problems: readonly Problem[];
  } {
    const configs: { readonly config: { readonly rules: Linter.RulesRecord }; readonly loc: Loc }[] = [];
    const problems: Problem[] = [];
    for (const node of this.getInlineConfigNodes()) {
      const directive = readDirective(node.value);
      if (directive?.label !== 'eslint') continue;
      const rules = parseRuleList(directive.value);
      if (rules === undefined) {
        problems.push(problemAt(node, `Failed to read the rules of "${directive.value}".`));
      } else {
        configs.push({ config: { rules }, loc: node.loc });
      }
    }
    return { configs, problems };
  }
}

function problemAt({ loc }: SqlComment, message: string): Problem {
  return { ruleId: null, message, loc };
}
