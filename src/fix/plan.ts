import type { Finding } from '../finding.ts';
import type { Edit } from '../rule.ts';
import { applyEdits, overlaps } from './edit.ts';

/** The fixes that are made in one file at once. */
export interface FilePlan {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly findings: readonly Finding[];
}

/**
 * What can be fixed at once, file by file: of fixes that overlap the first one, as the others are
 * to be found anew in what it leaves. `texts` are those of the files that were judged.
 */
export function planFixes(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
): readonly FilePlan[] {
  const chosen = new Map<string, { readonly edits: Edit[]; readonly findings: Finding[] }>();
  for (const finding of findings) {
    if (finding.fix.length === 0) continue;
    const plan = chosen.get(finding.file) ?? { edits: [], findings: [] };
    if (overlaps(plan.edits, finding.fix)) continue;
    plan.edits.push(...finding.fix);
    plan.findings.push(finding);
    chosen.set(finding.file, plan);
  }
  return [...chosen].flatMap(([file, plan]) => {
    const before = texts.get(file);
    if (before === undefined) return [];
    return [{ file, before, after: applyEdits(before, plan.edits), findings: plan.findings }];
  });
}
