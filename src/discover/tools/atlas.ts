import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { isSqlFile } from '../sql-files.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'Atlas applies each file in a transaction of its own',
  optOut: 'Write "-- atlas:txmode none" on the first line of the file, followed by an empty line.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: '"-- atlas:txmode none" makes Atlas run the statements one by one, and each commits by itself',
  optOut: undefined,
};

export const atlas: Tool = {
  id: 'atlas',
  name: 'Atlas',
  docs: 'https://atlasgo.io/versioned/apply#transaction-configuration',

  recognises: (directory) => directory.files.includes('atlas.sum'),

  list(directory) {
    return listAtlas(directory);
  },

  transaction(text) {
    return directives(text).some((line) => /\batlas:txmode +none\b/.test(line)) ? NONE : FILE;
  },
};

/** The comments at the head of a file, which count only if an empty line parts them from what follows. */
function directives(text: string): readonly string[] {
  const head = /^(?:(?:--|#)[^\n]*(?:\n|$))*/.exec(text)?.[0] ?? '';
  const rest = text.slice(head.length);
  return rest === '' || /^[ \t]*\r?\n/.test(rest) ? head.split('\n') : [];
}

function listAtlas(directory: Directory): Listing {
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const name of directory.files.filter(isSqlFile)) {
    const up = wholeFile(directory, name);
    if (up === undefined) continue;
    const isCheckpoint = directives(up.text).some((line) => line.includes('atlas:checkpoint'));
    if (isCheckpoint && units.length > 0) {
      notes.push(
        `${directory.pathOf(name)} is a checkpoint, which only an empty database starts from; it was left out.`,
      );
    } else {
      units.push({
        id: name
          .replace(/\.sql$/i, '')
          .split('_', 1)
          .join(''),
        up,
      });
    }
  }
  return { units, notes };
}
