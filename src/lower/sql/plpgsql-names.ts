import type { ColumnUse, ObjectName, Span } from '../../operation.ts';
import type { Token } from '../../parse/tokens.ts';

/** Columns that PL/pgSQL names outside of SQL, by its own means. */
export interface NamedColumns {
  /** `NEW.column` and `OLD.column`: of the row that a trigger is run for. */
  readonly ofRow: readonly ColumnUse[];
  /** `table.column%TYPE`. */
  readonly ofTypes: readonly ColumnUse[];
}

/** Finds them among the tokens of a body; spans are those of the tokens. */
export function readNamedColumns(text: string, tokens: readonly Token[]): NamedColumns {
  const ofRow: ColumnUse[] = [];
  const ofTypes: ColumnUse[] = [];
  const symbolAt = (index: number): string | undefined => {
    const token = tokens[index];
    const isSymbol = token?.kind === 'operator' || token?.kind === 'punctuation';
    return isSymbol ? text.slice(token.start, token.end) : undefined;
  };
  for (let index = 0; index + 2 < tokens.length; index++) {
    const first = tokens[index];
    const second = tokens[index + 2];
    const qualifier = first && nameOf(text, first);
    const column = second && nameOf(text, second);
    if (symbolAt(index + 1) !== '.' || qualifier === undefined || column === undefined) continue;
    const span: Span = { start: first?.start ?? 0, end: second?.end ?? 0 };
    const isFirst = symbolAt(index - 1) !== '.';
    if (isFirst && (qualifier === 'new' || qualifier === 'old')) {
      ofRow.push({ column, relation: undefined, span });
    }
    const type = tokens[index + 4];
    if (symbolAt(index + 3) === '%' && type !== undefined && nameOf(text, type) === 'type') {
      const before = tokens[index - 2];
      const schema = isFirst || before === undefined ? undefined : nameOf(text, before);
      const relation: ObjectName = { schema, name: qualifier, span };
      ofTypes.push({ column, relation, span });
    }
  }
  return { ofRow, ofTypes };
}

/** The name that a token stands for, folded as Postgres folds it. */
function nameOf(text: string, { kind, start, end }: Token): string | undefined {
  const token = text.slice(start, end);
  if (kind === 'word') return token.toLowerCase();
  return kind === 'quotedName' && token.startsWith('"')
    ? token.slice(1, -1).replaceAll('""', '"')
    : undefined;
}
