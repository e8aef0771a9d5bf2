import type { ColumnUse, Operation, Span, Uses } from '../../operation.ts';
import { decodeString, toSource, type DecodedText } from '../../parse/literal.ts';
import { readPlpgsql } from '../../parse/plpgsql.ts';
import type { Fragment } from '../../parse/plpgsql-fragments.ts';
import { parseSql } from '../../parse/sql.ts';
import {
  parseStatement,
  type Mask,
  type ParsedStatement,
  type SyntaxProblem,
} from '../../parse/statement.ts';
import { tokenize, type Token } from '../../parse/tokens.ts';
import { constantText } from './plpgsql-constant.ts';
import { readNamedColumns } from './plpgsql-names.ts';
import { wholeStatement } from './region.ts';
import { isQuery, NO_USES, usesOfQuery } from './uses.ts';

export interface BodyInput {
  /** The `DO` or `CREATE FUNCTION` statement. */
  readonly statement: ParsedStatement;
  /** The string of the statement that is the body, dollar-quoted or not. */
  readonly body: Token;
  /** As Postgres names it: `sql` and `plpgsql` are read. */
  readonly language: string;
  /** The operations of one statement of the body. */
  readonly lowerStatement: (statement: ParsedStatement) => readonly Operation[];
}

export interface LoweredBody {
  /** What the static SQL of the body does, in order; `conditional` inside of branches, loops and handlers. */
  readonly operations: readonly Operation[];
  /** What the SQL and the expressions of the body name. */
  readonly uses: Uses;
  /** False for another language, and where a part of the body does not parse. */
  readonly readable: boolean;
  /** The parts that do not parse. */
  readonly problems: readonly SyntaxProblem[];
  /** Each `EXECUTE` of a string that is put together at run time. */
  readonly dynamic: readonly Span[];
  /** `NEW.column` and `OLD.column`; absent where there are none. */
  readonly ofRow?: readonly ColumnUse[];
}

/** Reads the body of a function or a DO block. All spans are offsets in the file. */
export function lowerBody(input: BodyInput): LoweredBody {
  const { language, lowerStatement } = input;
  const body = textOf(input);
  if (body === undefined || (language !== 'sql' && language !== 'plpgsql')) return UNREADABLE;
  const lowering = new BodyLowering(lowerStatement);
  if (language === 'sql') lowering.addSql(body);
  else lowering.addPlpgsql(body);
  return lowering.result();
}

const UNREADABLE: LoweredBody = { operations: [], uses: NO_USES, readable: false, problems: [], dynamic: [] };

// An expression is parsed as the output of a query, for which the text before it has to have room.
const PREFIX = 'SELECT ';

/** From offsets of the text that was parsed to offsets in the file. */
type Place = (span: Span) => Span;

/** SQL or PL/pgSQL that fills `span` of a text, and has more than `PREFIX` before it. */
interface BodyText {
  readonly text: string;
  readonly span: Span;
  readonly place: Place;
}

/** Of what is read in the file itself. */
const HERE: Place = (span) => span;

/** What stands between dollar quotes is read where it stands, behind at least a `DO` and a `BEGIN`. */
function textOf({ statement: { file, source, span }, body }: BodyInput): BodyText | undefined {
  if (body.kind === 'dollarString') {
    const start = file.indexOf('$', body.start + 1) + 1;
    return { text: file, span: { start, end: body.end - (start - body.start) }, place: HERE };
  }
  const decoded = decodeString(source, span.start, body);
  return decoded && decodedText(decoded);
}

function decodedText(decoded: DecodedText): BodyText {
  const text = ' '.repeat(PREFIX.length) + decoded.text;
  const shift = (offset: number): number => Math.max(0, offset - PREFIX.length);
  return {
    text,
    span: { start: PREFIX.length, end: text.length },
    place: ({ start, end }) => toSource(decoded, { start: shift(start), end: shift(end) }),
  };
}

class BodyLowering {
  readonly #lowerStatement: BodyInput['lowerStatement'];
  readonly #operations: Operation[] = [];
  readonly #uses: Uses[] = [];
  readonly #problems: SyntaxProblem[] = [];
  readonly #dynamic: Span[] = [];
  #ofRow: readonly ColumnUse[] = [];

  constructor(lowerStatement: BodyInput['lowerStatement']) {
    this.#lowerStatement = lowerStatement;
  }

