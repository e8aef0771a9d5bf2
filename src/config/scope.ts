import path from 'node:path';

import type { ConfiguredFolder } from '../discover/configured.ts';
import type { History, Migration } from '../migration.ts';
import { ignoredFiles, type SettingsInput } from './settings.ts';

/** The folders that the configuration names, with their paths relative to the working directory. */
export function configuredFolders({
  config,
  directory,
  cwd,
}: Pick<SettingsInput, 'config' | 'directory' | 'cwd'>): readonly ConfiguredFolder[] {
  const toCwd = (file: string): string =>
    path.relative(cwd, path.resolve(directory, file)).split(path.sep).join('/') || '.';
  return (config.migrations ?? []).map((folder) => ({
    ...folder,
    directory: toCwd(folder.directory),
    ...(folder.baseline === undefined ? {} : { baseline: toCwd(folder.baseline) }),
  }));
}

/** Ignored files are part of the history and not judged; a history with nothing to judge is not replayed. */
export function judgedHistories(histories: readonly History[], input: SettingsInput): readonly History[] {
  const isIgnored = ignoredFiles(input);
  const unjudged = (migration: Migration): Migration =>
    migration.isNew && isIgnored(migration.file) ? { ...migration, isNew: false } : migration;
  return histories
    .map((history) => ({
      ...history,
      migrations: history.migrations.map(unjudged),
      downs: new Map([...history.downs].map(([id, down]) => [id, unjudged(down)])),
      problems: (history.problems ?? []).filter(({ file }) => !isIgnored(file)),
    }))
    .filter(
      ({ migrations, downs, problems }) =>
        problems.length > 0 || [...migrations, ...downs.values()].some(({ isNew }) => isNew),
    );
}
