/**
 * The library: what the command line does, as plain functions. Await `loadParser()` once, and
 * `loadScripts()` where migrations are TypeScript or JavaScript; all else is synchronous.
 */
export {
  defineConfig,
  type Config,
  type ConfigFile,
  type RuleEntry,
  type RuleLevel,
} from './config/config.ts';
export { ConfigError } from './config/error.ts';
export { findConfig } from './config/find.ts';
export { loadConfig } from './config/load.ts';
export { resolveSettings } from './config/settings.ts';
export type { SettingsInput } from './config/settings.ts';
export { discover, type Discovery, type DiscoverOptions } from './discover/discover.ts';
export { DiscoverError } from './discover/error.ts';
export type { Finding } from './finding.ts';
export { fingerprintsOf, type Fingerprint } from './fingerprint.ts';
export {
  lint,
  RULES,
  type Coverage,
  type LintResult,
  type LintSettings,
  type MigrationSummary,
  type Risk,
} from './lint.ts';
export { hasScripts, loadScripts } from './lower/lower.ts';
export type { History, Migration, TransactionMode } from './migration.ts';
export type { Operation, Span } from './operation.ts';
export { loadParser } from './parse/sql.ts';
export type { Effect, PostgresVersion } from './postgres/effect.ts';
export type { ApplicationCode, Confidence, Reference, Search, Subject } from './reference.ts';
export { openCode, type CodeOptions } from './references/open.ts';
export { renderCompact } from './report/compact.ts';
export type { ReportContext } from './report/context.ts';
export { renderGithub } from './report/github.ts';
export { renderGitlab } from './report/gitlab.ts';
export { renderHtml } from './report/html.ts';
export { renderJson } from './report/json.ts';
export { renderJunit } from './report/junit.ts';
export { renderMarkdown } from './report/markdown.ts';
export { renderOperations } from './report/operations.ts';
export { renderPretty } from './report/pretty.ts';
export { renderSarif } from './report/sarif.ts';
export { defineRule, type Rule } from './rule.ts';
