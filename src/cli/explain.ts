import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';

import { didYouMean } from '../nearest.ts';
import { wrap } from '../report/text.ts';
import { UsageError } from './error.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import { packageRoot } from './package.ts';
import { projectRules } from './project-rules.ts';

/** `ddlint explain <rule>`: prints the rule's page, or what a rule of the project says of itself. */
export async function explainRule(rule: string | undefined, io: Io): Promise<void> {
  if (rule === undefined) throw new UsageError('Name the rule to explain. See ddlint rules.');
  const page = path.join(packageRoot(), 'docs/rules', `${rule}.md`);
  const isOurs = /^[a-z-]+$/.test(rule) && existsSync(page);
  const markdown = isOurs ? readFileSync(page, 'utf8') : await describeOwn(rule, io);
  const color = usesColor(undefined, io);
  io.stdout.write(renderPage(markdown, { color, width: widthOf(io.stdout) }));
}

async function describeOwn(id: string, io: Io): Promise<string> {
  const rules = await projectRules(io);
  const meta = rules.get(id)?.meta;
  if (meta === undefined) {
    throw new UsageError(`There is no rule "${id}".${didYouMean(id, rules.keys())} See ddlint rules.`);
  }
  const { category, severity, preset, description, messages, schema, docs = '' } = meta;
  const options = Object.entries(schema?.properties ?? {});
  return [
    `# ${id}`,
    `${description}.`,
    `A rule of this project: ${severity}, ${category}, in the preset ${preset}.`,
    '## What it says',
    ...Object.values(messages).map((message) => `- ${message}`),
    ...(options.length === 0 ? [] : ['## Options']),
    ...options.map(([name, option]) => `- ${name}: ${option.description}`),
    ...(docs === '' ? [] : [`See ${docs}`]),
  ].join('\n\n');
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
