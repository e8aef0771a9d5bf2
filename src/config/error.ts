/** What is wrong with a configuration, in full sentences for the person who wrote it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
