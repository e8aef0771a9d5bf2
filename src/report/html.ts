import path from 'node:path';

import type { LintResult } from '../lint.ts';
import { repositoryPath, type ReportContext } from './context.ts';
import { html, Markup, pathMarkup } from './html/markup.ts';
import { migrationSection, type Shown } from './html/migration.ts';
import { STYLE } from './html/style.ts';
import { countSeverities, findingsIn, groupByFile, whoWaits } from './summary.ts';
import { count, enumerate } from './text.ts';

/**
 * One page without scripts and without anything from the network: for each migration its statements
 * in order, the lock that each takes on each table and how long it is held, and the findings beside
 * the code.
 */
export function renderHtml(result: LintResult, context: ReportContext): string {
  const parts = partsOf(result, (file) => repositoryPath(context, file));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="generator" content="ddlint ${context.version}" />
        <title>${title(context)}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title(context)}</h1>
          <p class="lead">${headline(result)}</p>
        </header>
        <main>
          ${
            parts.length === 0
              ? undefined
              : html`<h2>At a glance</h2>
                  <ul class="index">
                    ${parts.map(indexEntry)}
                  </ul>
                  ${LEGEND}
                  <h2>Statement by statement</h2>`
          }
          ${parts.map(migrationSection)}
        </main>
        <footer>
          <p>
            Made by ddlint ${context.version} on ${context.now.toISOString().slice(0, 16).replace('T', ' ')}
            UTC. Locks are those of Postgres itself; how long they are felt depends on the size of the table
            and on what else is running.
          </p>
        </footer>
      </body>
    </html> `;
  return page.toString();
}

function title({ root }: ReportContext): string {
  const name = path.basename(root);
  return name === '' ? 'Migrations' : `Migrations of ${name}`;
}

function headline({ findings, migrations, coverage }: LintResult): string {
  const found = findings.length === 0 ? 'Nothing to report' : enumerate(countSeverities(findings));
  const unread = coverage.unsupported.length;
  const rest = unread === 0 ? '' : ` ${count(unread, 'statement')} could not be read.`;
  return `${found} in ${count(migrations.length, 'migration')}.${rest}`;
}

function partsOf({ migrations, findings }: LintResult, pathOf: Shown['pathOf']): readonly Shown[] {
  const byFile = groupByFile(findings);
  return migrations.map((summary, index) => ({
    summary,
    id: `migration-${(index + 1).toString()}`,
    name: pathOf(summary.migration.file),
    findings: findingsIn(summary.migration, byFile.get(summary.migration.file) ?? []),
    pathOf,
  }));
}

function indexEntry({ summary, id, name, findings }: Shown): Markup {
  const { risk, needsMaintenanceWindow } = summary;
  const waiting = enumerate(whoWaits(summary));
  const what = [
    ...countSeverities(findings),
    ...(needsMaintenanceWindow ? ['wants a maintenance window'] : []),
  ];
  return html`<li>
    <span><span class="badge ${risk}">${risk}</span></span
    ><a href="#${id}">${pathMarkup(name)}</a
    ><span>${waiting === '' ? 'nobody waits' : `${waiting} wait`}</span><span>${what.join(', ')}</span>
  </li> `;
}

const LEGEND = html`<ul class="legend" aria-label="Colours of locks">
  <li><span class="swatch all" aria-hidden="true"></span>reads and writes wait</li>
  <li><span class="swatch writes" aria-hidden="true"></span>writes wait</li>
  <li><span class="swatch none" aria-hidden="true"></span>only other changes of the schema wait</li>
  <li>A pale bar: taken by an earlier statement and held until the transaction ends</li>
</ul>`;
