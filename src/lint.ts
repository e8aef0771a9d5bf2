import type { Finding } from './finding.ts';
import type { History, Migration, TransactionMode } from './migration.ts';
import type { Source, Unsupported } from './operation.ts';
import type { PostgresVersion } from './postgres/effect.ts';
import { replay, type Replay } from './replay.ts';
import type { Severity } from './rule.ts';
import { judge, type Judgement } from './findings.ts';
import { applySuppressions } from './suppressions.ts';
import type { Step } from './step.ts';

/** How one rule is set for one file. */
export interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly options: object;
}

/** What decides a run besides the migrations themselves. */
export interface LintSettings {
  readonly postgres: PostgresVersion;
  /** The setting of each rule, by its id, for a file (relative to the working directory). */
  readonly rulesFor: (file: string) => ReadonlyMap<string, RuleSetting>;
  /** All new migrations are rolled out together; otherwise each is a deploy of its own. */
  readonly together: boolean;
  /** Timeouts set on the connection, in milliseconds; 0 is no limit. */
  readonly timeouts: { readonly lock: number | undefined; readonly statement: number | undefined };
  /** An ignore comment has to give its reason. */
  readonly requireReason: boolean;
}

export type Risk = 'safe' | 'risky' | 'dangerous';

/** What a report says of one migration that was judged. */
export interface MigrationSummary {
  readonly migration: Migration;
  /** How its statements were wrapped. */
  readonly transaction: TransactionMode;
  /** `dangerous` with an error, `risky` with a warning. */
  readonly risk: Risk;
  /** A relation in use is rewritten, or scanned while reads or writes of it wait. */
  readonly needsMaintenanceWindow: boolean;
  readonly statements: number;
  readonly operations: number;
  readonly steps: readonly Step[];
  readonly source: Source;
}

export interface Coverage {
  readonly files: number;
  readonly statements: number;
  readonly operations: number;
  readonly unsupported: readonly { readonly migration: Migration; readonly operation: Unsupported }[];
}

export interface LintResult {
  /** In the order of migrations, then of places. */
  readonly findings: readonly Finding[];
  readonly migrations: readonly MigrationSummary[];
  /** Counts what was judged, not the history that was only replayed. */
  readonly coverage: Coverage;
}
