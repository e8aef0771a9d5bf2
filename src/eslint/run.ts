import path from 'node:path';

import { mayBeMigration } from '../discover/edited.ts';
import type { Finding } from '../finding.ts';
import { lazy } from '../lazy.ts';
import type { Rule } from '../rule.ts';
import { Projects, type EditedFile, type JoinedRule } from './project.ts';
import { ReplayStore } from './replay-store.ts';
import { settingsOf } from './settings.ts';

/** What is asked of ESLint's context, which differs from version to version in what else it has. */
interface Context {
  readonly cwd: string;
  readonly filename: string;
  readonly physicalFilename: string;
  readonly options: readonly unknown[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sourceCode: { readonly text: string };
}

export interface RuleOutcome {
  readonly findings: readonly Finding[];
  /** Why the file could not be judged; one rule of a file says it. */
  readonly problem: string | undefined;
}

const keeping = lazy(() => new Projects(new ReplayStore()));
const forgetting = lazy(() => new Projects());
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

function startRun({ cwd, filename, physicalFilename, sourceCode, settings }: Context): FileRun | 'none' {
  // A block of code in another file, or a text without a file.
  if (filename !== physicalFilename || !path.isAbsolute(filename)) return 'none';
  if (!mayBeMigration(filename, sourceCode.text)) return 'none';
  const projects = settingsOf(settings).cache === false ? forgetting() : keeping();
  return new FileRun(projects, { cwd, file: filename, text: sourceCode.text });
}

/** One run of the engine over one version of a file, for all of its rules. */
export class FileRun {
  readonly #projects: Projects;
  readonly #edited: Omit<EditedFile, 'rules'>;
  readonly #rules = new Map<string, JoinedRule>();
  #outcomes: ReadonlyMap<string, RuleOutcome> | undefined;

  constructor(projects: Projects, edited: Omit<EditedFile, 'rules'>) {
    this.#projects = projects;
    this.#edited = edited;
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
    const { findings, problem } = this.#projects.judge({ ...this.#edited, rules: this.#rules });
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
