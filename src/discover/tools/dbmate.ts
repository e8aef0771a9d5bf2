import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareText, leadingDigits } from '../names.ts';
import { isSqlFile, samples } from '../sql-files.ts';
import { findMarkers, part } from '../sections.ts';
import { wholeFile, type Listing, type Section, type Tool, type Unit } from '../tool.ts';

const MARKER = /--[ \t]*migrate:(up|down)(?:[ \t]+(\S[^\r\n]*?))?/;

const FILE: TransactionMode = {
  scope: 'file',
  because: 'dbmate applies each migration in a transaction of its own',
  optOut:
    'Put the statement in a migration of its own and start that with "-- migrate:up transaction:false".',
};

/** The section still goes to the server as one query (`pkg/dbmate/db.go`, seen in 2.36). */
const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    'dbmate sends the whole section as one query even with "transaction:false", and Postgres runs the statements of one query as one transaction',
  optOut: 'Put the statement in a migration of its own, which also says "transaction:false".',
};

export const dbmate: Tool = {
  id: 'dbmate',
  name: 'dbmate',
  docs: 'https://github.com/amacneil/dbmate#migration-options',

  recognises(directory) {
    return samples(directory).some((text) => findMarkers(text, MARKER).length > 0);
  },

  list(directory) {
    return listDbmate(directory);
  },

  transaction(text, { span }) {
    const marker = findMarkers(text.slice(span.start, span.end), MARKER)[0];
    return /(?:^|\s)transaction:false(?:\s|$)/.test(marker?.groups[1] ?? '') ? ONE_QUERY : FILE;
  },
};

function listDbmate(directory: Directory): Listing {
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const name of directory.files.filter(isSqlFile).toSorted(compareText)) {
    const version = leadingDigits(name);
    const file = wholeFile(directory, name);
    const found = version === undefined || file === undefined ? [] : unitsOf(file, version);
    units.push(...found);
    if (found.length === 0) {
      notes.push(`${directory.pathOf(name)} has no version or no "-- migrate:up" and was left out.`);
    }
  }
  return { units, notes };
}

/** A file may hold several pairs of sections; each is a transaction of its own. */
function unitsOf(file: Section, version: string): readonly Unit[] {
  const markers = findMarkers(file.text, MARKER);
  const ends = [...markers.slice(1).map(({ start }) => start), file.text.length];
  const sections = markers.map(({ start, groups }, index) => ({
    direction: groups[0],
    section: part(file, start, ends[index] ?? file.text.length),
  }));
  const units: Unit[] = [];
  for (const [index, { direction, section }] of sections.entries()) {
    if (direction !== 'up') continue;
    const next = sections[index + 1];
    units.push({
      id: units.length === 0 ? version : `${version} (${String(units.length + 1)})`,
      up: section,
      down: next?.direction === 'down' ? next.section : undefined,
    });
  }
  return units;
}
