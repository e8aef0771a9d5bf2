import { isByHand } from '../advice/constraint.ts';
import type { ObjectName, Operation } from '../operation.ts';
import type { AdviceStep, Change, Edit } from '../rule.ts';
import { layoutOf } from './layout.ts';
import type { Situation, Written } from './remedy.ts';
import { afterTransaction, isNeededLater, nextMigration, operationsIn, writeOutside } from './transaction.ts';

/** Statements that run together. */
interface Group {
  readonly sql: string;
  readonly isOutside: boolean;
}

/** Writes statements in the place of one: the first ones where it stands, the others where they can run. */
export function writeReplacement(
  { steps, of }: Extract<Change, { kind: 'replace' }>,
  situation: Situation,
): Written | undefined {
  const { step } = situation;
  const now = steps.filter(({ place }) => place !== 'later deploy');
  const isExplicit = step.transaction.kind === 'explicit';
  const [first, ...rest] = groupsOf(now, isExplicit) ?? [];
  if (first === undefined) return undefined;
  if ([first, ...rest].some(({ isOutside }) => isOutside) && isByHand(step)) return undefined;
  if ([first, ...rest].some(({ sql }) => isMadeLater(sql, situation))) return undefined;
  if (rest.length > 0 && isNeededLater(situation)) return undefined;
  const start = writeFirst({ ...first, of }, situation);
  if (start === undefined) return undefined;
  const others = isExplicit ? writeAfterCommit(rest, situation) : writeMigrations(rest, start, situation);
  if (others === undefined) return undefined;
  const isAll = now.length === steps.length;
  return {
    edits: [...start.edits, ...others.edits],
    files: [...(start.files ?? []), ...(others.files ?? [])],
    isInPlace: start.isInPlace && rest.length === 0 && isAll,
    isRaw: layoutOf(situation)?.isBuilt === true,
    remark: `${start.remark ?? ''}${others.remark ?? ''}${isAll ? '' : ', and leave the rest to a later deploy'}`,
  };
}

/** Whether a later statement of the migration makes a table or view that the SQL makes too. */
function isMadeLater(sql: string, { step, end }: Situation): boolean {
  const made = operationsIn(sql).flatMap(relationMade);
  const later = end.steps
    .slice(end.steps.indexOf(step) + 1)
    .flatMap(({ operation }) => relationMade(operation));
  return made.some((one) => later.some(({ schema, name }) => name === one.name && schema === one.schema));
}

function relationMade(operation: Operation): readonly ObjectName[] {
  switch (operation.kind) {
    case 'createTable':
      return [operation.table];
    case 'createView':
      return [operation.view];
    default:
      return [];
  }
}

/** Steps that may share a transaction make a group; undefined where one is not written out. */
function groupsOf(steps: readonly AdviceStep[], isExplicit: boolean): readonly Group[] | undefined {
  const groups: Group[] = [];
  for (const { sql, place, outsideTransaction: isOutside = false } of steps) {
    if (sql === undefined) return undefined;
    const last = groups.at(-1);
    const isApart = place === 'own migration' || (isExplicit && (isOutside || last?.isOutside === true));
    if (last === undefined || isApart) groups.push({ sql, isOutside });
    else groups.splice(-1, 1, { sql: `${last.sql}\n${sql}`, isOutside: last.isOutside || isOutside });
  }
  return groups;
}

function writeFirst(
  { sql, isOutside, of }: Group & { readonly of: 'statement' | undefined },
  situation: Situation,
): Written | undefined {
  const layout = layoutOf(situation);
  const edits = layout?.replace(sql, of);
  if (edits === undefined) return undefined;
  return isOutside ? writeOutside({ edits, sql }, situation) : { edits, isInPlace: true };
}

function writeAfterCommit(
  groups: readonly Group[],
  situation: Situation,
): Omit<Written, 'isInPlace'> | undefined {
  if (groups.length === 0) return { edits: [] };
  if (situation.step.transaction.mode.scope !== 'none') return undefined;
  const sql = groups.map((group) => group.sql).join('\n');
  const edits = afterTransaction(situation)?.after(sql);
  return edits === undefined ? undefined : { edits, remark: ', what follows after COMMIT' };
}

function writeMigrations(
  groups: readonly Group[],
  start: Written,
  situation: Situation,
): Omit<Written, 'isInPlace'> | undefined {
  const edits: Edit[] = [];
  const files = [...(start.files ?? [])];
  const remarks = new Set<string>();
  for (const group of groups) {
    const next = nextMigration(situation, { ...group, beside: files });
    if (next === undefined) return undefined;
    edits.push(...next.edits);
    files.push(...next.files);
    if (next.remark !== undefined) remarks.add(` (${next.remark})`);
  }
  if (groups.length === 0) return { edits: [] };
  const where = groups.length === 1 ? 'a migration of its own' : 'migrations of their own';
  // Where the first statements have moved already, the title says so.
  const said = start.isInPlace ? `, with what follows in ${where}` : '';
  return {
    edits,
    files: files.slice(start.files?.length ?? 0),
    remark: `${said}${[...remarks].join('')}`,
  };
}
