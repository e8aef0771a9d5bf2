import type { CreateFunctionStmt, DoStmt, FunctionParameter, Node } from 'libpg-query';
import type { CreateFunction, Operation, Uses } from '../../operation.ts';
import type { ParsedStatement } from '../../parse/sql.ts';
import type { LowerNested } from './data.ts';
import { nameAt } from './name.ts';
import { strings, unwrap, unwrapAll } from './node.ts';
import { findOption, hasOption, optionText } from './option.ts';
import { type LoweredBody, lowerBody } from './plpgsql.ts';
import { findWord, isWord, type Region, slice, spanOf, splitAt, tokenAt, wholeStatement } from './region.ts';
import { lowerTypeName } from './type-name.ts';
import { NO_USES, usesOfQuery } from './uses.ts';

export function lowerCreateFunction(
  node: CreateFunctionStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const { options } = node;
  const parameters = unwrapAll(node.parameters, 'FunctionParameter');
  const start = (findWord(region, 'FUNCTION', 'PROCEDURE') ?? region.from) + 1;
  const operation: CreateFunction = {
    kind: 'createFunction',
    span: spanOf(region),
    function: nameAt(strings(node.funcname), region, start),
    procedure: node.is_procedure === true,
    replace: node.replace === true,
    arguments: inputTypes(parameters, region),
    returns: node.returnType === undefined ? undefined : lowerTypeName(node.returnType, region),
    language: languageOf(options, 'sql'),
    volatility: volatilityOf(options),
    securityDefiner: hasOption(options, 'security'),
    setsSearchPath: setsSearchPath(options),
    body: bodyOf(node, region, lowerNested),
  };
  return [operation];
}

function inputTypes(parameters: readonly FunctionParameter[], region: Region): readonly string[] {
  return parameters.flatMap(({ mode, argType }) => {
    if (mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_TABLE' || argType === undefined) return [];
    return [lowerTypeName(argType, region).text];
  });
}

function languageOf(options: readonly Node[] | undefined, otherwise: string): string {
  return optionText(findOption(options, 'language'))?.toLowerCase() ?? otherwise;
}

function volatilityOf(options: readonly Node[] | undefined): CreateFunction['volatility'] {
  const text = optionText(findOption(options, 'volatility'));
  return text === 'immutable' || text === 'stable' ? text : 'volatile';
}

function setsSearchPath(options: readonly Node[] | undefined): boolean {
  return unwrapAll(options, 'DefElem').some(
    ({ defname, arg }) => defname === 'set' && unwrap(arg, 'VariableSetStmt')?.name === 'search_path',
  );
}

function bodyOf(node: CreateFunctionStmt, region: Region, lowerNested: LowerNested): CreateFunction['body'] {
  const { sql_body: body, options } = node;
  if (body !== undefined) {
    const parameters = unwrapAll(node.parameters, 'FunctionParameter').flatMap(({ name }) => name ?? []);
    return standardBody(body, { region, parameters, lowerNested });
  }
  return stringBody({ options, language: languageOf(options, 'sql'), region, lowerNested });
}

interface StringBody {
  readonly options: readonly Node[] | undefined;
  readonly language: string;
  readonly region: Region;
  readonly lowerNested: LowerNested;
}

/** A body that is a string: the one behind AS, or that of a DO block. */
function stringBody({ options, region, lowerNested, ...input }: StringBody): LoweredBody {
  const option = findOption(options, 'as');
  const index = tokenAt(region, option?.location);
  const body = region.statement.tokens[isWord(region, index, 'AS') ? index + 1 : index];
  if (option === undefined || body === undefined) return UNREADABLE;
  return lowerBody({
    statement: region.statement,
    body,
    lowerStatement: (statement) => lowerBodyStatement(statement, lowerNested),
    ...input,
  });
}

const UNREADABLE: LoweredBody = { operations: [], uses: NO_USES, readable: false, problems: [], dynamic: [] };

function lowerBodyStatement(statement: ParsedStatement, lowerNested: LowerNested): readonly Operation[] {
  const { node, error, span } = statement;
  if (node !== undefined) return lowerNested(node, wholeStatement(statement));
  return [
    {
      kind: 'unsupported',
      span: error?.span ?? span,
      cause: 'syntax',
      reason: error?.message ?? 'statement has no content',
    },
  ];
}

interface StandardBody {
  readonly region: Region;
  readonly parameters: readonly string[];
  readonly lowerNested: LowerNested;
}

/** `RETURN expression` or `BEGIN ATOMIC … END`, which Postgres's grammar reads itself. */
function standardBody(
  body: Node,
  { region, parameters, lowerNested }: StandardBody,
): LoweredBody & Pick<CreateFunction['body'], 'tracked'> {
  const statements = unwrapAll(unwrap(body, 'List')?.items, 'List').flatMap(({ items }) => items ?? []);
  const atomic = (findWord(region, 'ATOMIC') ?? region.from) + 1;
  const parts = splitAt(slice(region, atomic, region.to - 1), ';');
  const operations = statements.flatMap((statement, index) =>
    unwrap(statement, 'ReturnStmt') === undefined ? lowerNested(statement, parts[index] ?? region) : [],
  );
  const uses = usesOfQuery(body, region);
  return {
    operations,
    uses: withoutParameters(uses, parameters),
    readable: true,
    problems: [],
    dynamic: [],
    tracked: true,
  };
}

function withoutParameters(uses: Uses, parameters: readonly string[]): Uses {
  return parameters.length === 0
    ? uses
    : { ...uses, columns: uses.columns.filter(({ column }) => !parameters.includes(column)) };
}

const READ_LANGUAGES: ReadonlySet<string> = new Set(['sql', 'plpgsql']);

/** The block and then what it does, as far as that can be read. */
export function lowerDo(node: DoStmt, region: Region, lowerNested: LowerNested): readonly Operation[] {
  const span = spanOf(region);
  const language = languageOf(node.args, 'plpgsql');
  const block: Operation = { kind: 'doBlock', span, language };
  if (!READ_LANGUAGES.has(language)) {
    const reason = `a DO block in ${language} cannot be read`;
    return [block, { kind: 'unsupported', span, cause: 'language', reason }];
  }
  const body = stringBody({ options: node.args, language, region, lowerNested });
  return [block, ...body.operations, ...unreadParts(body, region)].sort(byPlace);
}

function unreadParts(body: LoweredBody, region: Region): readonly Operation[] {
  const dynamic = body.dynamic.map((span): Operation => ({
    kind: 'unsupported',
    span,
    cause: 'dynamic',
    reason: 'EXECUTE runs a statement that is put together at run time',
  }));
  const problems = body.problems.map(({ message, span }): Operation => ({
    kind: 'unsupported',
    span,
    cause: 'syntax',
    reason: message,
  }));
  if (body.readable || problems.length > 0) return [...dynamic, ...problems];
  const reason = 'the body of the DO block cannot be read';
  return [{ kind: 'unsupported', span: spanOf(region), cause: 'syntax', reason }];
}

function byPlace(left: Operation, right: Operation): number {
  return left.span.start - right.span.start;
}
