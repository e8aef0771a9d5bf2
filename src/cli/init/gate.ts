import path from 'node:path';

import { originOf } from '../../git.ts';
import { commandOf, fromRoot, namesIn, textOf, type Project } from './look.ts';
import type { Proposal } from './proposal.ts';

const TITLE = 'Lint what each change adds';
const GUIDE = 'https://github.com/ddlint/ddlint/blob/main/docs/ci.md';

/** Services that are set up in files of their own, by the file that shows that one is used. */
const OTHERS: readonly (readonly [name: string, file: string])[] = [
  ['CircleCI', '.circleci/config.yml'],
  ['Buildkite', '.buildkite/pipeline.yml'],
  ['Bitbucket Pipelines', 'bitbucket-pipelines.yml'],
  ['Azure Pipelines', 'azure-pipelines.yml'],
];

/** Proposes the gate for the CI service that the project uses; GitHub Actions where none shows. */
export function proposeGate(project: Project, version: string): Proposal {
  const { root } = project;
  const workflows = namesIn(path.join(root, '.github/workflows')).filter((name) => /\.ya?ml$/.test(name));
  if (workflows.length > 0) return forGithub(project, workflows, version);
  const gitlab = textOf(path.join(root, '.gitlab-ci.yml'));
  if (gitlab !== undefined) return forGitlab(project, gitlab, version);
  for (const [name, file] of OTHERS) {
    const text = textOf(path.join(root, file));
    if (text !== undefined) return forOther(project, { name, file, text }, version);
  }
  return originOf(root)?.includes('gitlab') === true
    ? forGitlab(project, undefined, version)
    : forGithub(project, workflows, version);
}

function forGithub(project: Project, workflows: readonly string[], version: string): Proposal {
  const folder = path.join(project.root, '.github/workflows');
  const running = workflows.find((name) => textOf(path.join(folder, name))?.includes('ddlint') === true);
  if (running !== undefined) return { kind: 'done', title: `.github/workflows/${running} runs ddlint.` };
  const content = githubWorkflow(project, version);
  return {
    kind: 'write',
    title: `${TITLE}, in .github/workflows/ddlint.yml`,
    file: path.join(folder, 'ddlint.yml'),
    shown: content,
    content,
    isNew: true,
  };
}

function githubWorkflow(project: Project, version: string): string {
  const { manifest, cwd } = project;
  const report = `${commandOf(project, version)} --format github --format markdown="$GITHUB_STEP_SUMMARY"`;
  const steps = [
    ['uses: actions/checkout@v4', 'with:', '  fetch-depth: 0'],
    ...(manifest?.packageManager.name === 'pnpm' ? [pnpmStep(manifest.value.packageManager)] : []),
    ['uses: actions/setup-node@v4', 'with:', `  ${nodeVersion(project)}`],
    ...(manifest?.packageManager.name === 'bun' ? [['uses: oven-sh/setup-bun@v2']] : []),
    ...(manifest === undefined
      ? []
      : [inFolder(project, manifest.packageManager.directory, manifest.packageManager.install)]),
    inFolder(project, cwd, report),
  ];
  return [
    'name: Migrations',
    'on: pull_request',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  ddlint:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps.flatMap(([first = '', ...rest]) => [
      `      - ${first}`,
      ...rest.map((line) => `        ${line}`),
    ]),
    '',
  ].join('\n');
}

/** The action takes the version from package.json, where that names one. */
function pnpmStep(named: unknown): readonly string[] {
  return named === undefined
    ? ['uses: pnpm/action-setup@v4', 'with:', '  version: latest']
    : ['uses: pnpm/action-setup@v4'];
}

function inFolder(project: Project, directory: string, command: string): readonly string[] {
  const folder = fromRoot(project, directory);
  return folder === ''
    ? [`run: ${command}`]
    : [`run: ${command}`, `working-directory: ${JSON.stringify(folder)}`];
}

/** The project's own version, where ddlint runs on it. */
function nodeVersion({ root }: Project): string {
  const major = Number.parseInt(/^v?(\d+)/.exec(textOf(path.join(root, '.nvmrc')) ?? '')?.[1] ?? '', 10);
  return major >= 22 ? 'node-version-file: .nvmrc' : 'node-version: 22';
}

function forGitlab(project: Project, text: string | undefined, version: string): Proposal {
  if (text?.includes('ddlint') === true) return { kind: 'done', title: '.gitlab-ci.yml runs ddlint.' };
  const job = gitlabJob(project, version);
  const title = `${TITLE}, in .gitlab-ci.yml`;
  // Its stages may be its own, and a job of another stage would break the pipeline.
  if (text !== undefined) return { kind: 'advise', title, shown: job };
  const file = path.join(project.root, '.gitlab-ci.yml');
  return { kind: 'write', title, file, shown: job, content: job, isNew: true };
}

function gitlabJob(project: Project, version: string): string {
  const { manifest, cwd } = project;
  const manager = manifest?.packageManager;
  const report = [fromRoot(project, cwd), 'ddlint.json'].filter((part) => part !== '').join('/');
  const script = [
    ...(manager === undefined ? [] : setUp(manager.name)),
    ...(manager === undefined ? [] : [changeTo(project, manager.directory, manager.install)]),
    changeTo(project, cwd, `${commandOf(project, version)} --format pretty --format gitlab=ddlint.json`),
  ];
  return [
    'ddlint:',
    '  image: node:22',
    '  variables:',
    '    GIT_DEPTH: 0',
    '  rules:',
    '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    '  script:',
    ...script.map((line) => `    - ${line}`),
    '  artifacts:',
    '    when: always',
    '    reports:',
    `      codequality: ${JSON.stringify(report)}`,
    '',
  ].join('\n');
}

/** What brings the package manager into an image of Node. */
function setUp(manager: string): readonly string[] {
  if (manager === 'bun') return ['npm install --global bun'];
  return manager === 'pnpm' || manager === 'yarn' ? ['corepack enable'] : [];
}

function changeTo(project: Project, directory: string, command: string): string {
  const folder = fromRoot(project, directory);
  return folder === '' ? command : `(cd ${JSON.stringify(folder)} && ${command})`;
}

function forOther(
  project: Project,
  { name, file, text }: { readonly name: string; readonly file: string; readonly text: string },
  version: string,
): Proposal {
  if (text.includes('ddlint')) return { kind: 'done', title: `${file} runs ddlint.` };
  const call = changeTo(project, project.cwd, commandOf(project, version));
  return {
    kind: 'advise',
    title: `${TITLE}, in a step of ${file}`,
    shown: `${call}\n# ${name} has to clone with the whole history: ${GUIDE}\n`,
  };
}
