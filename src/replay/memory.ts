import type { Catalog } from '../catalog/catalog.ts';
import type { History, Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import type { Settings } from '../step.ts';

/** What a replay has come to when a merged migration has run: another one can go on from there. */
export interface Checkpoint {
  readonly catalog: Catalog;
  /** The numbers of the last transaction and of the last deploy. */
  readonly transaction: number;
  readonly deploy: number;
}

/** How a replay begins; where that differs, nothing of an earlier one is of use. */
export interface Beginning {
  readonly postgres: PostgresVersion;
  readonly settings: Settings;
  readonly baseline: History['baseline'];
}

/** What the first migrations of a history have come to. */
export interface Base {
  readonly count: number;
  readonly checkpoint: Checkpoint;
}

/** What other processes have come to. */
export interface KeptReplays {
  /** What the history can go on from. */
  find(history: History, beginning: Beginning): Base | undefined;
  keep(history: History, beginning: Beginning, base: Base): void;
}

interface Run {
  readonly migration: Migration;
  readonly source: Source;
  readonly checkpoint: Checkpoint;
}

interface Remembered {
  readonly beginning: Beginning;
  /** What another process has come to, and the migrations that this was. */
  base: (Base & { readonly migrations: readonly Migration[] }) | undefined;
  /** The merged migrations that the history starts with, or that follow the base, in order. */
  readonly runs: Run[];
  /** What all of its migrations have come to, whichever of them was judged. */
  end?: {
    readonly base: Remembered['base'];
    readonly runs: Omit<Run, 'checkpoint'>[];
    readonly catalog: Catalog;
  };
}

/**
 * The merged migrations of histories, as they were replayed last: a change replays what follows it
 * and no more. A source is the same as long as it is the same object.
 */
export class ReplayMemory {
  readonly #histories = new Map<string, Remembered>();
  readonly #kept: KeptReplays | undefined;

  /** `kept` is asked for each history once. */
  constructor(kept?: KeptReplays) {
    this.#kept = kept;
  }

  /** How many migrations need not run again, and what they have come to. */
  resume(history: History, beginning: Beginning, read: (migration: Migration) => Source): Base | undefined {
    const remembered = this.#recall(history, beginning);
    const { base, runs } = remembered;
    if (base !== undefined && !isSameBase(base, history)) {
      remembered.base = undefined;
      runs.length = 0;
      return undefined;
    }
    const { count: start = 0 } = base ?? {};
    const count = runs.findIndex((run, index) => {
      const migration = history.migrations[start + index];
      return migration === undefined || !isSameRun(run, migration) || read(migration) !== run.source;
    });
    const valid = count < 0 ? runs.length : count;
    const last = runs[valid - 1];
    return last === undefined ? base : { count: start + valid, checkpoint: last.checkpoint };
  }

  #recall(history: History, beginning: Beginning): Remembered {
    const key = keyOf(history);
    const known = this.#histories.get(key);
    if (known !== undefined && isSameBeginning(known.beginning, beginning)) return known;
    const found = this.#kept?.find(history, beginning);
    const base = found && { ...found, migrations: history.migrations.slice(0, found.count) };
    const remembered: Remembered = { beginning, base, runs: [] };
    this.#histories.set(key, remembered);
    return remembered;
  }

  /** Remembers a migration that has run; what was remembered of later ones is forgotten. */
  keep(history: History, index: number, run: Run): void {
    const { base, runs } = this.#histories.get(keyOf(history)) ?? {};
    const at = index - (base?.count ?? 0);
    if (runs === undefined || at < 0 || at > runs.length) return;
    runs.length = at;
    runs.push(run);
  }

  /** Gives what is remembered of a history to other processes. */
  handOn(history: History): void {
    const { beginning, base, runs = [] } = this.#histories.get(keyOf(history)) ?? {};
    const last = runs.at(-1);
    if (beginning === undefined || last === undefined) return;
    const count = (base?.count ?? 0) + runs.length;
    this.#kept?.keep(history, beginning, { count, checkpoint: last.checkpoint });
  }

  /** The catalog when the last migration has run: what `runRest` gives, unless all were read as they are now. */
  end(history: History, read: (migration: Migration) => Source, runRest: () => Catalog): Catalog {
    const remembered = this.#histories.get(keyOf(history));
    const { base, end } = remembered ?? {};
    // The base is as it was, or the start of this replay would have forgotten it.
    const runs = history.migrations
      .slice(base?.count ?? 0)
      .map((migration) => ({ migration, source: read(migration) }));
    const isSame = (others: typeof runs): boolean =>
      others.length === runs.length &&
      others.every((other, index) => {
        const run = runs[index];
        return other.source === run?.source && isAlike(other, run.migration);
      });
    if (end !== undefined && end.base === base && isSame(end.runs)) return end.catalog;
    const catalog = runRest();
    if (remembered !== undefined) remembered.end = { base, runs, catalog };
    return catalog;
  }
}

/** Directories are relative to where ESLint or the command line was started, which may differ. */
function keyOf({ tool, directory, migrations }: History): string {
  return `${tool} ${directory} ${migrations[0]?.path ?? ''}`;
}

function isSameBeginning(left: Beginning, right: Beginning): boolean {
  return (
    left.postgres === right.postgres &&
    left.settings.lockTimeout === right.settings.lockTimeout &&
    left.settings.statementTimeout === right.settings.statementTimeout &&
    left.baseline?.text === right.baseline?.text
  );
}

/** No file was read for these: what they hold is compared. */
function isSameBase({ migrations }: NonNullable<Remembered['base']>, history: History): boolean {
  return migrations.every((migration, index) => {
    const other = history.migrations[index];
    return (
      other !== undefined &&
      isSameRun({ migration }, other) &&
      migration.text === other.text &&
      migration.span.start === other.span.start &&
      migration.span.end === other.span.end &&
      migration.placeholders === other.placeholders
    );
  });
}

function isSameRun(run: Pick<Run, 'migration'>, other: Migration): boolean {
  return !other.isNew && isAlike(run, other);
}

/** All that decides what a migration does, except for what it holds. */
function isAlike({ migration }: Pick<Run, 'migration'>, other: Migration): boolean {
  return (
    migration.transaction.scope === other.transaction.scope &&
    migration.writesIfNotExists === other.writesIfNotExists
  );
}
