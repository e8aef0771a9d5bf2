import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { RULES, type LintResult } from '../lint.ts';
import type { ReportContext } from '../report/context.ts';
import { renderPretty, type PrettyOptions } from '../report/pretty.ts';
import type { Format, LintArguments } from './arguments.ts';
import { accessing } from './error.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import { packageRoot, versionOf } from './package.ts';
import { repositoryRoot } from './repository.ts';

/** Columns of a report for people that goes to a file. */
const FILE_WIDTH = 100;

/** Writes each report that was asked for; throws a `UsageError` where a file cannot be written. */
export async function writeReports(
  result: LintResult,
  args: Pick<LintArguments, 'outputs' | 'quiet' | 'color'>,
  { io, failsOnWarnings }: { readonly io: Io; readonly failsOnWarnings: boolean },
): Promise<void> {
  const { outputs, quiet, color } = args;
  const shown = quiet
    ? { ...result, findings: result.findings.filter(({ severity }) => severity === 'error') }
    : result;
  const context = contextOf(io, failsOnWarnings);
  for (const { format, file } of outputs) {
    const layout =
      file === undefined
        ? { width: widthOf(io.stdout), color: usesColor(color, io), quiet }
        : { width: FILE_WIDTH, color: color ?? false, quiet };
    const text = await render(shown, format, { layout, context });
    if (file === undefined) io.stdout.write(text);
    else writeFile(path.resolve(io.cwd, file), text, file);
  }
}

interface How {
  readonly layout: PrettyOptions;
  readonly context: ReportContext;
}

/** A run loads the reports that it writes; the one for people is what most runs write. */
async function render(result: LintResult, format: Format, { layout, context }: How): Promise<string> {
  switch (format) {
    case 'pretty':
      return renderPretty(result, layout);
    case 'compact':
      return (await import('../report/compact.ts')).renderCompact(result);
    case 'github':
      return (await import('../report/github.ts')).renderGithub(result, context);
    case 'gitlab':
      return (await import('../report/gitlab.ts')).renderGitlab(result, context);
    case 'html':
      return (await import('../report/html.ts')).renderHtml(result, context);
    case 'json':
      return (await import('../report/json.ts')).renderJson(result);
    case 'junit':
      return (await import('../report/junit.ts')).renderJunit(result, context);
    case 'markdown':
      return (await import('../report/markdown.ts')).renderMarkdown(result, context);
    case 'operations':
      return (await import('../report/operations.ts')).renderOperations(result);
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif(result, context);
    default:
      return format satisfies never;
  }
}

function contextOf(io: Io, failsOnWarnings: boolean): ReportContext {
  return {
    version: versionOf(),
    root: repositoryRoot(io.cwd),
    cwd: io.cwd,
    now: io.now(),
    rules: RULES,
    pageOf,
    failsOnWarnings,
  };
}

/** Without the marks of what is generated. */
function pageOf(rule: string): string | undefined {
  const page = path.join(packageRoot(), 'docs/rules', `${rule}.md`);
  return existsSync(page) ? readFileSync(page, 'utf8').replaceAll(/^<!-- .* -->\n\n?/gm, '') : undefined;
}

function writeFile(absolute: string, text: string, name: string): void {
  accessing(name, 'written', () => {
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  });
}
