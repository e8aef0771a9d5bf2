import type { Span } from '../../operation.ts';
import { tokenize, type Token } from '../../parse/tokens.ts';
import { lower, type Collector } from './collector.ts';
import { columnsOf, doubtOf, type ModelAt } from './keys.ts';
import { spellings } from '../words.ts';
import type { TableName } from './query-names.ts';
import { CERTAIN, type Doubt } from './targets.ts';

/** A table or a model under the name that a builder qualifies its columns with. */
export interface Relation {
  /** Undefined for what is no table that is known, such as a subquery. */
  readonly table: TableName | undefined;
  readonly model: ModelAt | undefined;
  readonly doubt: Doubt;
  /** How sure it is of columns that are spelt in another case, where something turns one into the other. */
  readonly spelling?: Doubt;
}

/** What a query builder has in scope; it grows while the query is built. */
export class Relations {
  readonly #collector: Collector;
  readonly #aliases = new Map<string, Relation>();
  readonly #outer: Relations | undefined;

  constructor(collector: Collector, outer?: Relations) {
    this.#collector = collector;
    this.#outer = outer;
  }

  add(alias: string, relation: Relation): void {
    this.#aliases.set(alias, relation);
  }

  /** The first relation, which is what the builder was made for. */
  get main(): Relation | undefined {
    const [first] = this.#aliases.values();
    return first ?? this.#outer?.main;
  }

  get all(): readonly Relation[] {
    return [...this.#aliases.values()];
  }

  find(alias: string): Relation | undefined {
    return this.#aliases.get(alias) ?? this.#outer?.find(alias);
  }

  table(table: TableName, span: Span, doubt: Doubt): void {
    this.#collector.table(table, span, 'query', doubt);
  }

  /** A column or property of one relation. */
  name({ table, model, doubt, spelling }: Relation, name: string, span: Span, reason: Doubt = CERTAIN): void {
    const sure = lower(doubt, reason);
    const place = { span, kind: 'query' as const };
    if (model?.target !== undefined) {
      const { target } = model;
      const byProperty = columnsOf(model, name);
      const columns =
        byProperty.length > 0 ? byProperty : target.columns.filter(({ column }) => column === name);
      for (const column of columns) {
        if (column.subject.kind !== 'column') continue;
        const known = lower(lower(model.doubt, doubtOf(target.model)), doubtOf(column));
        this.#collector.add(column.subject, { ...place, doubt: lower(sure, known) });
      }
      if (columns.length > 0) return;
    }
    if (table === undefined) return;
    this.#collector.column(table, name, { ...place, doubt: sure });
    if (spelling === undefined) return;
    for (const subject of this.#collector.targets.columnsOf(table)) {
      if (subject.column === name || !spellings(subject.column).includes(name)) continue;
      this.#collector.add(subject, { ...place, doubt: lower(sure, spelling) });
    }
  }

  /** A name without the table that it is of. */
  unqualified(name: string, span: Span): void {
    const relations = this.all;
    if (relations.length === 0) {
      this.#outer?.unqualified(name, span);
      return;
    }
    const doubt = relations.length === 1 ? CERTAIN : AMONG_SEVERAL;
    for (const relation of relations) this.name(relation, name, span, doubt);
  }

  /** `legacy`, `u.legacy` or `public.users.legacy`, as a builder takes a column. */
  path(path: string, span: Span): void {
    const parts = path.split('.').map((part) => part.trim());
    const name = parts.at(-1) ?? '';
    const end = span.start + path.trimEnd().length;
    const place = { start: end - name.length, end };
    if (parts.length === 1) this.unqualified(name, place);
    else {
      const relation = this.find(parts.at(-2) ?? '');
      if (relation !== undefined) this.name(relation, name, place);
    }
  }

  /** SQL in which columns are qualified by the aliases of the builder; `toFile` places its tokens. */
  sql(text: string, toFile: (span: Span) => Span): void {
    const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
    for (const [index, token] of tokens.entries()) {
      const name = nameOf(text, token);
      if (
        name === undefined ||
        isSymbol(text, tokens[index + 1], '.') ||
        isSymbol(text, tokens[index + 1], '(')
      )
        continue;
      const span = toFile(name.span);
      const alias = isSymbol(text, tokens[index - 1], '.') ? tokens[index - 2] : undefined;
      if (alias === undefined) {
        this.unqualified(name.text, span);
        continue;
      }
      const relation = this.find(nameOf(text, alias)?.text ?? '');
      if (relation !== undefined) this.name(relation, name.text, span);
    }
  }
}

const AMONG_SEVERAL: Doubt = {
  confidence: 'likely',
  because: 'it is not qualified in a query over several tables',
};

function nameOf(
  text: string,
  token: Token | undefined,
): { readonly text: string; readonly span: Span } | undefined {
  if (token === undefined) return undefined;
  const { kind, start, end } = token;
  if (kind === 'word') return { text: text.slice(start, end), span: { start, end } };
  if (kind !== 'quotedName') return undefined;
  return { text: text.slice(start + 1, end - 1), span: { start: start + 1, end: end - 1 } };
}

function isSymbol(text: string, token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'punctuation' && text.slice(token.start, token.end) === symbol;
}
