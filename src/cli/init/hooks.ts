import path from 'node:path';

import { isRecord } from '../../discover/packages.ts';
import { hookFile } from '../../git.ts';
import { commandOf, dependsOn, firstFile, fromRoot, namesIn, textOf, type Project } from './look.ts';
import { inManifest } from './manifest.ts';
import type { Proposal } from './proposal.ts';

/** Files that may be migrations, as glob and as regular expression. */
const FILES = '*.{sql,ts,js,mts,mjs,cts,cjs}';
const FILES_EXPRESSION = String.raw`\.(sql|[cm]?[jt]s)$`;
const TITLE = 'Lint staged migrations before each commit';

/** Proposes the hook, with the tool that the project runs its hooks with. */
export function proposeHook(project: Project, version: string): Proposal | undefined {
  const command = stagedCommand(project, version);
  return (
    forHusky(project, command) ??
    forLefthook(project, command) ??
    forPreCommit(project, command, version) ??
    forSimpleGitHooks(project, command) ??
    forLintStaged(project) ??
    forGit(project, command)
  );
}

/** A command line for the root of the repository. */
function stagedCommand(project: Project, version: string): string {
  const { manifest, cwd } = project;
  const folder = fromRoot(project, cwd);
  const hasBin = manifest?.packageManager.hasBin === true && manifest.directory === cwd;
  // npx takes longer to start than most commits take to be looked at.
  const call = hasBin ? 'node_modules/.bin/ddlint' : commandOf(project, version);
  return folder === '' ? `${call} --staged` : `(cd ${quote(folder)} && ${call} --staged)`;
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function done(where: string): Proposal {
  return { kind: 'done', title: `${where} runs ddlint.` };
}

function forHusky(project: Project, command: string): Proposal | undefined {
  const { root } = project;
  if (!dependsOn(project, 'husky') && namesIn(path.join(root, '.husky')).length === 0) return undefined;
  return toShellScript(path.join(root, '.husky/pre-commit'), '.husky/pre-commit', {
    command,
    start: '',
  });
}

/** Adds a line to a script of the shell; one that ends by itself is left to its author. */
function toShellScript(
  file: string,
  name: string,
  { command, start, isExecutable }: { command: string; start: string; isExecutable?: true },
): Proposal {
  const text = textOf(file);
  if (text?.includes('ddlint') === true) return done(name);
  if (text !== undefined && (/^\s*(?:exec|exit)\b/m.test(text) || !isForShell(text))) {
    return { kind: 'advise', title: `${TITLE}, in ${name}`, shown: command };
  }
  const before = text === undefined ? start : text.replace(/([^\n])$/, '$1\n');
  const content = `${before}${command}\n`;
  return {
    kind: 'write',
    title: `${TITLE}, in ${name}`,
    file,
    shown: text === undefined ? content : `${command}\n`,
    content,
    isNew: text === undefined,
    ...(isExecutable === undefined ? {} : { isExecutable }),
  };
}

function isForShell(text: string): boolean {
  return !text.startsWith('#!') || /^#!.*\b(?:ba|da|z)?sh\b/.test(text);
}

function forLefthook(project: Project, command: string): Proposal | undefined {
  const names = ['lefthook', '.lefthook'].flatMap((stem) => ['yml', 'yaml'].map((end) => `${stem}.${end}`));
  const others = ['lefthook.json', 'lefthook.toml', '.lefthook.json', '.lefthook.toml'];
  const file = firstFile(project.root, [...names, ...others]);
  if (file === undefined && !dependsOn(project, 'lefthook')) return undefined;
  const target = file ?? path.join(project.root, 'lefthook.yml');
  const name = path.basename(target);
  const text = textOf(target) ?? '';
  if (text.includes('ddlint')) return done(name);
  const lines = [
    'pre-commit:',
    '  jobs:',
    '    - name: ddlint',
    `      glob: '${FILES}'`,
    `      run: ${command}`,
    '',
  ].join('\n');
  const isOurs = /\.ya?ml$/.test(name) && isBlockMapping(text) && !/^["']?pre-commit["']?\s*:/m.test(text);
  if (!isOurs) return { kind: 'advise', title: `${TITLE}, in ${name}`, shown: lines };
  const gap = text.trim() === '' ? '' : '\n';
  const content = `${text.replace(/([^\n])$/, '$1\n')}${gap}${lines}`;
  return {
    kind: 'write',
    title: `${TITLE}, in ${name}`,
    file: target,
    shown: lines,
    content,
    isNew: file === undefined,
  };
}

/** Whether what is added at the end of a YAML file becomes one more key of its only document. */
function isBlockMapping(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [first = 'a:', ...rest] = lines[0] === '---' ? lines.slice(1) : lines;
  return /^[\w'"-]+\s*:/.test(first) && !rest.some((line) => /^(?:---|\.\.\.)/.test(line));
}

function forPreCommit(project: Project, command: string, version: string): Proposal | undefined {
  const file = path.join(project.root, '.pre-commit-config.yaml');
  const text = textOf(file);
  if (text === undefined) return undefined;
  if (text.includes('ddlint')) return done('.pre-commit-config.yaml');
  const isLocal = project.manifest !== undefined;
  // pre-commit runs no shell.
  const entry = command.includes('&&') ? `sh -c ${JSON.stringify(command)}` : command;
  const lines = [
    '- repo: local',
    '  hooks:',
    '    - id: ddlint',
    '      name: ddlint',
    `      entry: ${JSON.stringify(isLocal ? entry : 'ddlint --staged')}`,
    ...(isLocal
      ? ['      language: system']
      : ['      language: node', `      additional_dependencies: ['ddlint@${version}']`]),
    `      files: '${FILES_EXPRESSION}'`,
    '      pass_filenames: false',
    '      require_serial: true',
  ];
  const title = `${TITLE}, in .pre-commit-config.yaml`;
  const [, indent] = /^repos:[^\S\n]*\r?\n(?:[^\S\n]*(?:#.*)?\r?\n)*([ \t]*)- /m.exec(text) ?? [];
  const isLast = /^repos:[^\n]*\n(?![^]*^[^\s#-])/m.test(text);
  if (indent === undefined || !isLast) return { kind: 'advise', title, shown: `${lines.join('\n')}\n` };
  const added = `${lines.map((line) => indent + line).join('\n')}\n`;
  const content = text.replace(/([^\n])$/, '$1\n') + added;
  return { kind: 'write', title, file, shown: added, content, isNew: false };
}

function forSimpleGitHooks(project: Project, command: string): Proposal | undefined {
  const hooks = project.manifest?.value['simple-git-hooks'];
  if (!isRecord(hooks)) return undefined;
  const existing = hooks['pre-commit'];
  const title = `${TITLE}, with simple-git-hooks`;
  if (typeof existing === 'string') {
    if (existing.includes('ddlint')) return done('simple-git-hooks');
    return {
      kind: 'advise',
      title,
      shown: `"pre-commit": ${JSON.stringify(`${existing} && ${command}`)}`,
    };
  }
  return inManifest(project, { title, path: ['simple-git-hooks'], key: 'pre-commit', value: command });
}

const LINT_STAGED_FILES = [
  '.lintstagedrc',
  '.lintstagedrc.json',
  ...['yaml', 'yml', 'mjs', 'mts', 'js', 'ts', 'cjs', 'cts'].map((end) => `.lintstagedrc.${end}`),
  ...['mjs', 'mts', 'js', 'ts', 'cjs', 'cts'].map((end) => `lint-staged.config.${end}`),
];

function forLintStaged(project: Project): Proposal | undefined {
  const title = `${TITLE}, with lint-staged`;
  const command = 'ddlint --staged';
  const entries = project.manifest?.value['lint-staged'];
  if (isRecord(entries)) {
    if (JSON.stringify(entries).includes('ddlint')) return done('lint-staged');
    return inManifest(project, { title, path: ['lint-staged'], key: FILES, value: command });
  }
  const file = firstFile(project.root, LINT_STAGED_FILES);
  if (file === undefined) return undefined;
  if (textOf(file)?.includes('ddlint') === true) return done(path.basename(file));
  return { kind: 'advise', title: `${title}, in ${path.basename(file)}`, shown: `'${FILES}': '${command}',` };
}

/** Without a tool for hooks: git's own, which is not shared with others. */
function forGit(project: Project, command: string): Proposal | undefined {
  const file = hookFile(project.cwd, 'pre-commit');
  if (file === undefined) return undefined;
  const name = path.relative(project.cwd, file).split(path.sep).join('/');
  return toShellScript(file, `${name} of this clone`, {
    command,
    start: '#!/bin/sh\n',
    isExecutable: true,
  });
}
