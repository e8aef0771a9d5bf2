import type { History } from '../migration.ts';
import type { CodeOptions } from '../references/open.ts';
import type { SettingsInput } from './settings.ts';

/** How the application's code is searched for what these histories take away. */
export function codeOptionsOf(
  histories: readonly History[],
  { config, directory, cwd }: Pick<SettingsInput, 'config' | 'directory' | 'cwd'>,
): CodeOptions {
  const { since, deploy, references = {} } = config;
  return {
    cwd,
    histories,
    directory,
    ...(references === false ? {} : references),
    ...(since === undefined ? {} : { since }),
    ...(deploy === undefined ? {} : { deploy }),
  };
}
