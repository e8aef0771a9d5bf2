import { createColors } from 'picocolors';

import { wrap } from '../report/text.ts';
import { CATEGORIES } from '../rule.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import { projectRules } from './project-rules.ts';

interface RuleLine {
  readonly id: string;
  readonly category: string;
  readonly severity: string;
  readonly preset: string;
  readonly description: string;
}

/** `ddlint rules`: lists the rules by category, those of the project included, or all of them as JSON. */
export async function listRules(format: 'pretty' | 'json', io: Io): Promise<void> {
  const rules = [...(await projectRules(io))].map(([id, { meta }]) => ({
    id,
    category: meta.category,
    severity: meta.severity,
    preset: meta.preset,
    description: meta.description,
  }));
  io.stdout.write(format === 'json' ? `${JSON.stringify(rules, null, 2)}\n` : renderRules(rules, io));
}

function renderRules(rules: readonly RuleLine[], io: Io): string {
  const colors = createColors(usesColor(undefined, io));
  const widest = Math.max(...rules.map(({ id }) => id.length));
  const sections = CATEGORIES.flatMap((category) => {
    const lines = rules
      .filter((rule) => rule.category === category)
      .flatMap(({ id, severity, preset, description }) => [
        `  ${id.padEnd(widest)}  ${severity.padEnd('warning'.length)}  ${preset}`,
        ...wrap(description, Math.min(widthOf(io.stdout), 100) - 4).map((line) => `    ${colors.dim(line)}`),
      ]);
    return lines.length === 0 ? [] : [colors.bold(category), ...lines, ''];
  });
  return `${sections.join('\n')}\n`;
}
