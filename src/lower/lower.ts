import type { History, Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import { loadScriptParser, loadScriptParserSync } from '../parse/script.ts';
import { isScript } from '../script-file.ts';
import { isReaderStarted } from './reader-thread.ts';
import { readSql } from './sql/read-sql.ts';

let lowerScript: ((migration: Migration) => Source) | undefined;

/** Loads what reads migrations in TypeScript and JavaScript: needed once before `lower` meets one. */
export async function loadScripts(): Promise<void> {
  const [module] = await Promise.all([import('./script/lower-script.ts'), loadScriptParser()]);
  lowerScript = module.lowerScript;
}

/** As `loadScripts`, for a host that cannot wait and has what it loads at hand. */
export function useScripts(reader: (migration: Migration) => Source): void {
  loadScriptParserSync();
  lowerScript = reader;
}

/** Whether `loadScripts` is needed before these are linted. */
export function hasScripts(histories: readonly History[]): boolean {
  return histories.some(({ migrations }) => migrations.some(({ file }) => isScript(file)));
}

/** In UTF-16 units: less than this is read before a second thread has started. */
const LONG = 400_000;

/** To read a script takes so many times as long as to read SQL of the same length. */
const SCRIPT_FACTOR = 3;

/**
 * What a replay of the histories reads, in its order, where that is so much that `readAhead` is worth a
 * second thread, or where one waits for it; otherwise nothing. `withScripts` is for who does not ask
 * which other files a script was read from.
 */
export function worthReadingAhead(
  histories: readonly History[],
  { withScripts }: { readonly withScripts: boolean },
): readonly Migration[] {
  // A replay goes no further than to the last new migration, unless something asks for the rest.
  const migrations = histories
    .flatMap(({ migrations }) => migrations.slice(0, migrations.findLastIndex(({ isNew }) => isNew) + 1))
    .filter(({ file }) => withScripts || !isScript(file));
  const length = migrations.reduce(
    (sum, { file, text }) => sum + text.length * (isScript(file) ? SCRIPT_FACTOR : 1),
    0,
  );
  return length < LONG && !isReaderStarted() ? [] : migrations;
}

/**
 * What a migration does. Its front end goes by the extension of its file. `loadParser` has run
 * before, and `loadScripts` where there are scripts.
 */
export function lower(migration: Migration): Source {
  if (!isScript(migration.file)) return readSql(migration);
  if (lowerScript === undefined) throw new Error('loadScripts() has to be awaited before a script is read');
  return lowerScript(migration);
}
