import path from 'node:path';

import { mayBeMigration } from '../discover/edited.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { Projects, type JoinedRule } from './project.ts';

/** What is asked of ESLint's context, which differs from version to version in what else it has. */
interface Context {
  readonly cwd: string;
  readonly filename: string;
  readonly physicalFilename: string;
  readonly options: readonly unknown[];
  readonly sourceCode: { readonly text: string };
}

export interface RuleOutcome {
  readonly findings: readonly Finding[];
  /** Why the file could not be judged; one rule of a file says it. */
  readonly problem: string | undefined;
}

const projects = new Projects();
const runs = new WeakMap<Context['sourceCode'], FileRun | 'none'>();

/**
 * Takes a rule into the run over a file; undefined where the file is no migration. ESLint makes all
 * rules of a file before it visits the first node, so that the engine can run once, knowing them all.
 */
export function joinRun(id: string, rule: Rule, context: Context): FileRun | undefined {
  const { sourceCode } = context;
  let run = runs.get(sourceCode);
  if (run === undefined || (run !== 'none' && run.isOver)) {
    run = startRun(context);
    runs.set(sourceCode, run);
  }
  if (run === 'none') return undefined;
  run.join(id, rule, context.options[0]);
  return run;
}

function startRun({ cwd, filename, physicalFilename, sourceCode }: Context): FileRun | 'none' {
  // A block of code in another file, or a text without a file.
  if (filename !== physicalFilename || !path.isAbsolute(filename)) return 'none';
  return mayBeMigration(filename, sourceCode.text) ? new FileRun(cwd, filename, sourceCode.text) : 'none';
}

/** One run of the engine over one version of a file, for all of its rules. */
export class FileRun {
  readonly #cwd: string;
  readonly #file: string;
  readonly #text: string;
  readonly #rules = new Map<string, JoinedRule>();
  #outcomes: ReadonlyMap<string, RuleOutcome> | undefined;

  constructor(cwd: string, file: string, text: string) {
    this.#cwd = cwd;
    this.#file = file;
    this.#text = text;
  }

  /** ESLint may be asked to judge the same source again, with other rules. */
  get isOver(): boolean {
    return this.#outcomes !== undefined;
  }

  join(id: string, rule: Rule, options: unknown): void {
    this.#rules.set(id, { rule, options: typeof options === 'object' && options !== null ? options : {} });
  }

  outcomeOf(id: string): RuleOutcome {
    this.#outcomes ??= this.#judge();
    return this.#outcomes.get(id) ?? { findings: [], problem: undefined };
  }

  #judge(): ReadonlyMap<string, RuleOutcome> {
    const { findings, problem } = projects.judge({
      cwd: this.#cwd,
      file: this.#file,
      text: this.#text,
      rules: this.#rules,
    });
    return new Map(
      [...this.#rules.keys()].map((id, index) => [
        id,
        {
          findings: findings.filter(({ rule }) => rule === id),
          problem: index === 0 ? problem : undefined,
        },
      ]),
    );
  }
}
