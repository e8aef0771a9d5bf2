import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

import { createProject, ddlint } from '../support/project.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** The example of the page: each block under the name that its text gives it. */
it('docs/custom-rules.md shows what its example does', async () => {
  const page = readFileSync(path.join(ROOT, 'docs/custom-rules.md'), 'utf8');
  const block = (language: string, index: number): string =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))][index]?.[1] ?? '';
  const library = JSON.stringify(path.join(ROOT, 'src/index.ts'));
  const fromSource = (text: string): string => text.replace("'ddlint'", library);
  const cwd = createProject({
    'lint/prefer-text.ts': fromSource(block('ts', 0)),
    'ddlint.config.ts': fromSource(block('ts', 1)),
    'migrations/0001_customers.sql': block('sql', 0),
  });

  const { stdout, stderr, code } = await ddlint(cwd, ['--format', 'compact']);

  expect(stderr + stdout).toBe(block('text', 0));
  expect(code).toBe(1);
});
