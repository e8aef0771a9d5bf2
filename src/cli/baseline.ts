import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import {
  acceptAll,
  BASELINE_FILE,
  leaveOut,
  parseBaseline,
  renderBaseline,
  type Accepted,
} from '../baseline.ts';
import type { LintResult } from '../lint.ts';
import { repositoryPath } from '../report/context.ts';
import { count } from '../report/text.ts';
import { accessing, UsageError } from './error.ts';
import type { Io } from './io.ts';
import { repositoryRoot } from '../repository.ts';

/** Where the accepted findings of a project are kept. */
export interface BaselinePlace {
  readonly file: string;
  /** A file as fingerprints and entries name it: from the root of the repository. */
  readonly pathOf: (file: string) => string;
  readonly root: string;
}

/** Beside the configuration, where there is one, so that all of its folders share it. */
export function baselinePlace(configDirectory: string | undefined, cwd: string): BaselinePlace {
  const root = repositoryRoot(cwd);
  return {
    file: path.join(configDirectory ?? root, BASELINE_FILE),
    pathOf: (file) => repositoryPath({ root, cwd }, file),
    root,
  };
}

/** The result without accepted findings; how many these are is told. */
export function withoutAccepted(
  result: LintResult,
  { file, pathOf }: BaselinePlace,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): LintResult {
  if (!existsSync(file)) return result;
  const left = leaveOut(result, read(file), pathOf);
  if (left.count > 0 && !quiet) {
    io.stderr.write(`ddlint: Left out ${count(left.count, 'finding')} that ${BASELINE_FILE} accepts.\n`);
  }
  return left.result;
}

/** `ddlint baseline`: accepts all that is found now; with `prune`, forgets what is no longer found. */
export function writeBaseline(result: LintResult, place: BaselinePlace, prune: boolean): string {
  const before = existsSync(place.file) ? read(place.file) : [];
  if (prune && !existsSync(place.file)) {
    throw new UsageError(`There is no ${BASELINE_FILE} to prune. ddlint baseline writes one.`);
  }
  const found = acceptAll(result, place.pathOf);
  const judged = new Set(result.migrations.map(({ migration }) => place.pathOf(migration.file)));
  // What another part of the repository accepts stays, as long as there is a file that it is about.
  const others = before.filter(({ file }) => !judged.has(file) && existsSync(path.join(place.root, file)));
  const kept = prune ? stillFound(before, found) : found;
  const after = [...others, ...kept];
  accessing(place.file, 'written', () => {
    writeFileSync(place.file, renderBaseline(after));
  });
  const removed = before.length - after.length;
  return prune
    ? `Removed ${count(removed, 'finding')} from ${BASELINE_FILE}, which accepts ${after.length.toString()} now.\n`
    : `${BASELINE_FILE} accepts ${count(after.length, 'finding')}.\n`;
}

function stillFound(before: readonly Accepted[], found: readonly Accepted[]): readonly Accepted[] {
  const hashes = new Set(found.map(({ fingerprint }) => fingerprint));
  return before.filter(({ fingerprint }) => hashes.has(fingerprint));
}

function read(file: string): readonly Accepted[] {
  return parseBaseline(accessing(file, 'read', () => readFileSync(file, 'utf8')));
}
