import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Config } from '../config/config.ts';
import { rulesOf } from '../config/settings.ts';
import type { LintResult } from '../lint.ts';
import type { ReportContext } from '../report/context.ts';
import { renderPretty, type PrettyOptions } from '../report/pretty.ts';
import type { Format, LintArguments, Output } from './arguments.ts';
import { accessing } from './error.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import { packageRoot, versionOf } from './package.ts';
import { repositoryRoot } from '../repository.ts';

/** Columns of a report for people that goes to a file. */
const FILE_WIDTH = 100;

/** A report and the file that it goes to; undefined for standard output. */
export interface Rendered {
  readonly file: string | undefined;
  readonly text: string;
}

/** Each report that was asked for. */
export async function renderReports(
  result: LintResult,
  args: Pick<LintArguments, 'outputs' | 'quiet' | 'color'>,
  { io, config }: { readonly io: Io; readonly config: Config },
): Promise<readonly Rendered[]> {
  const { outputs, quiet } = args;
  const shown = quiet
    ? { ...result, findings: result.findings.filter(({ severity }) => severity === 'error') }
    : result;
  const context = contextOf(io, config);
  const reports: Rendered[] = [];
  for (const output of outputs) {
    const text = await render(shown, output.format, { layout: layoutOf(output, args, io), context });
    reports.push({ file: output.file, text });
  }
  return reports;
}

/** What decides how a report for people looks. */
export function layoutOf(
  { file }: Output,
  { quiet, color }: Pick<LintArguments, 'quiet' | 'color'>,
  io: Io,
): PrettyOptions {
  return file === undefined
    ? { width: widthOf(io.stdout), color: usesColor(color, io), quiet }
    : { width: FILE_WIDTH, color: color ?? false, quiet };
}

/** Throws a `UsageError` where a file cannot be written. */
export function writeReports(reports: readonly Rendered[], io: Pick<Io, 'cwd' | 'stdout'>): void {
  for (const { file, text } of reports) {
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

function contextOf(io: Io, config: Config): ReportContext {
  return {
    version: versionOf(),
    root: repositoryRoot(io.cwd),
    cwd: io.cwd,
    now: io.now(),
    rules: rulesOf(config),
    pageOf,
    failsOnWarnings: config.failOn === 'warning',
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
