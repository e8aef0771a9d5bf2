import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareDigits } from '../names.ts';
import { isSqlFile, samples } from '../sql-files.ts';
import { findMarkers, part } from '../sections.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const MARKER =
  /--[ \t]*\+goose[ \t]+(Up|Down|NO TRANSACTION|ENVSUB ON|ENVSUB OFF|StatementBegin|StatementEnd)/i;

const FILE: TransactionMode = {
  scope: 'file',
  because: 'goose applies each migration in a transaction of its own',
  optOut: 'Write "-- +goose NO TRANSACTION" at the top of the file.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: '"-- +goose NO TRANSACTION" makes goose run the statements one by one, and each commits by itself',
  optOut: undefined,
};

export const goose: Tool = {
  id: 'goose',
  name: 'goose',
  docs: 'https://pressly.github.io/goose/documentation/annotations/',

  recognises(directory) {
    return samples(directory).some((text) => annotations(text).includes('UP'));
  },

  list(directory) {
    return listGoose(directory);
  },

  transaction(text) {
    return annotations(text).includes('NO TRANSACTION') ? NONE : FILE;
  },

  placeholders(text) {
    return annotations(text).includes('ENVSUB ON');
  },
};

function annotations(text: string): readonly string[] {
  return findMarkers(text, MARKER).map(({ groups }) => groups[0]?.toUpperCase() ?? '');
}

function listGoose(directory: Directory): Listing {
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const name of directory.files.filter(isSqlFile)) {
    const version = /^(\d+)_/.exec(name)?.[1];
    const unit = version === undefined ? undefined : unitOf(directory, name, version);
    if (unit !== undefined) units.push(unit);
    else notes.push(`${directory.pathOf(name)} has no version or no "-- +goose Up" and was left out.`);
  }
  return { units: units.sort((left, right) => compareDigits(left.id, right.id)), notes };
}

function unitOf(directory: Directory, name: string, id: string): Unit | undefined {
  const file = wholeFile(directory, name);
  if (file === undefined) return undefined;
  const markers = findMarkers(file.text, MARKER);
  const up = markers.find(({ groups }) => groups[0]?.toUpperCase() === 'UP');
  const down = markers.find(({ groups }) => groups[0]?.toUpperCase() === 'DOWN');
  if (up === undefined) return undefined;
  const end = file.text.length;
  return {
    id,
    up: part(file, up.start, down?.start ?? end),
    down: down === undefined ? undefined : part(file, down.start, end),
  };
}
