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

interface Run {
  readonly migration: Migration;
  readonly source: Source;
  readonly checkpoint: Checkpoint;
}

interface Remembered {
  readonly beginning: Beginning;
  /** The merged migrations that the history starts with, in order. */
  readonly runs: Run[];
  /** What all of its migrations have come to, whichever of them was judged. */
  end?: { readonly runs: readonly Omit<Run, 'checkpoint'>[]; readonly catalog: Catalog };
}

/**
 * The merged migrations of histories, as they were replayed last: a change replays what follows it
 * and no more. A source is the same as long as it is the same object.
 */
export class ReplayMemory {
  readonly #histories = new Map<string, Remembered>();

  /** How many migrations need not run again, and what they have come to. */
  resume(
    history: History,
    beginning: Beginning,
    read: (migration: Migration) => Source,
  ): { readonly count: number; readonly checkpoint: Checkpoint } | undefined {
    const key = keyOf(history);
    let remembered = this.#histories.get(key);
    if (remembered === undefined || !isSameBeginning(remembered.beginning, beginning)) {
      remembered = { beginning, runs: [] };
      this.#histories.set(key, remembered);
    }
    const { runs } = remembered;
    const count = runs.findIndex((run, index) => {
      const migration = history.migrations[index];
      return migration === undefined || !isSameRun(run, migration) || read(migration) !== run.source;
    });
    const valid = count < 0 ? runs.length : count;
    const last = runs[valid - 1];
    return last === undefined ? undefined : { count: valid, checkpoint: last.checkpoint };
  }

  /** Remembers a migration that has run; what was remembered of later ones is forgotten. */
  keep(history: History, index: number, run: Run): void {
    const runs = this.#histories.get(keyOf(history))?.runs;
    if (runs === undefined || index > runs.length) return;
    runs.length = index;
    runs.push(run);
  }

  /** The catalog when the last migration has run: what `runRest` gives, unless all were read as they are now. */
  end(history: History, sources: readonly Source[], runRest: () => Catalog): Catalog {
    const remembered = this.#histories.get(keyOf(history));
    const { migrations } = history;
    const { end } = remembered ?? {};
    const isSame =
      end?.runs.length === migrations.length &&
      end.runs.every((run, index) => {
        const migration = migrations[index];
        return migration !== undefined && run.source === sources[index] && isAlike(run, migration);
      });
    if (isSame) return end.catalog;
    const catalog = runRest();
    const runs = migrations.flatMap((migration, index) => {
      const source = sources[index];
      return source === undefined ? [] : [{ migration, source }];
    });
    if (remembered !== undefined) remembered.end = { runs, catalog };
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

function isSameRun(run: Run, other: Migration): boolean {
  return !other.isNew && isAlike(run, other);
}

/** All that decides what a migration does, except for what it holds. */
function isAlike({ migration }: Pick<Run, 'migration'>, other: Migration): boolean {
  return (
    migration.transaction.scope === other.transaction.scope &&
    migration.writesIfNotExists === other.writesIfNotExists
  );
}
