import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';

import { BASELINE_FILE } from '../baseline.ts';
import { count } from '../report/text.ts';
import { readArguments } from './arguments.ts';
import { baselinePlace } from './baseline.ts';
import { accessing, UsageError } from './error.ts';
import { proposeConfig } from './init/config-file.ts';
import { proposeEslint } from './init/editor.ts';
import { proposeGate } from './init/gate.ts';
import { proposeHook } from './init/hooks.ts';
import { commandOf, dependsOn, findManifest, type Project } from './init/look.ts';
import { inManifest } from './init/manifest.ts';
import type { Advised, Proposal, Written } from './init/proposal.ts';
import { usesColor, type Io } from './io.ts';
import { findMigrations, judgeAll, runBaseline } from './lint.ts';
import { versionOf } from './package.ts';
import { startParser } from './parser.ts';
import { repositoryRoot } from '../repository.ts';

/**
 * `ddlint init`: proposes what a project needs, and writes what is accepted: each part that a person
 * says yes to, all of it with `yes`, and nothing where there is nobody to ask.
 */
export async function runInit(yes: boolean, io: Io): Promise<void> {
  const { project, notes } = await look(io);
  const say = new Voice(io);
  say.project(project);
  for (const note of notes) say.note(note);
  const accepts = yes ? () => Promise.resolve(true) : asker(io);
  const advice: Advised[] = [];
  let waiting = 0;
  for (const part of partsOf(io, say)) {
    // One part may have written what the next one reads.
    const proposal = await part({ ...project, manifest: findManifest(io.cwd) });
    if (proposal?.kind === 'done') say.done(proposal.title);
    if (proposal?.kind === 'advise') advice.push(proposal);
    if (proposal?.kind === 'write' && !(await offer(proposal, say, accepts))) waiting += 1;
  }
  await offerBaseline(project, io, { say, accepts: yes ? undefined : accepts });
  for (const advised of advice) say.advice(advised);
  if (accepts === undefined && waiting > 0) {
    say.end('Nothing was written: there is no terminal to ask on. ddlint init --yes writes it.');
  }
}

/** Whether the proposal was accepted, and is written. */
async function offer(proposal: Written, say: Voice, accepts: Accepts): Promise<boolean> {
  say.proposal(proposal);
  if (accepts === undefined || !(await accepts('Write it?'))) return false;
  write(proposal);
  say.done(`${proposal.isNew ? 'Wrote' : 'Added to'} ${say.nameOf(proposal.file)}.`);
  return true;
}

async function look(io: Io): Promise<{ readonly project: Project; readonly notes: readonly string[] }> {
  const { histories, notes, configFile } = await findMigrations(readArguments({}, []), io);
  if (histories.length === 0) {
    throw new UsageError(
      [...notes, 'ddlint init sets up what there is: run it again with the first migration.'].join('\n'),
    );
  }
  const project = {
    cwd: io.cwd,
    root: repositoryRoot(io.cwd),
    histories,
    manifest: findManifest(io.cwd),
    configFile,
  };
  return { project, notes };
}

type Part = (project: Project) => Proposal | undefined | Promise<Proposal>;

/** What a set-up consists of, in the order in which it is proposed. */
function partsOf(io: Io, say: Voice): readonly Part[] {
  const version = versionOf();
  return [
    proposeInstall,
    async (project) => {
      const { proposal, notes } = await proposeConfig(project, io.now());
      for (const note of notes) say.note(note);
      return proposal;
    },
    (project) => proposeHook(project, version),
    (project) => proposeGate(project, version),
    proposeScript,
    proposeEslint,
  ];
}

function proposeInstall(project: Project): Proposal | undefined {
  const { manifest } = project;
  if (manifest === undefined || dependsOn(project, 'ddlint')) return undefined;
  return {
    kind: 'advise',
    title: 'Install ddlint in the project',
    shown: `${manifest.packageManager.add}\n`,
  };
}

