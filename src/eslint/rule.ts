import type { Rule as EslintRule } from 'eslint';

import { asOneEdit } from '../fix/edit.ts';
import type { Finding } from '../finding.ts';
import { docsUrl } from '../findings.ts';
import type { Edit, Rule, Suggestion } from '../rule.ts';
import { joinRun } from './run.ts';
import { settingsOf } from './settings.ts';

/** The language ids of the `sql` language under this plugin's own name, and of ESLint's JavaScript. */
const LANGUAGES = ['ddlint/sql', 'js/js'];

/** A rule of ddlint as one of ESLint, for both languages. */
export function eslintRule(id: string, rule: Rule): EslintRule.RuleModule {
  const { meta } = rule;
  return {
    meta: {
      type: meta.category === 'style' ? 'suggestion' : 'problem',
      docs: {
        description: meta.description,
        recommended: meta.preset === 'recommended',
        url: meta.docs ?? docsUrl(id),
      },
      messages: meta.messages,
      schema: meta.schema === undefined ? [] : [meta.schema as object],
      ...(meta.fixable === true ? { fixable: 'code' } : {}),
      ...(meta.hasSuggestions === true ? { hasSuggestions: true } : {}),
      ...{ languages: LANGUAGES },
    },

    create(context) {
      const run = joinRun(id, rule, context);
      if (run === undefined) return {};
      const report = (): void => {
        const { findings, problem } = run.outcomeOf(id);
        if (problem !== undefined) context.report({ loc: START, message: problem });
        for (const finding of findings) context.report(describe(finding, meta, context));
      };
      return { SqlFile: report, Program: report };
    },
  };
}

const START = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };

function describe(
  finding: Finding,
  { fixable, hasSuggestions }: Rule['meta'],
  { sourceCode, settings }: EslintRule.RuleContext,
): EslintRule.ReportDescriptor {
  const { text } = sourceCode;
  const at = (offset: number) => sourceCode.getLocFromIndex(Math.min(offset, text.length));
  const { span, fix, suggestions } = finding;
  return {
    loc: { start: at(span.start), end: at(Math.max(span.start, span.end)) },
    message: messageOf(finding, settings),
    // ESLint ends its whole run where a rule offers what it has not announced.
    ...(fixable === true ? { fix: fixer(fix, text) } : {}),
    ...(hasSuggestions === true ? { suggest: offered(suggestions, text) } : {}),
  };
}

/** ESLint changes the file that it looks at and no other. */
function offered(suggestions: readonly Suggestion[], text: string): EslintRule.SuggestionReportDescriptor[] {
  return suggestions
    .filter(({ edits, files = [] }) => edits.length > 0 && files.length === 0)
    .map(({ title, edits }) => ({ desc: `${title}.`, fix: fixer(edits, text) }));
}

function messageOf(finding: Finding, settings: Readonly<Record<string, unknown>>): string {
  const { message, advice, suggestions, file } = finding;
  if (settingsOf(settings).advice !== true || advice === '') return message;
  const needsFiles = suggestions.some(({ files = [] }) => files.length > 0);
  const command = `\`npx ddlint fix --interactive ${file}\` writes this, with the files that it takes.`;
  return [message, advice, ...(needsFiles ? [command] : [])].join('\n');
}

function fixer(edits: readonly Edit[], text: string): (fixer: EslintRule.RuleFixer) => EslintRule.Fix | null {
  return (fixer) => {
    const edit = asOneEdit(text, edits);
    return edit === undefined ? null : fixer.replaceTextRange([edit.span.start, edit.span.end], edit.text);
  };
}
