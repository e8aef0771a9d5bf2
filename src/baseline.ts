import type { Finding } from './finding.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { withFindings, type LintResult } from './lint.ts';

/** The file of accepted findings, beside the configuration or at the root of the repository. */
export const BASELINE_FILE = 'ddlint.baseline.json';

/** The version of the format; another way to make fingerprints is another version. */
const VERSION = 1;
/** More of a statement is not needed to know it again. */
const LONGEST_STATEMENT = 100;

/** A baseline that cannot be read; the message is one or more full sentences. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** A finding that is accepted as it is. */
export interface Accepted {
  readonly file: string;
  readonly rule: string;
  /** The start of its statement, for who reads the file; the fingerprint decides. */
  readonly statement: string;
  readonly fingerprint: string;
}

/** All findings of a result, in the form that a baseline keeps. `pathOf` as for `fingerprintsOf`. */
export function acceptAll(result: LintResult, pathOf: (file: string) => string): readonly Accepted[] {
  return [...fingerprintsOf(result, pathOf)].map(([{ file, rule }, { hash, text }]) => ({
    file: pathOf(file),
    rule,
    statement: text.length > LONGEST_STATEMENT ? `${text.slice(0, LONGEST_STATEMENT)}…` : text,
    fingerprint: hash,
  }));
}

/** The result without what is accepted, and how much that was. */
export function leaveOut(
  result: LintResult,
  accepted: readonly Accepted[],
  pathOf: (file: string) => string,
): { readonly result: LintResult; readonly count: number } {
  const hashes = new Set(accepted.map(({ fingerprint }) => fingerprint));
  const prints = fingerprintsOf(result, pathOf);
  const isKept = (finding: Finding): boolean => !hashes.has(prints.get(finding)?.hash ?? '');
  const findings = result.findings.filter(isKept);
  const count = result.findings.length - findings.length;
  return { result: count === 0 ? result : withFindings(result, findings), count };
}

/**
 * The file: one finding a line, sorted, so that branches which accept different findings merge.
 * Throws nothing; `parseBaseline` reads it.
 */
export function renderBaseline(accepted: readonly Accepted[]): string {
  const keys = accepted.map(({ file, rule, statement, fingerprint }) =>
    JSON.stringify([file, rule, statement, fingerprint]),
  );
  const lines = [...new Set(keys)].sort().map((key) => {
    const [file, rule, statement, fingerprint] = JSON.parse(key) as readonly string[];
    return `    ${JSON.stringify({ file, rule, statement, fingerprint })}`;
  });
  const findings = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${VERSION.toString()},\n  "findings": ${findings}\n}\n`;
}

/** Reads what `renderBaseline` wrote; throws a `BaselineError` for anything else. */
export function parseBaseline(text: string): readonly Accepted[] {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('version' in value) || !('findings' in value)) {
    throw new BaselineError(`${BASELINE_FILE} has neither "version" nor "findings". ${REMEDY}`);
  }
  if (value.version !== VERSION) {
    throw new BaselineError(`${BASELINE_FILE} is of another version of ddlint. ${REMEDY}`);
  }
  if (Array.isArray(value.findings) && value.findings.every(isAccepted)) return value.findings;
  throw new BaselineError(`${BASELINE_FILE} has findings without a file or a fingerprint. ${REMEDY}`);
}

const REMEDY = 'Write it anew with ddlint baseline.';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BaselineError(`${BASELINE_FILE} is not JSON; a merge may have left its marks in it. ${REMEDY}`);
  }
}

function isAccepted(value: unknown): value is Accepted {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map(Object.entries(value));
  return ['file', 'rule', 'statement', 'fingerprint'].every((key) => typeof entries.get(key) === 'string');
}
