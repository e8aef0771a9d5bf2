import { keyOf } from '../catalog/lookup.ts';
import type { Finding } from '../finding.ts';
import { blocks, isNew } from '../judge.ts';
import type { MigrationSummary } from '../lint.ts';
import type { Migration } from '../migration.ts';
import type { LockMode } from '../operation.ts';
import { blocksWrites, isStronger, strongest } from '../postgres/locks.ts';
import type { Severity } from '../rule.ts';
import { count, enumerate } from './text.ts';

/** What reports for people say of findings and migrations in few words. */

/** `ACCESS EXCLUSIVE on public.users`, `blocks reads and writes`, `rewrites the table`. */
export function lockParts({ effect, blocks, relation }: Finding): readonly string[] {
  if (effect === undefined) return [];
  const relations = effect.locks.filter(({ role }) => role !== 'index');
  const felt = relations.filter(({ mode }) => blocksWrites(mode));
  const shown = felt.length > 0 ? felt : relations;
  const modes = [...new Set(shown.map(({ mode }) => mode))].sort(byStrength);
  const locks = modes.map((mode) => {
    const names = shown.filter((lock) => lock.mode === mode).map((lock) => keyOf(lock.relation));
    return `${mode} on ${enumerate(names)}`;
  });
  const work = [
    ...workOn('rewrites', effect.rewrites.map(keyOf), relation),
    ...workOn('reads all of', effect.rewrites.length > 0 ? [] : effect.scans.map(keyOf), relation),
  ];
  return [...locks, ...(blocks.length > 0 ? [`blocks ${enumerate(blocks)}`] : []), ...work];
}

function workOn(verb: string, names: readonly string[], relation: string | undefined): readonly string[] {
  if (names.length === 0) return [];
  return [`${verb} ${names.length === 1 && names[0] === relation ? 'the table' : enumerate(names)}`];
}

/** For sorting: the strongest mode first. */
export function byStrength(left: LockMode, right: LockMode): number {
  return isStronger(left, right) ? -1 : isStronger(right, left) ? 1 : 0;
}

/** Files in the order of their first finding. */
export function groupByFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.file);
    if (group === undefined) groups.set(finding.file, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** The findings in a migration's own part of its file. */
export function findingsIn({ span }: Migration, ofFile: readonly Finding[]): readonly Finding[] {
  return ofFile.filter((finding) => finding.span.start >= span.start && finding.span.start <= span.end);
}

/** The relations that running code has to wait for, with the strongest lock of each. */
export function feltLocks({ steps }: MigrationSummary): ReadonlyMap<string, LockMode> {
  const felt = new Map<string, LockMode>();
  for (const step of steps) {
    if (blocks(step).length === 0) continue;
    for (const { relation, mode, role } of step.effect.locks) {
      if (role === 'index' || !blocksWrites(mode) || isNew(step, relation)) continue;
      const key = keyOf(relation);
      felt.set(key, strongest(mode, felt.get(key) ?? mode));
    }
  }
  return felt;
}

/** `reads` and `writes` that wait for any step of the migration. */
export function whoWaits({ steps }: MigrationSummary): readonly ('reads' | 'writes')[] {
  const waiting = new Set(steps.flatMap(blocks));
  return (['reads', 'writes'] as const).filter((access) => waiting.has(access));
}

/** `2 errors`, `1 warning`: only of what there is. */
export function countSeverities(findings: readonly Finding[]): readonly string[] {
  const number = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return (['error', 'warning', 'info'] as const)
    .filter((severity) => number(severity) > 0)
    .map((severity) =>
      severity === 'info' ? count(number(severity), 'remark') : count(number(severity), severity),
    );
}
