import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const PLAN = 'sqitch.plan';

const NONE: TransactionMode = {
  scope: 'none',
  because: 'Sqitch runs a script with psql and opens no transaction of its own',
  optOut: 'Take "BEGIN" and "COMMIT" out of the script.',
};

export const sqitch: Tool = {
  id: 'sqitch',
  name: 'Sqitch',
  docs: 'https://sqitch.org/docs/manual/sqitchtutorial/',

  recognises: (directory) => directory.files.includes(PLAN) && directory.directories.includes('deploy'),

  list(directory) {
    return listSqitch(directory);
  },

  transaction: () => NONE,

  placeholders: () => true,

  otherDatabase(directory) {
    const engine = /^\s*engine\s*=\s*(\w+)/m.exec(directory.read('sqitch.conf') ?? '')?.[1];
    return engine === undefined || /^(?:pg|cockroach|yugabyte)$/.test(engine) ? undefined : engine;
  },
};

interface Change {
  readonly name: string;
  /** The name of its scripts, which differs where a later change reworks it. */
  readonly script: string;
}

function listSqitch(directory: Directory): Listing {
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const { name, script } of changesOf(directory.read(PLAN) ?? '')) {
    const up = wholeFile(directory, `deploy/${script}.sql`);
    if (up === undefined) {
      notes.push(`${directory.pathOf(`deploy/${script}.sql`)} is in ${PLAN} and does not exist.`);
    } else {
      const id = script === name && units.some((unit) => unit.id === name) ? `${name} (reworked)` : script;
      units.push({ id, up, down: wholeFile(directory, `revert/${script}.sql`) });
    }
  }
  return { units, notes };
}

/**
 * The changes of a plan in their order. The scripts of a change that is reworked later carry the
 * tag that follows it: `deploy/users@v1.0.sql`.
 */
function changesOf(plan: string): readonly Change[] {
  const lines = plan
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('%'));
  const changes: Change[] = [];
  for (const [index, line] of lines.entries()) {
    const name = /^\+?([^@\s-]\S*)/.exec(line)?.[1];
    if (name === undefined) continue;
    const isReworked = lines.slice(index + 1).some((later) => /^\+?(\S+)/.exec(later)?.[1] === name);
    const tag = isReworked ? lines.slice(index + 1).find((later) => later.startsWith('@')) : undefined;
    changes.push({ name, script: name + (tag?.split(/\s/)[0] ?? '') });
  }
  return changes;
}