const SCRIPT = { path: ['scripts'], key: 'lint:migrations', value: 'ddlint --since auto' };

function proposeScript(project: Project): Proposal | undefined {
  const { manifest } = project;
  if (manifest === undefined) return undefined;
  const scripts = manifest.value.scripts;
  if (JSON.stringify(scripts ?? {}).includes('ddlint')) {
    return { kind: 'done', title: 'package.json has a script for ddlint.' };
  }
  return inManifest(project, { title: 'Add a script to package.json', ...SCRIPT });
}

type Accepts = ((question: string) => Promise<boolean>) | undefined;

/** Yes or no on the terminal; undefined where there is none. */
function asker({ ask }: Io): Accepts {
  if (ask === undefined) return undefined;
  return async (question) => {
    for (;;) {
      const answer = (await ask(`${question} [Y/n] `)).trim().toLowerCase();
      if (['', 'y', 'yes'].includes(answer)) return true;
      if (['n', 'no'].includes(answer)) return false;
    }
  };
}

function write({ file, content, isExecutable }: Written): void {
  accessing(file, 'written', () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (isExecutable === true) chmodSync(file, 0o755);
  });
}

/** A baseline also accepts what is not merged yet, so that it is written for nobody who did not ask. */
async function offerBaseline(
  { cwd, manifest }: Project,
  io: Io,
  { say, accepts }: { readonly say: Voice; readonly accepts: Accepts },
): Promise<void> {
  const args = readArguments({}, []);
  const unheard = { ...io, stderr: { write: () => true } };
  const { result, configDirectory } = await judgeAll(args, { io: unheard, parser: startParser() });
  if (existsSync(baselinePlace(configDirectory, cwd).file)) {
    say.done(`${BASELINE_FILE} accepts an old history.`);
    return;
  }
  if (result.findings.length === 0) return;
  const found = count(result.findings.length, 'finding');
  const title = `Accept the ${found} in the migrations that there are, so that only new ones count`;
  if (accepts === undefined) {
    const shown = `${commandOf({ manifest }, versionOf())} baseline\n`;
    say.advice({ kind: 'advise', title, shown });
    return;
  }
  say.title(title);
  if (await accepts('Write a baseline?')) await runBaseline(args, false, { io, parser: startParser() });
}

/** What people read. */
class Voice {
  readonly #io: Io;
  readonly #colors: ReturnType<typeof createColors>;

  constructor(io: Io) {
    this.#io = io;
    this.#colors = createColors(usesColor(undefined, io));
  }

  project({ histories, manifest }: Project): void {
    for (const { toolName, directory, migrations } of histories) {
      const number = count(migrations.length, 'migration');
      this.#line(`${this.#colors.bold('found')}  ${toolName}: ${number} in ${directory}`);
    }
    if (manifest !== undefined) this.#line(`${this.#colors.bold('found')}  ${manifest.packageManager.name}`);
  }

  note(sentence: string): void {
    this.#line(`${this.#colors.yellow('note')}   ${sentence}`);
  }

  done(sentence: string): void {
    this.#line(`${this.#colors.green('ok')}     ${sentence}`);
  }

  title(title: string): void {
    this.#line(`\n${this.#colors.bold(title)}`);
  }

  proposal({ title, shown }: Written): void {
    this.title(title);
    this.#code(shown);
  }

  advice({ title, shown }: Advised): void {
    this.title(`To do: ${title}`);
    this.#code(shown);
  }

  end(sentence: string): void {
    this.#line(`\n${sentence}`);
  }

  nameOf(file: string): string {
    return path.relative(this.#io.cwd, file).split(path.sep).join('/');
  }

  #code(text: string): void {
    for (const line of text.trimEnd().split('\n')) {
      this.#line(line === '' ? '' : `    ${this.#colors.cyan(line)}`);
    }
  }

  #line(text: string): void {
    this.#io.stdout.write(`${text}\n`);
  }
}
