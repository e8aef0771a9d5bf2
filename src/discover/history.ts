import { resolve } from 'node:path';

import type { Direction, History, HistoryProblem, Migration, TransactionMode } from '../migration.ts';
import type { Changes } from '../git.ts';
import type { ConfiguredFolder } from './configured.ts';
import { habitsOf } from './habits.ts';
import { withoutExtension } from './names.ts';
import { problemsOf } from './problems.ts';
import { wholeFile, type Section, type Unit } from './tool.ts';
import { listOf, type Root } from './root.ts';

/** A root and which of its files are to be linted. */
export interface Selection extends Root {
  /** Files relative to the working directory, or all. */
  readonly named: 'all' | ReadonlySet<string>;
  /** Only the named files belong together; what else lies in the directory is none of theirs. */
  readonly loose?: true;
  readonly configured?: ConfiguredFolder;
  /** Units that a configuration put together, in place of those of the tool. */
  readonly units?: readonly Unit[];
}

export interface BuildOptions {
  readonly since: Changes | undefined;
  readonly ignored: (path: string) => boolean;
  readonly defaultTransaction: 'file' | 'batch' | 'none' | undefined;
  readonly note: (sentence: string) => void;
}

export function buildHistory(selection: Selection, options: BuildOptions): History {
  const { tool, directory } = selection;
  const units = unitsOf(selection, options).filter(({ up }) => !options.ignored(up.file));
  const keepsDowns = units.some(({ down }) => down !== undefined && !isBlank(down));
  const habits = habitsOf(tool.id);
  const migrations: Migration[] = [];
  const downs = new Map<string, Migration>();
  for (const unit of units) {
    const down = unit.down === undefined || isBlank(unit.down) ? undefined : unit.down;
    const missingDown = keepsDowns && down === undefined && unit.oneWay !== true;
    migrations.push(migrationOf(unit.up, { id: unit.id, direction: 'up', missingDown, selection, options }));
    if (down === undefined) continue;
    downs.set(
      unit.id,
      migrationOf(down, { id: unit.id, direction: 'down', missingDown: false, selection, options }),
    );
  }
  return {
    tool: tool.id,
    toolName: tool.name,
    directory: directory.path,
    migrations,
    downs,
    baseline: baselineOf(selection),
    problems: selection.loose === true ? [] : problemsIn(selection, units, options),
    ...(habits === undefined ? {} : { habits }),
  };
}

/** Somebody who names files asks for those. */
function problemsIn(
  selection: Selection,
  units: readonly Unit[],
  { since }: BuildOptions,
): readonly HistoryProblem[] {
  const { tool, directory, named } = selection;
  const listing = selection.units === undefined ? listOf(selection) : { units, notes: [] };
  const problems = problemsOf({ tool, directory, units, listing, since });
  return named === 'all' ? problems : problems.filter(({ file }) => named.has(file));
}

function unitsOf(selection: Selection, options: BuildOptions): readonly Unit[] {
  const { named } = selection;
  const listing = selection.units === undefined ? listOf(selection) : { units: selection.units, notes: [] };
  const units =
    selection.loose === true ? listing.units.filter(({ up }) => isNamed(up.file, named)) : listing.units;
  for (const sentence of listing.notes) options.note(sentence);
  return named === 'all' ? units : [...units, ...strays(selection, units, named)];
}

/** Named files that the tool would not apply. They are linted all the same: somebody asked. */
function strays(selection: Selection, units: readonly Unit[], named: ReadonlySet<string>): readonly Unit[] {
  const known = new Set(
    units.flatMap(({ up, down }) => (down === undefined ? [up.file] : [up.file, down.file])),
  );
  const { tree } = selection.directory;
  return [...named]
    .filter((file) => !known.has(file))
    .flatMap((file) => {
      const name = file.split('/').at(-1) ?? file;
      const up = wholeFile(tree.directory(`${file}/..`), name);
      return up === undefined ? [] : [{ id: withoutExtension(name), up, oneWay: true as const }];
    });
}

interface Place {
  readonly id: string;
  readonly direction: Direction;
  readonly missingDown: boolean;
  readonly selection: Selection;
  readonly options: BuildOptions;
}

function migrationOf(section: Section, place: Place): Migration {
  const { tool, directory, configured, named } = place.selection;
  const context = { directory, file: section.file, span: section.span };
  const naming = tool.naming?.(directory);
  const migration: Migration = {
    file: section.file,
    text: section.text,
    span: section.span,
    path: resolve(directory.tree.cwd, section.file),
    id: place.id,
    tool: tool.id,
    direction: place.direction,
    transaction: transactionOf(section, place),
    isNew: isNamed(section.file, named) && isChanged(section, place.options.since),
    missingDown: place.missingDown,
    placeholders: configured?.placeholders ?? tool.placeholders?.(section.text, context) ?? false,
  };
  if (tool.writesIfNotExists === undefined && naming === undefined) return migration;
  return {
    ...migration,
    ...(tool.writesIfNotExists === undefined ? {} : { writesIfNotExists: tool.writesIfNotExists }),
    ...(naming === undefined ? {} : { naming }),
  };
}

function transactionOf(section: Section, { selection, options }: Place): TransactionMode {
  const { tool, directory, configured } = selection;
  const mode = tool.transaction(section.text, { directory, file: section.file, span: section.span });
  if (configured?.transaction !== undefined) {
    return {
      scope: configured.transaction,
      because: CONFIGURED[configured.transaction],
      optOut: mode.optOut,
    };
  }
  const isKnown = tool.id !== 'plain' && tool.id !== 'script';
  if (isKnown || options.defaultTransaction === undefined) return mode;
  return {
    scope: options.defaultTransaction,
    because: CONFIGURED[options.defaultTransaction],
    optOut: undefined,
  };
}

const CONFIGURED: Readonly<Record<TransactionMode['scope'], string>> = {
  none: 'the configuration says that each statement commits by itself',
  file: 'the configuration says that each migration is applied in one transaction',
  batch: 'the configuration says that all pending migrations are applied in one transaction',
  'simple-query':
    'the configuration says that each file is sent as one query, and Postgres runs the statements of one query as one transaction',
  automatic:
    'the configuration says that each migration is applied in one transaction unless its statements cannot run in one',
};

function isNamed(file: string, named: 'all' | ReadonlySet<string>): boolean {
  return named === 'all' || named.has(file);
}

/** A file with several migrations may have changed in one of them only. */
function isChanged(section: Section, since: Changes | undefined): boolean {
  if (since === undefined) return true;
  if (!since.files.has(section.file)) return false;
  const isWhole = section.span.start === 0 && section.span.end === section.text.length;
  if (isWhole) return true;
  const before = since.textBefore(section.file)?.replaceAll('\r\n', '\n');
  const text = section.text.slice(section.span.start, section.span.end).replaceAll('\r\n', '\n').trim();
  return !before?.includes(text);
}

/** Nothing but blank lines and line comments, such as the template that a tool writes. */
function isBlank({ text, span }: Section): boolean {
  return text
    .slice(span.start, span.end)
    .split('\n')
    .every((line) => /^\s*(?:--.*)?$/.test(line));
}

function baselineOf({ configured, directory }: Selection): History['baseline'] {
  if (configured?.baseline === undefined) return undefined;
  const { tree } = directory;
  const file = tree.directory(configured.baseline);
  const text = file.parent?.read(file.name);
  return text === undefined ? undefined : { file: file.path, text };
}
