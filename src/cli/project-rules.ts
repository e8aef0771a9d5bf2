import type { Config } from '../config/config.ts';
import { findConfig } from '../config/find.ts';
import { rulesOf } from '../config/settings.ts';
import { RULES } from '../lint.ts';
import type { Rule } from '../rule.ts';
import type { Io } from './io.ts';

/** The rules of ddlint and those that the configuration of the working directory names. */
export async function projectRules({ cwd }: Pick<Io, 'cwd'>): Promise<ReadonlyMap<string, Rule>> {
  const file = findConfig(cwd);
  if (file === undefined) return RULES;
  const config: Config = await (await import('../config/load.ts')).loadConfig(file, RULES);
  return rulesOf(config);
}
