import { beforeAll, describe, expect, it } from 'vitest';

import * as rules from '../rules/index.ts';
import type { Finding } from '../src/finding.ts';
import { indexLines, locateSpan } from '../src/lines.ts';
import { lower } from '../src/lower/lower.ts';
import type { Migration } from '../src/migration.ts';
import { loadParser } from '../src/parse/sql.ts';
import { applySuppressions, outerComments } from '../src/suppressions.ts';

beforeAll(loadParser);

const MIGRATION: Omit<Migration, 'text' | 'span'> = {
  file: '0001.sql',
  id: '0001',
  tool: 'plain',
  direction: 'up',
  transaction: { scope: 'none', because: '', optOut: undefined },
  isNew: true,
  missingDown: false,
  placeholders: false,
};

interface Options {
  readonly requireReason?: boolean;
  readonly off?: readonly string[];
  readonly found?: readonly string[];
}

/** Lints with two rules, `no-a` and `no-b`, that find something in every operation. */
function suppress(text: string, { requireReason = false, off = [], found = ['no-a', 'no-b'] }: Options = {}) {
  const source = lower({ ...MIGRATION, text, span: { start: 0, end: text.length } });
  const findings = source.statements.flatMap((statement) =>
    statement.operations.flatMap(({ span }) => found.map((rule) => findingOf(rule, text, span))),
  );
  const { kept, problems } = applySuppressions({
    text,
    comments: source.comments,
    statements: source.statements,
    findings,
    rules: ['no-a', 'no-b', 'unused-suppression', 'invalid-suppression'],
    isOn: (rule) => !off.includes(rule),
    requireReason,
  });
  return {
    kept: kept.map(({ rule, line }) => `${rule}:${line.toString()}`),
    problems: problems.map(({ rule, messageId, data, span }) => {
      const line = indexLines(text.slice(0, span.start)).starts.length;
      const values = Object.values(data).filter((value) => value !== '');
      return [`${rule}:${line.toString()}`, messageId, ...values].join(' ');
    }),
  };
}

function findingOf(rule: string, text: string, span: Finding['span']): Finding {
  return {
    rule,
    ...locateSpan(indexLines(text), span),
    category: 'locking',
    severity: 'error',
    message: '',
    advice: '',
    adviceSteps: [],
    fix: [],
    suggestions: [],
    references: [],
    file: MIGRATION.file,
    span,
    operation: undefined,
    relation: undefined,
    name: undefined,
    effect: undefined,
    blocks: [],
    docs: '',
  };
}

describe('a comment above a statement', () => {
  it('silences the rule there and nowhere else', () => {
    const text = '-- ddlint-ignore no-a: a reason\nDROP TABLE x;\nDROP TABLE y;\n';
    expect(suppress(text)).toEqual({ kept: ['no-b:2', 'no-a:3', 'no-b:3'], problems: [] });
  });

  it.each([
    ['without a reason', '-- ddlint-ignore no-a\nDROP TABLE x;'],
    ['with an empty reason', '-- ddlint-ignore no-a:\nDROP TABLE x;'],
    ['as a block', '/* ddlint-ignore no-a: a\n   long reason */\nDROP TABLE x;'],
    ['in front of it on its line', '/* ddlint-ignore no-a */ DROP TABLE x;'],
    ['with a blank line and other comments between', '-- ddlint-ignore no-a\n\n-- Drop it.\nDROP TABLE x;'],
    ['in a file of Windows', '-- ddlint-ignore no-a: reason\r\nDROP TABLE x;\r\n'],
    [
      'with a reason that holds commas, colons and rules',
      '-- ddlint-ignore no-a: see no-b, a: b\nDROP TABLE x;',
    ],
  ])('is read %s', (_name, text) => {
    const { kept, problems } = suppress(text);
    expect(kept.map((finding) => finding.slice(0, 4))).toEqual(['no-b']);
    expect(problems).toEqual([]);
  });

  it('can name several rules', () => {
    expect(suppress('-- ddlint-ignore no-a , no-b: both\nDROP TABLE x;')).toEqual({ kept: [], problems: [] });
  });

  it('can stand above another one', () => {
    const text = '-- ddlint-ignore no-a: one\n-- ddlint-ignore no-b: two\nDROP TABLE x;';
    expect(suppress(text)).toEqual({ kept: [], problems: [] });
  });

  it('reaches every clause of the statement', () => {
    const text = '-- ddlint-ignore no-a: all\nALTER TABLE x\n  DROP COLUMN a,\n  DROP COLUMN b;';
    expect(suppress(text, { found: ['no-a'] })).toEqual({ kept: [], problems: [] });
  });

  it('does nothing inside a string or a dollar-quoted body', () => {
    const text = "SELECT '\n-- ddlint-ignore no-a: x\n', $$\n-- ddlint-ignore no-a: x\n$$;\nDROP TABLE x;";
    expect(suppress(text, { found: ['no-a'] })).toEqual({ kept: ['no-a:1', 'no-a:6'], problems: [] });
  });
});

describe('a comment inside a statement', () => {
  it('reaches the clauses that start on the next line of code', () => {
    const text = [
      'ALTER TABLE x',
      '  DROP COLUMN a,',
      '  -- ddlint-ignore no-a: never used',
      '',
      '  -- This one.',
      '  DROP COLUMN b,',
      '  DROP COLUMN c;',
    ].join('\n');
    expect(suppress(text, { found: ['no-a'] })).toEqual({ kept: ['no-a:2', 'no-a:7'], problems: [] });
  });

  it('does not reach the next statement', () => {
    const text = 'ALTER TABLE x DROP COLUMN a\n-- ddlint-ignore no-a: x\n;\nDROP TABLE x;';
    expect(suppress(text, { found: ['no-a'] }).kept).toEqual(['no-a:1', 'no-a:4']);
  });
});

