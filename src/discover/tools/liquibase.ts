import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { samples, sqlFilesBelow } from '../sql-files.ts';
import { findMarkers, part } from '../sections.ts';
import { wholeFile, type Listing, type Section, type Tool, type Unit } from '../tool.ts';

const HEADER = /^\s*--\s*liquibase\s*formatted/i;
const CHANGESET = /[ \t]*--[ \t]*changeset[ \t]+("[^"\n]+"|[^:\n]+):[ \t]*("[^"\n]+"|\S+)([^\r\n]*)/i;
const ROLLBACK = /([ \t]*--[ \t]*rollback )([^\r\n]*)/i;
const CHANGELOG = /(?:changelog|master).*\.(?:ya?ml|xml|json)$/i;

const FILE: TransactionMode = {
  scope: 'file',
  because: 'Liquibase applies each changeset in a transaction of its own',
  optOut:
    'Put the statement in a changeset of its own, with "runInTransaction:false" on its "--changeset" line.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because:
    '"runInTransaction:false" makes Liquibase run the statements one by one, and each commits by itself',
  optOut: undefined,
};

/** One query for all that is not split: the changeset says `splitStatements:false`. */
const UNSPLIT: TransactionMode = {
  scope: 'simple-query',
  because:
    'with "splitStatements:false" Liquibase sends the whole changeset as one query, and Postgres runs the statements of one query as one transaction',
  optOut: 'Put the statement in a changeset of its own.',
};

/** SQL files with Liquibase's markers; changelogs in XML, YAML and JSON only say in which order they come. */
export const liquibase: Tool = {
  id: 'liquibase',
  name: 'Liquibase',
  docs: 'https://docs.liquibase.com/concepts/changelogs/sql-format.html',

  recognises(directory) {
    return (
      samples(directory).some((text) => HEADER.test(text)) ||
      changelogs(directory).some((text) => mentions(text).length > 0)
    );
  },

  list(directory) {
    return listLiquibase(directory);
  },

  transaction(text, { span }) {
    const attributes = findMarkers(text.slice(span.start, span.end), CHANGESET)[0]?.groups[2] ?? '';
    if (attribute(attributes, 'runInTransaction') !== 'false') return FILE;
    return attribute(attributes, 'splitStatements') === 'false' ? UNSPLIT : NONE;
  },

  placeholders: () => true,
};

function changelogs(directory: Directory): readonly string[] {
  return directory.files
    .filter((name) => CHANGELOG.test(name))
    .map((name) => directory.read(name) ?? '')
    .filter((text) => text.includes('databaseChangeLog'));
}

/** The SQL files that a changelog includes, in its order, as it writes them. */
function mentions(changelog: string): readonly string[] {
  return Array.from(
    changelog.matchAll(/\bfile["']?\s*[:=]\s*["']?([^"'\s,}]+\.sql)\b/g),
    (match) => match[1] ?? '',
  );
}

function listLiquibase(directory: Directory): Listing {
  const order = changelogs(directory).flatMap(mentions);
  const place = (path: string) => {
    const index = order.findIndex((mention) => mention === path || mention.endsWith(`/${path}`));
    return index === -1 ? order.length : index;
  };
  const paths = sqlFilesBelow(directory).toSorted((left, right) => place(left) - place(right));
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const file = wholeFile(directory, path);
    if (file === undefined) continue;
    if (HEADER.test(file.text)) {
      units.push(...changesets(file));
      if (/\bendDelimiter:(?!;(?:\s|$))/i.test(file.text)) notes.push(delimiterNote(file));
    } else if (place(path) < order.length) {
      units.push({ id: path, up: file });
    } else {
      notes.push(`${file.file} does not start with "--liquibase formatted sql" and was left out.`);
    }
  }
  return { units, notes };
}

function delimiterNote({ file }: Section): string {
  return `${file} sets "endDelimiter"; its statements are read as ending with a semicolon.`;
}

function changesets(file: Section): readonly Unit[] {
  const markers = findMarkers(file.text, CHANGESET);
  return markers.flatMap(({ start, groups }, index) => {
    const [author = '', id = '', attributes = ''] = groups;
    if (attribute(attributes, 'ignore') === 'true' || !isForPostgres(attributes)) return [];
    const up = part(file, start, markers[index + 1]?.start ?? file.text.length);
    return [{ id: `${unquote(author)}:${unquote(id)}`, up, down: rollbackOf(up) }];
  });
}

function isForPostgres(attributes: string): boolean {
  const databases = attribute(attributes, 'dbms')?.split(',') ?? [];
  if (databases.includes('!postgresql') || databases.includes('none')) return false;
  const wanted = databases.filter((name) => !name.startsWith('!'));
  return wanted.length === 0 || wanted.some((name) => /^(?:postgresql|cockroachdb|all)$/.test(name));
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}:"?([^\\s"]+)`, 'i').exec(attributes)?.[1]?.toLowerCase();
}

function unquote(text: string): string {
  return text.trim().replaceAll('"', '');
}

/**
 * The SQL of the `--rollback` lines, at its place in the file: the marks before it, and whatever
 * stands between the lines, are blanked, so that offsets stay true.
 */
function rollbackOf(changeset: Section): Section | undefined {
  const { text, span } = changeset;
  const markers = findMarkers(text.slice(span.start, span.end), ROLLBACK);
  const statements = markers.filter(
    ({ groups }) => !/^\s*(?:not required|empty)?\s*$/i.test(groups[1] ?? ''),
  );
  const first = statements[0];
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = span.start + first.start;
  const rollback = text
    .slice(from, span.start + last.end)
    .split('')
    .map(blank);
  for (const { start, groups } of statements) {
    const sql = (groups[1] ?? '').split('');
    rollback.splice(start - first.start + (groups[0]?.length ?? 0), sql.length, ...sql);
  }
  const end = from + rollback.length;
  return {
    file: changeset.file,
    text: text.slice(0, from) + rollback.join('') + text.slice(end),
    span: { start: from, end },
  };
}

/** A space for each UTF-16 code unit that does not break the line. */
function blank(unit: string): string {
  return unit === '\n' || unit === '\r' ? unit : ' ';
}
