import type { Span } from '../../operation.ts';
import { tokenize, type Token } from '../../parse/tokens.ts';
import type { Moment, ReferenceKind } from '../../reference.ts';
import { lower, type Collector } from './collector.ts';
import type { ColumnName, QueryNames, TableName } from './query-names.ts';
import { isFilled, withHoles, withNames, withParameters } from './sql-holes.ts';
import { readExpression, readLoosely } from './sql-loose.ts';
import { readStrictly } from './sql-strict.ts';
import { CERTAIN, type Doubt } from './targets.ts';

/** Reads what a query names, with the one grammar and then with the other; undefined where both reject it. */
export function readQuery(text: string): QueryNames | undefined {
  if (read.has(text)) return read.get(text);
  const names =
    readLoosely(withParameters(text)) ?? readLoosely(withNames(text)) ?? readStrictly(withHoles(text));
  if (read.size >= MOST_READ) read.clear();
  read.set(text, names);
  return names;
}

/** The same query is read at both moments, of whatever file differs. */
const read = new Map<string, QueryNames | undefined>();
const MOST_READ = 2000;

/** Reads a part of a query that is an expression or a list of them; `tables` are those of the query around it. */
export function readFragment(text: string, tables: readonly TableName[]): QueryNames | undefined {
  return readExpression(withParameters(text), tables) ?? readExpression(withNames(text), tables);
}

export interface QuerySettings {
  readonly collector: Collector;
  readonly kind: ReferenceKind;
  readonly moment: Moment;
  /** Of all that the query names. */
  readonly doubt?: Doubt;
  /** A span of the query's text as one of the file. */
  readonly toFile: (span: Span) => Span;
}

/** Hands on what a query names. */
export function collectQuery(names: QueryNames, settings: QuerySettings): void {
  const { collector, kind, doubt = CERTAIN, toFile } = settings;
  for (const table of names.tables) collector.table(table, toFile(table.span), kind, doubt);
  for (const column of names.columns) {
    forEachTable(column, settings, (table, reason) => {
      const place = { span: toFile(column.span), kind, doubt: lower(doubt, reason) };
      collector.column(table, column.name, place);
    });
  }
  for (const { table, span, columns, isOpen } of names.inserts) {
    const given = columns === undefined ? undefined : new Set(columns);
    collector.insert(table, given, isOpen, { span: toFile(span), kind, doubt });
  }
  collectLiterals(names, settings);
}

function collectLiterals(names: QueryNames, settings: QuerySettings): void {
  const { collector, kind, doubt = CERTAIN, toFile } = settings;
  for (const { value, span, column, type } of names.literals) {
    const place = { span: toFile(span), kind };
    if (column !== undefined) {
      forEachTable(column, settings, (table, reason) => {
        collector.value(table, column.name, value, { ...place, doubt: lower(doubt, reason) });
      });
    }
    for (const subject of collector.targets.subjects) {
      if (subject.kind !== 'enumValue' || subject.value !== value) continue;
      if (type === subject.type.name) collector.add(subject, { ...place, doubt });
      else if (column === undefined && type === undefined && namesColumnOf(names, subject.columns)) {
        const because = 'it is a string in a query that names a column of the enum';
        collector.add(subject, { ...place, doubt: lower(doubt, { confidence: 'possible', because }) });
      }
    }
  }
}

function namesColumnOf(
  { columns }: QueryNames,
  of: readonly { readonly table: { readonly name: string }; readonly column: string }[],
): boolean {
  return columns.some(({ name, levels }) =>
    of.some(
      ({ table, column }) =>
        column === name && levels.some((level) => level.some((candidate) => candidate.name === table.name)),
    ),
  );
}

function forEachTable(
  { levels, name }: ColumnName,
  { collector, moment }: QuerySettings,
  visit: (table: TableName, doubt: Doubt) => void,
): void {
  for (const [index, level] of levels.entries()) {
    for (const table of level) {
      if (!collector.targets.concerns(table)) continue;
      const others = [
        ...new Set(
          levels
            .slice(0, index + 1)
            .flat()
            .filter((other) => other.name !== table.name),
        ),
      ];
      const isInner = levels.slice(0, index).every((inner) => inner.length === 0) && levels[0] === level;
      visit(
        table,
        doubtOf(others, {
          isInner,
          moment,
          isShared: others.some((other) => collector.targets.column(other, name).length > 0),
        }),
      );
    }
  }
}

function doubtOf(
  others: readonly TableName[],
  {
    isInner,
    moment,
    isShared,
  }: { readonly isInner: boolean; readonly moment: Moment; readonly isShared: boolean },
): Doubt {
  const [other] = others;
  if (other === undefined) return CERTAIN;
  const rival = isFilled(other.name) ? 'another table' : `"${other.name}"`;
  if (isShared) {
    return {
      confidence: 'possible',
      because: `it is not qualified, and ${rival} in the same query has one of that name too`,
    };
  }
  // Postgres refuses a name that two tables of one level have. At head the other table may be getting the column.
  if (isInner && moment === 'deployed') return CERTAIN;
  return {
    confidence: isInner ? 'likely' : 'possible',
    because: `it is not qualified, and ${rival} in the same query may have one of that name`,
  };
}

/** Looks for names of subjects in a query that nothing could parse. */
export function searchTokens(text: string, settings: QuerySettings): void {
  const { collector, kind, toFile } = settings;
  const because = 'the query could not be parsed, so that its words alone were searched';
  const doubt: Doubt = { confidence: 'possible', because };
  const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
  const words = tokens.map((token) => wordOf(text, token)).filter((word) => word !== undefined);
  const named = new Set(words.map(({ name }) => name));
  for (const { name, span, isString } of words) {
    const place = { span: toFile(span), kind, doubt };
    for (const subject of collector.targets.subjects) {
      switch (subject.kind) {
        case 'table':
          if (!isString && subject.table.name === name) collector.add(subject, place);
          break;
        case 'column':
          if (!isString && subject.column === name && named.has(subject.table.name))
            collector.add(subject, place);
          break;
        case 'enumValue':
          if (
            isString &&
            subject.value === name &&
            subject.columns.some(({ table }) => named.has(table.name))
          ) {
            collector.add(subject, place);
          }
          break;
        case 'insert':
          if (!isString && subject.table.name === name && named.has('insert') && !named.has(subject.column)) {
            collector.add(subject, place);
          }
          break;
        default:
          subject satisfies never;
      }
    }
  }
}

interface Word {
  readonly name: string;
  readonly span: Span;
  readonly isString: boolean;
}

function wordOf(text: string, { kind, start, end }: Token): Word | undefined {
  const source = text.slice(start, end);
  switch (kind) {
    case 'word':
      return { name: source.toLowerCase(), span: { start, end }, isString: false };
    case 'quotedName':
      return {
        name: source.slice(1, -1).replaceAll('""', '"'),
        span: { start: start + 1, end: end - 1 },
        isString: false,
      };
    case 'string':
      return { name: source.slice(1, -1), span: { start: start + 1, end: end - 1 }, isString: true };
    default:
      return undefined;
  }
}
