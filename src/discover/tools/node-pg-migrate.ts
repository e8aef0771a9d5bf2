import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { isScript } from '../../script-file.ts';
import { compareNumbered, withoutExtension } from '../names.ts';
import { scriptTool, type ScriptTool } from '../script-tool.ts';
import { isSqlFile, samples } from '../sql-files.ts';
import { findMarkers, part } from '../sections.ts';
import { wholeFile, type Unit } from '../tool.ts';

const MARKER = /[ \t]*--[ \t-]*(up|down)[ \t]+migration\b.*/i;

const BATCH: TransactionMode = {
  scope: 'batch',
  because: 'node-pg-migrate applies all pending migrations in one transaction',
  optOut: 'Write the migration in JavaScript and call "pgm.noTransaction()" in it.',
};

const SCRIPT_BATCH: TransactionMode = { ...BATCH, optOut: 'Call "pgm.noTransaction()" in the migration.' };

const scripts = scriptTool({
  id: 'node-pg-migrate',
  name: 'node-pg-migrate',
  docs: 'https://salsita.github.io/node-pg-migrate/',
  packages: ['node-pg-migrate'],
  signature: /['"]node-pg-migrate['"]|\bpgm\b/,
  transaction: (_text, { file }) => (isScript(file) ? SCRIPT_BATCH : BATCH),
});

/** Modules with `up(pgm)`, and SQL files with markers. */
export const nodePgMigrate: ScriptTool = {
  ...scripts,

  recognises(directory) {
    return (
      samples(directory).some((text) => findMarkers(text, MARKER).length > 0) || scripts.recognises(directory)
    );
  },

  otherDatabase: () => undefined,

  list(directory) {
    const { units, notes } = scripts.list(directory);
    const ofSql = directory.files
      .filter(isSqlFile)
      .map((name) => unitOf(directory, name))
      .filter((unit) => unit !== undefined);
    const all = [...units, ...ofSql].toSorted((left, right) => compareNumbered(left.id, right.id));
    return { units: all, notes };
  },
};

/** A file without markers is an up migration. */
function unitOf(directory: Directory, name: string): Unit | undefined {
  const file = wholeFile(directory, name);
  if (file === undefined) return undefined;
  const markers = findMarkers(file.text, MARKER);
  const up = markers.find(({ groups }) => groups[0]?.toLowerCase() === 'up')?.start;
  const down = markers.find(({ groups }) => groups[0]?.toLowerCase() === 'down')?.start;
  const end = file.text.length;
  const id = withoutExtension(name);
  if (up === undefined) return { id, up: file };
  if (down === undefined) return { id, up: part(file, up, end) };
  return {
    id,
    up: part(file, up, down > up ? down : end),
    down: part(file, down, up > down ? up : end),
  };
}