describe('a comment for the file', () => {
  it('silences the rule everywhere, wherever it stands', () => {
    const text = 'DROP TABLE x;\n-- ddlint-ignore-file no-a: generated\nDROP TABLE y;';
    expect(suppress(text)).toEqual({ kept: ['no-b:1', 'no-b:3'], problems: [] });
  });
});

describe('a comment that cannot be followed ignores nothing and says so', () => {
  it.each([
    ['-- ddlint-ignore', 'noRule ddlint-ignore'],
    ['-- ddlint-ignore: all of it', 'noRule ddlint-ignore'],
    ['-- ddlint-ignore-file', 'noRule ddlint-ignore-file'],
    ['-- ddlint-ignore no-a because I say so', 'unreadable ddlint-ignore'],
    ['-- ddlint-ignore no-a,', 'unreadable ddlint-ignore'],
    ['-- ddlint-ignore no-a no-b: reason', 'unreadable ddlint-ignore'],
    ['-- ddlint-ignore *', 'unreadable ddlint-ignore'],
    ['-- ddlint-ignore-file no-a -- reason', 'unreadable ddlint-ignore-file'],
    ['-- ddlint-ignored no-a: x', 'unknownWord ddlint-ignored  Did you mean "ddlint-ignore"?'],
    ['-- ddlint-disable no-a: x', 'unknownWord ddlint-disable'],
    ['-- DDLINT-IGNORE no-a: x', 'unknownWord DDLINT-IGNORE  Did you mean "ddlint-ignore"?'],
    ['-- ddlint-ignore unused-suppression: x', 'notIgnorable unused-suppression'],
  ])('%s', (comment, problem) => {
    const { kept, problems } = suppress(`${comment}\nDROP TABLE x;`);
    expect(kept).toEqual(['no-a:2', 'no-b:2']);
    expect(problems).toEqual([`invalid-suppression:1 ${problem}`]);
  });

  it('names the rule that was meant, and follows the rest of the list', () => {
    expect(suppress('-- ddlint-ignore no-aa, no-b: x\nDROP TABLE x;')).toEqual({
      kept: ['no-a:2'],
      problems: ['invalid-suppression:1 unknownRule no-aa  Did you mean "no-a"?'],
    });
  });

  it('behind a statement, where it could mean this one or the next', () => {
    expect(suppress('DROP TABLE x; -- ddlint-ignore no-a: x\nDROP TABLE y;', { found: ['no-a'] })).toEqual({
      kept: ['no-a:1', 'no-a:2'],
      problems: ['invalid-suppression:1 behindCode'],
    });
  });

  it('without a reason, where one is required', () => {
    const options = { requireReason: true, found: ['no-a'] };
    expect(suppress('-- ddlint-ignore no-a\nDROP TABLE x;', options)).toEqual({
      kept: ['no-a:2'],
      problems: ['invalid-suppression:1 noReason no-a'],
    });
    expect(suppress('-- ddlint-ignore no-a: because\nDROP TABLE x;', options).problems).toEqual([]);
  });

  it('leaves comments alone that only speak of ddlint', () => {
    expect(suppress('-- ddlint says to use ddlint-ignore here\nSELECT 1;').problems).toEqual([]);
  });
});

describe('a comment that ignores nothing', () => {
  it('is reported, rule by rule', () => {
    expect(suppress('-- ddlint-ignore no-a, no-b: x\nDROP TABLE x;', { found: ['no-b'] }).problems).toEqual([
      'unused-suppression:1 unused no-a',
    ]);
  });

  it('is not reported for a rule that is off', () => {
    expect(suppress('-- ddlint-ignore no-a: x\nSELECT 1;', { found: [], off: ['no-a'] }).problems).toEqual(
      [],
    );
  });

  it('is reported where no statement follows', () => {
    expect(suppress('DROP TABLE x;\n-- ddlint-ignore no-a: x\n', { found: [] }).problems).toEqual([
      'unused-suppression:2 noStatement no-a',
    ]);
  });
});

it('has a message for every problem, with the values that it names', () => {
  const ids = [rules['invalid-suppression'], rules['unused-suppression']].flatMap(({ meta }) =>
    Object.keys(meta.messages),
  );
  expect(ids.sort()).toEqual(
    [
      'behindCode',
      'noReason',
      'noRule',
      'noStatement',
      'notIgnorable',
      'unknownRule',
      'unknownWord',
      'unreadable',
      'unused',
    ].sort(),
  );
});

describe('a file that holds more than one migration', () => {
  const GOOSE = [
    '-- ddlint-ignore-file no-a: generated',
    '-- ddlint-ignore no-b: small',
    '-- +goose Up',
    'CREATE INDEX i ON users (email);',
    '-- +goose Down',
    '-- ddlint-ignore no-b: not judged',
    'DROP INDEX i;',
  ].join('\n');
  const up = { start: GOOSE.indexOf('CREATE'), end: GOOSE.indexOf('-- +goose Down') };

  it('has comments above the first one that count, and others that do not', () => {
    expect(outerComments(GOOSE, [up]).map(({ text }) => text.trim())).toEqual([
      'ddlint-ignore-file no-a: generated',
      'ddlint-ignore no-b: small',
    ]);
  });

  it('does not let a comment above one that is not judged reach the next', () => {
    const text = '-- ddlint-ignore no-a: x\nSELECT 1;\n-- next\nDROP TABLE x;';
    expect(outerComments(text, [{ start: text.indexOf('-- next'), end: text.length }])).toEqual([]);
  });

  it('has none where the migration is the whole file', () => {
    expect(outerComments('-- ddlint-ignore-file no-a: x', [{ start: 0, end: 29 }])).toEqual([]);
  });
});
