import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';

import { didYouMean } from '../nearest.ts';
import { wrap } from '../report/text.ts';
import { UsageError } from './error.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import { packageRoot } from './package.ts';

/** `ddlint explain <rule>`: prints the rule's page. */
export function explainRule(rule: string | undefined, io: Io): void {
  if (rule === undefined) throw new UsageError('Name the rule to explain. See ddlint rules.');
  const directory = path.join(packageRoot(), 'docs/rules');
  const page = path.join(directory, `${rule}.md`);
  if (!/^[a-z-]+$/.test(rule) || !existsSync(page)) {
    const known = readdirSync(directory).map((file) => path.basename(file, '.md'));
    throw new UsageError(`There is no rule "${rule}".${didYouMean(rule, known)} See ddlint rules.`);
  }
  const color = usesColor(undefined, io);
  io.stdout.write(renderPage(readFileSync(page, 'utf8'), { color, width: widthOf(io.stdout) }));
}

/** Markdown for a terminal: headings bold, code indented, paragraphs wrapped, marks left out. */
export function renderPage(
  markdown: string,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const colors = createColors(color);
  const lines: string[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) lines.push(line === '' ? '' : `    ${colors.cyan(line)}`);
    else if (line.startsWith('#')) lines.push(colors.bold(plain(line.replace(/^#+\s*/, ''))));
    else if (!line.startsWith('<!--')) lines.push(...proseLines(line, Math.min(width, 100)));
  }
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function proseLines(line: string, width: number): readonly string[] {
  if (line.trim() === '' || line.startsWith('|')) return [plain(line)];
  const [bullet = ''] = /^\s*(?:[-*]|\d+\.)\s+/.exec(line) ?? [];
  const [first = '', ...rest] = wrap(plain(line.slice(bullet.length)), width - bullet.length);
  return [bullet + first, ...rest.map((more) => ' '.repeat(bullet.length) + more)];
}

/** Links keep their address, code and emphasis lose their marks. */
function plain(text: string): string {
  return text
    .replace(/^>\s?/, '')
    .replaceAll(/\[`?([^\]`]*)`?\]\((https?:[^)]*)\)/g, '$1 ($2)')
    .replaceAll(/\[`?([^\]`]*)`?\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|`)/g, '');
}
