import { fingerprintsOf } from '../fingerprint.ts';
import type { Finding, Location } from '../finding.ts';
import { docsUrl } from '../findings.ts';
import { indexLines, locateSpan } from '../lines.ts';
import type { LintResult } from '../lint.ts';
import type { Rule, Severity } from '../rule.ts';
import { pathToUri, repositoryPath, rootUrl, type ReportContext } from './context.ts';
import { wordsOf } from './references.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** The base that services replace by the root of their own checkout. */
const ROOT = '%SRCROOT%';
/** It has a version of its own: another way to make fingerprints gets another name. */
const FINGERPRINT = 'ddlint/v1';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * SARIF 2.1.0, for code scanning and other viewers.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(result: LintResult, context: ReportContext): string {
  const ids = [...new Set(result.findings.map(({ rule }) => rule))].sort();
  const fingerprints = fingerprintsOf(result, (file) => repositoryPath(context, file));
  const run = {
    tool: {
      driver: {
        name: 'ddlint',
        semanticVersion: context.version,
        informationUri: 'https://github.com/ddlint/ddlint',
        rules: ids.map((id) => ruleSarif(id, context)),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { uri: rootUrl(context) } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: unreadable(result, context) }],
    results: result.findings.map((finding) => ({
      ruleId: finding.rule,
      ruleIndex: ids.indexOf(finding.rule),
      level: LEVELS[finding.severity],
      message: { text: textOf(finding) },
      locations: [{ physicalLocation: physicalLocation(finding.file, finding, context) }],
      ...related(finding, context),
      partialFingerprints: { [FINGERPRINT]: fingerprints.get(finding)?.hash ?? '' },
    })),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function textOf({ message, advice }: Finding): string {
  return advice === '' ? message : `${message}\n\n${advice}`;
}

function ruleSarif(id: string, { rules, pageOf }: ReportContext) {
  const meta = rules.get(id)?.meta;
  const page = pageOf(id);
  const description = `${meta?.description ?? id}.`;
  const docs = meta?.docs ?? docsUrl(id);
  const help = docs === '' ? description : `${description} See ${docs}`;
  return {
    id,
    shortDescription: { text: description },
    ...(docs === '' ? {} : { helpUri: docs }),
    help: { text: help, ...(page === undefined ? {} : { markdown: page }) },
    ...(meta === undefined ? {} : { defaultConfiguration: { level: LEVELS[meta.severity] } }),
    properties: { tags: tagsOf(meta) },
  };
}

function tagsOf(meta: Rule['meta'] | undefined): readonly string[] {
  return ['postgres', 'migration', ...(meta === undefined ? [] : [meta.category])];
}

function physicalLocation(file: string, location: Location, context: ReportContext) {
  return {
    artifactLocation: { uri: pathToUri(repositoryPath(context, file)), uriBaseId: ROOT },
    region: {
      startLine: location.line,
      startColumn: location.column,
      endLine: location.endLine,
      endColumn: location.endColumn,
    },
  };
}

/** The places that still use what is taken away; those of deployed code may be others at head. */
function related({ references }: Finding, context: ReportContext) {
  if (references.length === 0) return {};
  const pathOf = (file: string): string => repositoryPath(context, file);
  return {
    relatedLocations: references.map((reference, id) => ({
      id,
      physicalLocation: {
        artifactLocation: { uri: pathToUri(pathOf(reference.file)), uriBaseId: ROOT },
        region: {
          startLine: reference.line,
          startColumn: reference.column,
          snippet: { text: reference.text },
        },
      },
      message: { text: wordsOf(reference, pathOf) },
    })),
  };
}

/** What could not be read is no result of a rule, and must not be lost. */
function unreadable({ coverage }: LintResult, context: ReportContext) {
  return coverage.unsupported.map(({ migration, operation }) => {
    const location = locateSpan(indexLines(migration.text), operation.span);
    return {
      level: 'warning',
      message: { text: `This could not be read: ${operation.reason}` },
      locations: [{ physicalLocation: physicalLocation(migration.file, location, context) }],
    };
  });
}
