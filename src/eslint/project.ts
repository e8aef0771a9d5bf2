import { existsSync } from 'node:fs';
import path from 'node:path';

import { BaselineError, leaveOut, parseBaseline } from '../baseline.ts';
import { baselinePlace } from '../cli/baseline.ts';
import { runOnce } from '../engine.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/error.ts';
import { findConfig } from '../config/find.ts';
import { loadConfigSync } from '../config/load.ts';
import { configuredFolders, judgedHistories } from '../config/scope.ts';
import { resolveSettings, rulesOf, type SettingsInput } from '../config/settings.ts';
import { readDecoded } from '../discover/directory.ts';
import { discoverEdited } from '../discover/edited.ts';
import { DiscoverError } from '../discover/error.ts';
import type { Finding } from '../finding.ts';
import { GitError } from '../git.ts';
import {
  judgeReplayed,
  replayAll,
  RULES,
  subjectsOf,
  type LintResult,
  type LintSettings,
  type RuleSetting,
} from '../lint.ts';
import { hasScripts, useScripts } from '../lower/lower.ts';
import type { History } from '../migration.ts';
import { loadParserSync } from '../parse/sql.ts';
import { DeferredCode } from '../references/deferred.ts';
import { ReplayMemory, type KeptReplays } from '../replay/memory.ts';
import type { Rule } from '../rule.ts';
import { ChangeCache } from './changes.ts';
import { FileCache } from './files.ts';
import { Moment } from './moment.ts';
import { loadParts } from './parts.ts';
import { SourceCache } from './sources.ts';

/** A file as ESLint has it, and the rules that are on for it. */
export interface EditedFile {
  /** Absolute. */
  readonly cwd: string;
  /** Absolute; it need not exist. */
  readonly file: string;
  readonly text: string;
  /** By their ids. */
  readonly rules: ReadonlyMap<string, JoinedRule>;
}

/** A rule that ESLint has turned on. */
export interface JoinedRule {
  readonly rule: Rule;
  /** Those that ESLint was given. */
  readonly options: object;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Why the file could not be judged, as full sentences for the person who can put it right. */
  readonly problem?: string;
}

/** Undefined where there is no configuration file. */
type Loaded = SettingsInput & { readonly configDirectory: string | undefined };

const NOTHING: Judgement = { findings: [] };

/**
 * What ddlint knows of the projects that ESLint has asked about, from one file to the next and from
 * one version of a text to the next.
 */
export class Projects {
  readonly #texts = new FileCache(readDecoded);
  readonly #moment = new Moment((file) => this.#texts.get(file));
  readonly #configs = new FileCache((file): Config => loadConfigSync(file, RULES));
  readonly #baselines = new FileCache((file) => parseBaseline(readDecoded(file).text));
  readonly #changes = new ChangeCache();
  readonly #sources = new SourceCache();
  readonly #memory: ReplayMemory;
  /** The folders whose histories have been read. */
  readonly #read = new Set<string>();

  /** `kept` is what other processes have come to. */
  constructor(kept?: KeptReplays) {
    this.#memory = new ReplayMemory(kept);
  }

  /** Judges one file as a run over its project would. Never throws. */
  judge(edited: EditedFile): Judgement {
    try {
      return this.#judge(edited);
    } catch (error) {
      return { findings: [], problem: explain(error) };
    }
  }

