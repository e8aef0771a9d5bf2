import type { ESLint } from 'eslint';

import { SqlSourceCode, type SqlFile } from './source-code.ts';

type Language = NonNullable<ESLint.Plugin['languages']>[string];
/** Its lists are mutable where ours are not. */
type SourceCode = ReturnType<Language['createSourceCode']>;

/**
 * SQL as ESLint sees it: one node, and comments. That is all that ESLint needs; rules ask the engine,
 * which reads the text itself, statement by statement, so that parsing never fails here.
 */
export const sql: Language = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: { SqlFile: [] },

  // Options that a configuration sets for JavaScript reach this language too, and mean nothing here.
  validateLanguageOptions: () => undefined,

  parse: ({ body }) => ({ ok: true, ast: rootOf(body) }),

  createSourceCode: ({ body }, { ast }) =>
    new SqlSourceCode(textOf(body), ast as SqlFile) as unknown as SourceCode,
};

function rootOf(body: string | Uint8Array): SqlFile {
  const text = textOf(body);
  const lines = text.split(/\r\n|\n|\r/);
  return {
    type: 'SqlFile',
    range: [0, text.length],
    loc: {
      start: { line: 1, column: 0 },
      end: { line: lines.length, column: lines.at(-1)?.length ?? 0 },
    },
  };
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
