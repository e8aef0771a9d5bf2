import path from 'node:path';

import { firstFile, textOf, type Project } from './look.ts';
import type { Proposal } from './proposal.ts';

const CONFIGS = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((end) => `eslint.config.${end}`);

/** What to add to a flat config of ESLint, which is code and somebody's own. */
export function proposeEslint({ cwd, root }: Project): Proposal | undefined {
  const file = firstFile(cwd, CONFIGS) ?? firstFile(root, CONFIGS);
  if (file === undefined) return undefined;
  const name = path.basename(file);
  if (textOf(file)?.includes('ddlint') === true) return { kind: 'done', title: `${name} has ddlint.` };
  return {
    kind: 'advise',
    title: `See findings while you write, with ESLint: add to ${name}`,
    shown: [
      "import ddlint from 'ddlint/eslint';",
      '',
      '// In the list of configurations:',
      '...ddlint.configs.recommended,',
      '',
    ].join('\n'),
  };
}