  #judge(edited: EditedFile): Judgement {
    const { cwd, file, text } = edited;
    const input = this.#settingsInput(cwd, file);
    const history = discoverEdited({
      ...{ cwd, file, text },
      configured: configuredFolders(input),
      since: input.config.since,
      readFile: (absolute) => this.#texts.get(absolute),
      changedSince: this.#changes.changedSince,
      snapshot: this.#moment.snapshotFor(cwd, file),
    });
    const histories = history === undefined ? [] : judgedHistories([history], input);
    if (history === undefined || histories.length === 0) return NOTHING;
    const place = path.resolve(cwd, history.directory);
    if (this.#read.has(place)) return this.#judgeIn(histories, edited, input);
    this.#read.add(place);
    // Whoever waits for the findings does not wait for this.
    setImmediate(() => {
      this.#memory.handOn(history);
    });
    return runOnce(() => this.#sources.readAhead(histories, () => this.#judgeIn(histories, edited, input)));
  }

  #judgeIn(histories: readonly History[], { cwd, file, rules }: EditedFile, input: Loaded): Judgement {
    loadParserSync();
    if (hasScripts(histories)) useScripts(loadParts().lowerScript);
    const name = path.relative(cwd, file).split(path.sep).join('/');
    const code = new DeferredCode();
    const resolved = resolveSettings({ ...input, config: { ...input.config, preset: 'all' } });
    const settings: LintSettings = {
      ...resolved,
      rules: new Map([...rulesOf(input.config), ...[...rules].map(([id, { rule }]) => [id, rule] as const)]),
      rulesFor: rulesFor(resolved, rules),
      isReported: (other) => other === name,
      read: this.#sources.read,
      memory: this.#memory,
      code,
    };
    const replayed = replayAll(histories, settings);
    const subjects = input.config.references === false ? [] : subjectsOf(replayed, settings);
    if (subjects.length > 0) code.open(loadParts().openCodeSync(histories, input));
    const result = judgeReplayed(replayed, settings, subjects);
    return { findings: this.#unaccepted(result, input) };
  }

  /** The configuration that is nearest to the file, as a project of many packages has several. */
  #settingsInput(cwd: string, file: string): Loaded {
    const configFile = findConfig(path.dirname(file));
    const config = configFile === undefined ? {} : this.#configs.get(configFile);
    const { since: given, ...rest } = config;
    const since = given === undefined ? undefined : this.#changes.base(given, cwd);
    const configDirectory = configFile === undefined ? undefined : path.dirname(configFile);
    return {
      config: since === undefined ? rest : { ...rest, since },
      directory: configDirectory ?? cwd,
      configDirectory,
      ...{ cwd, rules: RULES, ruleFlags: {}, today: new Date() },
    };
  }

  /** What `ddlint baseline` has accepted stays accepted. */
  #unaccepted(result: LintResult, { configDirectory, cwd }: Loaded): readonly Finding[] {
    const { file, pathOf } = baselinePlace(configDirectory, cwd);
    if (!existsSync(file)) return result.findings;
    return leaveOut(result, this.#baselines.get(file), pathOf).result.findings;
  }
}

/**
 * ESLint decides which rules are on. What the configuration of ddlint turns off in so many words, or
 * because nobody uses the database during a deploy, stays off; its options are what those that ESLint
 * was given are laid over.
 */
function rulesFor(
  { rulesFor: configured }: Pick<LintSettings, 'rulesFor'>,
  rules: EditedFile['rules'],
): LintSettings['rulesFor'] {
  const known = new Map<ReadonlyMap<string, RuleSetting>, ReadonlyMap<string, RuleSetting>>();
  return (file) => {
    const settings = configured(file);
    const merged = known.get(settings) ?? mergeRules(settings, rules);
    known.set(settings, merged);
    return merged;
  };
}

function mergeRules(
  configured: ReadonlyMap<string, RuleSetting>,
  rules: EditedFile['rules'],
): ReadonlyMap<string, RuleSetting> {
  const merged = new Map<string, RuleSetting>();
  for (const [id, { rule, options }] of rules) {
    const setting = configured.get(id) ?? { severity: 'error', options: rule.meta.defaultOptions ?? {} };
    if (setting.severity !== 'off')
      merged.set(id, { ...setting, options: { ...setting.options, ...options } });
  }
  return merged;
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = [BaselineError, ConfigError, DiscoverError, GitError].some(
    (type) => error instanceof type,
  );
  return isExpected ? message : `Something went wrong in ddlint that should not: ${message}`;
}
