import { batched } from '../src/advice/column.ts';
import { findConstraint, findRelation } from '../src/catalog/lookup.ts';
import { nextTransaction, outsideTransaction } from '../src/advice/constraint.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import {
  blocks,
  heldMeanwhile,
  isEmpty,
  isStepOf,
  isSystemTable,
  lockPhrase,
  placeOf,
  reach,
  whyTogether,
} from '../src/judge.ts';
import type { Uses } from '../src/operation.ts';
import { blocksReads } from '../src/postgres/locks.ts';
import { printCreateIndex } from '../src/print.ts';
import { defineRule, type AdviceStep, type Remedy } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

interface Work {
  /** What the statement does, as a clause with "it" as its subject. */
  readonly does: string;
  /** How long it takes cannot be told from its text. */
  readonly depends?: true;
}

/**
 * Speaks of what waits for a lock that another statement took. What a statement keeps waiting by
 * its own lock is the matter of the rule for that statement; where it is an UPDATE or DELETE,
 * no-unbatched-update leaves it to this rule.
 */
export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow long work in a transaction that keeps others out of a table that is in use',
    hasSuggestions: true,
    messages: {
      waits:
        'Nobody can {{blocked}} "{{table}}" until this is done: the statement at {{place}} took {{mode}} on it, which lasts to the end of the transaction ({{because}}), and this one {{does}}, which takes longer the more rows there are.',
    },
  },

  on: {
    *historyEnd({ ends }) {
      const reported = new Set<number>();
      for (const step of ends.flatMap((end) => end.steps)) {
        if (step.transaction.heldLocks.length === 0) continue;
        const work = workOf(step);
        const held = work === undefined ? undefined : heldMeanwhile(step);
        if (work === undefined || held === undefined) continue;
        if (isSaidElsewhere(step)) continue;
        // One split mends the whole transaction; a backfill has no other rule to speak of it.
        if (reported.has(step.transaction.id) && !isBackfill(step)) continue;
        reported.add(step.transaction.id);
        yield {
          messageId: 'waits',
          data: {
            blocked: blocksReads(held.mode) ? 'read or write' : 'write to',
            table: held.relation.name,
            place: placeOf(step, held.step),
            mode: lockPhrase(held.mode),
            does: work.does,
            because: whyTogether(step),
          },
          advice: [wayOut(step)],
          remedies: [remedyOf(step)],
          at: step,
          ...(work.depends === undefined ? {} : { depends: work.depends }),
        };
      }
    },
  },
});

/** What blocks by itself has a rule of its own, but for the index of a materialized view. */
function isSaidElsewhere(step: Step): boolean {
  const { operation, catalog } = step;
  // It fails, and no-concurrently-in-transaction says so.
  if (step.effect.forbiddenInTransaction) return true;
  const isOfView =
    operation.kind === 'createIndex' && findRelation(catalog, operation.table)?.kind === 'materializedView';
  return blocks(step).length > 0 && !isOfView;
}

function isBackfill(step: Step): boolean {
  if (!isStepOf(step, 'update') && !isStepOf(step, 'delete')) return false;
  return reach(step, step.operation.table, step.operation.where) !== 'some';
}

/** The long work of a step, if it does any. */
function workOf(step: Step): Work | undefined {
  const { operation, effect } = step;
  switch (operation.kind) {
    case 'update':
    case 'delete': {
      const touched = reach(step, operation.table, operation.where);
      if (touched === 'few' || isEmpty(step, operation.table) || isSystemTable(operation.table))
        return undefined;
      const does = `${operation.kind}s rows of "${operation.table.name}"`;
      return touched === 'some' || operation.uses.relations.length > 0 ? { does, depends: true } : { does };
    }
    case 'insert':
      if (operation.source !== 'query' || !readsRows(step, operation.uses)) return undefined;
      return { does: `copies rows into "${operation.table.name}"`, depends: true };
    case 'merge':
      return readsRows(step, operation.uses)
        ? { does: `merges rows into "${operation.table.name}"`, depends: true }
        : undefined;
    case 'createTable':
      if (operation.query?.withData !== true || !readsRows(step, operation.query.uses)) return undefined;
      return { does: `copies rows into "${operation.table.name}"`, depends: true };
    case 'createView':
      if (!operation.materialized || !operation.withData || !readsRows(step, operation.uses))
        return undefined;
      return { does: `fills "${operation.view.name}"`, depends: true };
    case 'refreshMaterializedView':
      return operation.withData ? { does: `fills "${operation.view.name}"` } : undefined;
    case 'validateConstraint': {
      // no-validate-in-same-transaction speaks of a constraint that this transaction has added.
      const constraint = findConstraint(findRelation(step.catalog, operation.table), operation.constraint);
      if (constraint?.origin.transaction === step.transaction.id) return undefined;
      return scanned(step);
    }
    default:
      return effect.scans.length === 0 ? undefined : scanned(step);
  }
}

function scanned(step: Step): Work | undefined {
  const { rewrites, scans } = step.effect;
  const rewritten = rewrites.find((relation) => !isEmpty(step, relation));
  if (rewritten !== undefined) return { does: `writes "${rewritten.name}" anew` };
  const read = scans.find((relation) => !isEmpty(step, relation));
  return read === undefined ? undefined : { does: `reads all of "${read.name}"` };
}

function readsRows(step: Step, uses: Uses): boolean {
  return uses.relations.some(({ relation }) => !isEmpty(step, relation) && !isSystemTable(relation));
}

function wayOut(step: Step): AdviceStep {
  const { operation } = step;
  if (isStepOf(step, 'update') || isStepOf(step, 'delete')) return batched(step);
  if (operation.kind === 'createIndex') {
    const sql = printCreateIndex({ ...operation, concurrently: true });
    return outsideTransaction(step, 'Build the index when the transaction is over', sql);
  }
  return { title: 'Run this when the transaction that holds the lock is over', place: nextTransaction(step) };
}

function remedyOf(step: Step): Remedy {
  const advice = wayOut(step);
  if (advice.sql === undefined)
    return { title: advice.title, change: { kind: 'move', to: 'next transaction' } };
  return asAdvised(advice.title, [advice]);
}
