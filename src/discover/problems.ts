import type { Changes } from '../git.ts';
import type { HistoryProblem } from '../migration.ts';
import { lazy } from '../lazy.ts';
import { isScript } from '../script-file.ts';
import type { Directory } from './directory.ts';
import { isSqlFile } from './sql-files.ts';
import type { Listing, Tool, Unit } from './tool.ts';

/** Tools whose order is not that of the files' names. */
const ORDERED_OTHERWISE: readonly string[] = ['drizzle', 'liquibase', 'sqitch', 'plain', 'script'];

interface Files {
  readonly tool: Tool;
  readonly directory: Directory;
  readonly units: readonly Unit[];
  readonly listing: Listing;
  /** Undefined where all is new: then nothing is known to be merged. */
  readonly since: Changes | undefined;
}

/** What is wrong with the files of a history; with a base revision only what has come since. */
export function problemsOf(files: Files): readonly HistoryProblem[] {
  const { listing, units, since } = files;
  const standing = [...(listing.problems ?? []), ...duplicates(units)];
  if (since === undefined) return standing;
  const renames = renamedIn(files, since);
  // Git is asked once, and only where it matters.
  const journalBefore = lazy(() =>
    listing.journal === undefined
      ? undefined
      : (since.textBefore(files.directory.pathOf(listing.journal)) ?? ''),
  );
  return [
    ...standing.filter((problem) => isOfChange(problem, since, journalBefore)),
    ...editedIn(files, since),
    ...renames,
    ...deletedIn(files, since, renames),
    ...outOfOrderIn(files, since),
  ];
}

function isOfChange(
  { kind, file, others }: HistoryProblem,
  since: Changes,
  journalBefore: () => string | undefined,
): boolean {
  if (since.deleted.has(file) || (kind !== 'missing' && since.files.has(file))) return true;
  if (others.some((other) => since.files.has(other) || since.deleted.has(other))) return true;
  const before = journalBefore();
  if (before === undefined) return false;
  // An entry that was lost, or one that came.
  const names = (path: string): boolean => before.includes(`"${nameOf(path)}"`);
  if (kind === 'unlisted') return names(file);
  return kind === 'missing' && !others.some(names);
}

/** The name of a file without its folders and its extension. */
function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}

function duplicates(units: readonly Unit[]): readonly HistoryProblem[] {
  const seen = new Map<string, Unit>();
  const problems: HistoryProblem[] = [];
  for (const unit of units) {
    const first = seen.get(unit.id);
    if (first === undefined) seen.set(unit.id, unit);
    else
      problems.push({ kind: 'duplicate', file: unit.up.file, text: unit.up.text, others: [first.up.file] });
  }
  return problems;
}

/** Merged migrations with another text; what may be applied again and again may change. */
function editedIn({ units, directory }: Files, since: Changes): readonly HistoryProblem[] {
  return units.flatMap((unit) => {
    const { file, text, span } = unit.up;
    if (!since.edited.has(file) || unit.oneWay === true || isCurrent(file, directory)) return [];
    const before = since.textBefore(file);
    if (before === undefined) return [];
    // In a file of many, one that was not there before is new.
    const shares = units.some((other) => other !== unit && other.up.file === file);
    if (shares && !before.includes(unit.id)) return [];
    const own = unix(text.slice(span.start, span.end)).trim();
    const isWhole = span.start === 0 && span.end === text.length;
    if (isWhole ? unix(before).trim() === own : unix(before).includes(own)) return [];
    return [{ kind: 'edited', file, text, others: [], before }];
  });
}

/** What graphile-migrate applies again each time that it is saved. */
function isCurrent(file: string, directory: Directory): boolean {
  const inside = directory.path === '.' ? file : file.slice(directory.path.length + 1);
  return inside === 'current.sql' || inside.startsWith('current/');
}

function unix(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** New names of merged migrations: the text is the same, and the old file is gone. */
function renamedIn({ units, directory }: Files, since: Changes): readonly HistoryProblem[] {
  const gone = units.some(({ up }) => isAdded(up.file, since)) ? goneFrom(directory, since) : [];
  if (gone.length === 0) return [];
  const texts = new Map(gone.map((file) => [unix(since.textBefore(file) ?? ''), file]));
  return units.flatMap(({ up: { file, text } }) => {
    const old = isAdded(file, since) ? texts.get(unix(text)) : undefined;
    return old === undefined ? [] : [{ kind: 'renamed', file, text, others: [old] }];
  });
}

/** One problem for all that is gone: a history that was squashed has lost hundreds at once. */
function deletedIn(
  { directory }: Files,
  since: Changes,
  renames: readonly HistoryProblem[],
): readonly HistoryProblem[] {
  const renamed = new Set(renames.flatMap(({ others }) => others));
  const [file, ...others] = goneFrom(directory, since).filter((path) => !renamed.has(path));
  return file === undefined ? [] : [{ kind: 'deleted', file, text: '', others }];
}

/** Merged migrations of the folder that are no longer there; the way back alone is nobody's history. */
function goneFrom({ path }: Directory, { deleted }: Changes): readonly string[] {
  const root = path === '.' ? '' : `${path}/`;
  return [...deleted].filter((file) => file.startsWith(root) && isMigration(file.slice(root.length))).sort();
}

/** A file or its folder is numbered, as almost every tool wants it. */
function isMigration(path: string): boolean {
  if (!isSqlFile(path) && !isScript(path)) return false;
  if (/(?:^|[./_-])(?:down|undo|rollback|revert)\.[^.]+$|^U\d/i.test(path)) return false;
  return path.split('/').some((part) => /^(?:[VR]?\d|Migration\d)/.test(part));
}

/** New migrations that come before a merged one. */
function outOfOrderIn({ tool, units }: Files, since: Changes): readonly HistoryProblem[] {
  if (ORDERED_OTHERWISE.includes(tool.id)) return [];
  const versioned = units.filter(({ oneWay, id }) => oneWay !== true && !id.startsWith('current'));
  const last = versioned.findLast(({ up }) => !isAdded(up.file, since));
  if (last === undefined) return [];
  return versioned.slice(0, versioned.indexOf(last)).flatMap(({ up: { file, text } }) => {
    if (!isAdded(file, since)) return [];
    return [{ kind: 'out of order', file, text, others: [last.up.file] }];
  });
}

function isAdded(file: string, { files, edited }: Changes): boolean {
  return files.has(file) && !edited.has(file);
}
