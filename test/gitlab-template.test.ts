import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

import { checkOut, readYaml, ROOT, runBash, SAFE, UNSAFE, writeScript } from './support/gate.ts';
import { createRepository, type Repository } from './support/repository.ts';

interface Job {
  readonly variables: Readonly<Record<string, string | number>>;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: { readonly when: string; readonly reports: { readonly codequality: string } };
}

const { ddlint: JOB } = readYaml('templates/ddlint.gitlab-ci.yml') as { readonly ddlint: Job };

/** Runs the job in the checkout of a merge request. */
function run(checkout: Repository, variables: Readonly<Record<string, string>> = {}) {
  const defaults = Object.entries(JOB.variables).map(([name, value]) => [name, value.toString()]);
  const result = runBash({
    script: [...JOB.before_script, ...JOB.script].join('\n'),
    cwd: checkout.cwd,
    env: {
      ...(Object.fromEntries(defaults) as Record<string, string>),
      GITLAB_CI: 'true',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      ...variables,
    },
  });
  const file = path.join(checkout.cwd, JOB.artifacts.reports.codequality);
  const report: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return { ...result, report };
}

const validate = new Ajv().compile(
  JSON.parse(readFileSync(path.join(ROOT, 'test/schemas/gitlab-code-quality.json'), 'utf8')) as object,
);

describe('the template for GitLab', () => {
  it('fails for an unsafe change, with a Code Quality report', () => {
    const { code, stdout, report } = run(checkOut(createRepository(), UNSAFE));
    expect(code).toBe(1);
    expect(stdout).toContain('require-concurrent-index');
    expect(report).toHaveLength(1);
    expect((report as unknown[]).every((issue) => validate(issue))).toBe(true);
    expect(JOB.artifacts.when).toBe('always');
  });

  it('passes a safe change, with an empty report', () => {
    const { code, report } = run(checkOut(createRepository(), SAFE));
    expect({ code, report }).toEqual({ code: 0, report: [] });
  });

  it('takes more flags', () => {
    const { code, stdout } = run(checkOut(createRepository(), SAFE), { DDLINT_FLAGS: '--preset strict' });
    expect(code).toBe(0);
    expect(stdout).toContain('require-lock-timeout');
  });

  it('runs the version of the template where the project has none', () => {
    const checkout = checkOut(createRepository(), SAFE);
    checkout.git('clean', '-fdxq', '-e', '.git');
    const bin = path.join(checkout.cwd, '.git/bin');
    writeScript(path.join(bin, 'npx'), 'echo "npx $*"');
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(run(checkout, { PATH: bin }).stdout).toContain(`npx --yes ddlint@${version} --format pretty`);
  });
});
