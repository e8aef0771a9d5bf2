/** What a configuration of ESLint says under `settings.ddlint`. */
export interface PluginSettings {
  /** Messages hold the safe way too. */
  readonly advice?: boolean;
  /** False: nothing is written to node_modules/.cache. */
  readonly cache?: boolean;
}

/** ESLint checks none of it: what is no boolean is as good as not said. */
export function settingsOf({ ddlint }: Readonly<Record<string, unknown>>): PluginSettings {
  if (typeof ddlint !== 'object' || ddlint === null) return {};
  return {
    ...('advice' in ddlint && typeof ddlint.advice === 'boolean' ? { advice: ddlint.advice } : {}),
    ...('cache' in ddlint && typeof ddlint.cache === 'boolean' ? { cache: ddlint.cache } : {}),
  };
}