  result(): LoweredBody {
    return {
      operations: this.#operations,
      uses: {
        relations: this.#uses.flatMap((uses) => uses.relations),
        columns: this.#uses.flatMap((uses) => uses.columns),
        functions: this.#uses.flatMap((uses) => uses.functions),
      },
      readable: this.#problems.length === 0,
      problems: this.#problems,
      dynamic: this.#dynamic,
      ...(this.#ofRow.length === 0 ? {} : { ofRow: this.#ofRow }),
    };
  }

  addSql({ text, span, place }: BodyText, conditional = false): void {
    for (const statement of parseSql(text, span, { placeholders: false }).statements) {
      this.#addStatement(statement, conditional, place);
    }
  }

  addPlpgsql({ text, span, place }: BodyText): void {
    const { tokens } = tokenize(text, span, false);
    const { fragments, problems } = readPlpgsql(text, tokens);
    for (const fragment of fragments) this.#addFragment(text, fragment, place);
    const { ofRow, ofTypes } = mapSpans(readNamedColumns(text, tokens), place);
    this.#ofRow = ofRow;
    const relations = ofTypes
      .flatMap(({ relation }) => relation ?? [])
      .map((relation) => ({ relation, access: 'read' as const, star: false }));
    if (ofTypes.length > 0) this.#uses.push({ relations, columns: ofTypes, functions: [] });
    for (const span of problems)
      this.#problems.push({ cause: 'syntax', message: 'PL/pgSQL is not understood here', span: place(span) });
  }

  #addFragment(text: string, fragment: Fragment, place: Place): void {
    if (fragment.kind === 'dynamic') {
      this.#addDynamic(text, fragment, place);
      return;
    }
    const parsed = parseFragment(text, fragment);
    if (fragment.kind === 'statement' || fragment.kind === 'perform') {
      this.#addStatement(parsed, fragment.conditional, place);
    } else if (parsed.node === undefined) {
      this.#addProblem(parsed, place);
    } else {
      this.#uses.push(mapSpans(usesOfQuery(parsed.node, wholeStatement(parsed)), place));
    }
  }

  #addDynamic(text: string, fragment: Fragment, place: Place): void {
    const constant = constantText(text, fragment.tokens);
    if (constant === undefined) {
      this.#dynamic.push(place(spanOfTokens(fragment.tokens)));
      this.#addFragment(text, { ...fragment, kind: 'expression' }, place);
      return;
    }
    this.addSql(decodedText(mapDecoded(constant, place)), fragment.conditional);
  }

  #addStatement(parsed: ParsedStatement, conditional: boolean, place: Place): void {
    const { node } = parsed;
    if (node === undefined) {
      this.#addProblem(parsed, place);
      return;
    }
    const operations = this.#lowerStatement(parsed).map((operation) => mapSpans(operation, place));
    for (const operation of operations) {
      this.#operations.push(conditional ? { ...operation, conditional } : operation);
    }
    if (isQuery(node)) this.#uses.push(mapSpans(usesOfQuery(node, wholeStatement(parsed)), place));
    else this.#uses.push(...operations.flatMap(usesOfOperation));
  }

  #addProblem({ error }: ParsedStatement, place: Place): void {
    if (error !== undefined) this.#problems.push({ ...error, span: place(error.span) });
  }
}

function mapDecoded({ text, starts, ends }: DecodedText, place: Place): DecodedText {
  const spans = starts.map((start, index) => place({ start, end: ends[index] ?? start }));
  return { text, starts: spans.map((span) => span.start), ends: spans.map((span) => span.end) };
}

function spanOfTokens(tokens: readonly Token[]): Span {
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

function parseFragment(text: string, { kind, tokens, into }: Fragment): ParsedStatement {
  const span = spanOfTokens(tokens);
  const masks: Mask[] = [];
  if (into !== undefined) masks.push({ span: into, text: ' '.repeat(into.end - into.start) });
  if (kind === 'perform') {
    // PERFORM and the prefix are equally long.
    masks.push({ span: { start: span.start, end: span.start + PREFIX.length }, text: PREFIX });
  } else if (kind === 'expression') {
    const start = span.start - PREFIX.length;
    masks.push({ span: { start, end: span.start }, text: PREFIX });
    return parseStatement(text, { start, end: span.end }, tokens, masks);
  }
  return parseStatement(text, span, tokens, masks);
}

function usesOfOperation(operation: Operation): readonly Uses[] {
  if (operation.kind === 'createTable') return operation.query === undefined ? [] : [operation.query.uses];
  return 'uses' in operation ? [operation.uses] : [];
}

/** The same value with each span in it mapped. */
function mapSpans<T>(value: T, place: Place): T {
  return place === HERE ? value : (mapDeep(value, place) as T);
}

function mapDeep(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapDeep(item, place));
  if (typeof value !== 'object' || value === null) return value;
  if (
    'start' in value &&
    'end' in value &&
    typeof value.start === 'number' &&
    typeof value.end === 'number'
  ) {
    return place({ start: value.start, end: value.end });
  }
  const mapped: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) mapped[key] = mapDeep(item, place);
  return mapped;
}
