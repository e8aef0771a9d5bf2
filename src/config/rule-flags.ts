import { didYouMean } from '../nearest.ts';
import type { RuleEntries } from './config.ts';
import { ConfigError } from './error.ts';
import { LEVELS, type RuleTable } from './schema.ts';

/** Reads `id=level` of the command line; throws a `ConfigError` for what is not understood. */
export function resolveRuleFlags(flags: readonly string[], rules: RuleTable): RuleEntries {
  return Object.fromEntries(
    flags.map((flag) => {
      const [id = '', level, ...rest] = flag.split('=');
      const found = LEVELS.find((known) => known === level);
      if (found === undefined || rest.length > 0) {
        throw new ConfigError(
          `--rule has to be id=level, with the level ${LEVELS.join(', ')}; not "${flag}".`,
        );
      }
      if (!rules.has(id)) throw new ConfigError(`There is no rule "${id}".${didYouMean(id, rules.keys())}`);
      return [id, found];
    }),
  );
}
