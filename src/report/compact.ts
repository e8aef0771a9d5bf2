import type { LintResult } from '../lint.ts';
import { visible } from './text.ts';

/** One line for each finding, as compilers write them: `file:line:column: severity: message [rule]`. */
export function renderCompact({ findings }: LintResult): string {
  return findings
    .map(({ file, line, column, severity, message, rule }) => {
      const place = `${visible(file)}:${line.toString()}:${column.toString()}`;
      return `${place}: ${severity}: ${visible(message)} [${rule}]\n`;
    })
    .join('');
}
