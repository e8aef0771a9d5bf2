import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Rule } from '../rule.ts';

/** What a report says beside the result: where and by what it was made. */
export interface ReportContext {
  /** Of ddlint. */
  readonly version: string;
  /** The root of the repository, or the working directory outside of one; absolute. */
  readonly root: string;
  /** The working directory, absolute: findings name their files relative to it. */
  readonly cwd: string;
  readonly now: Date;
  readonly rules: ReadonlyMap<string, Rule>;
  /** The page of a rule as Markdown; undefined where it has none. */
  readonly pageOf: (rule: string) => string | undefined;
  /** A warning makes the run fail. */
  readonly failsOnWarnings: boolean;
}

/** A file as services see it: relative to the root of the repository, with forward slashes. */
export function repositoryPath({ root, cwd }: Pick<ReportContext, 'root' | 'cwd'>, file: string): string {
  return path.relative(root, path.resolve(cwd, file)).split(path.sep).join('/');
}

/** The root of the repository as an address that relative ones can be resolved against. */
export function rootUrl({ root }: ReportContext): string {
  return pathToFileURL(root + path.sep).href;
}

/** A path as the relative address that it is in a document. */
export function pathToUri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
