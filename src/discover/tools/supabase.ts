import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { isSqlFile } from '../sql-files.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because:
    'the Supabase CLI sends the statements of a file as one batch, together with its own bookkeeping, and Postgres runs a batch as one transaction',
  optOut: undefined,
};

export const supabase: Tool = {
  id: 'supabase',
  name: 'Supabase',
  docs: 'https://supabase.com/docs/guides/deployment/database-migrations',

  recognises(directory) {
    if (directory.name !== 'migrations' || !directory.files.some(isMigration)) return false;
    return directory.parent?.name === 'supabase' || directory.parent?.files.includes('config.toml') === true;
  },

  list(directory) {
    return listSupabase(directory);
  },

  transaction: () => FILE,
};

function isMigration(name: string): boolean {
  return /^\d+_.*\.sql$/.test(name);
}

function listSupabase(directory: Directory): Listing {
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const name of directory.files.filter(isSqlFile)) {
    const up = isMigration(name) ? wholeFile(directory, name) : undefined;
    if (up !== undefined) units.push({ id: name.split('_', 1).join(''), up });
    else
      notes.push(
        `${directory.pathOf(name)} is not named "<timestamp>_name.sql", so Supabase skips it; it was left out.`,
      );
  }
  return { units, notes };
}
