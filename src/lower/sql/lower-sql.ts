import type { Operation, Source, Statement } from '../../operation.ts';
import type { ParsedSql, ParsedStatement, PsqlCommand } from '../../parse/sql.ts';
import { wholeStatement } from './region.ts';
import { lowerNode } from './statement.ts';

/** The operations of each statement of a parsed file or section. Never throws. */
export function lowerSql(parsed: ParsedSql): Source {
  const statements = parsed.statements.map(lowerStatement);
  const commands = parsed.commands.flatMap(lowerPsqlCommand);
  return {
    statements: commands.length === 0 ? statements : [...statements, ...commands].sort(byPlace),
    comments: parsed.comments,
  };
}

function byPlace(left: Statement, right: Statement): number {
  return left.span.start - right.span.start;
}

/** The operations of one statement; its own are those of a function body too. */
export function lowerStatement(statement: ParsedStatement): Statement {
  return { span: statement.span, operations: lowerParsed(statement) };
}

function lowerParsed(statement: ParsedStatement): readonly Operation[] {
  const { node, error } = statement;
  if (node !== undefined) return lowerNode(node, wholeStatement(statement));
  const span = error?.span ?? statement.span;
  return [
    {
      kind: 'unsupported',
      span,
      cause: error?.cause ?? 'syntax',
      reason: error?.message ?? 'statement has no content',
    },
  ];
}

const INCLUDES: ReadonlySet<string> = new Set(['i', 'ir', 'include', 'include_relative']);

/** Commands that bring in SQL from elsewhere; the others change nothing in the database. */
function lowerPsqlCommand({ name, argument, span }: PsqlCommand): readonly Statement[] {
  const reason = INCLUDES.has(name)
    ? `psql includes ${argument === '' ? 'a file' : argument} here, which is not read`
    : name === 'gexec'
      ? 'psql runs the rows of a query as statements'
      : undefined;
  if (reason === undefined) return [];
  return [{ span, operations: [{ kind: 'unsupported', span, cause: 'tool', reason }] }];
}
