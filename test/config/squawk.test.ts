import { describe, expect, it } from 'vitest';

import { ConfigError } from '../../src/config/error.ts';
import { translateSquawk } from '../../src/config/squawk.ts';
import { matchesGlob } from '../../src/discover/glob.ts';
import { RULES } from '../../src/lint.ts';

const translate = (text: string) => translateSquawk(text, RULES);

describe('a .squawk.toml', () => {
  it('is translated with all options that squawk documents', async () => {
    const toml = `
pg_version = "15.0"
excluded_rules = [
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
]
assume_in_transaction = true
excluded_paths = [
    "005_user_ids.sql",
    "*user_ids.sql",
]
[upload_to_github]
fail_on_violations = true
`;
    expect(await translate(toml)).toEqual({
      postgres: 15,
      rules: { 'require-concurrent-index': 'off', 'require-concurrent-index-drop': 'off' },
      ignore: ['**/005_user_ids.sql', '**/*user_ids.sql'],
      assumesTransaction: true,
      notes: [
        'upload_to_github: ddlint needs no settings for that; its workflow writes annotations and a summary.',
      ],
    });
  });

  it('may say nothing', async () => {
    expect(await translate('# nothing\n')).toEqual({
      postgres: undefined,
      rules: {},
      ignore: [],
      assumesTransaction: false,
      notes: [],
    });
  });

  it('turns off all rules that speak of the same, once', async () => {
    const { rules } = await translate(
      'excluded_rules = ["constraint-missing-not-valid", "ban-uncommitted-transaction", "transaction-nesting"]',
    );
    expect(rules).toEqual({
      'no-exclusion-constraint': 'off',
      'no-open-transaction': 'off',
      'no-validate-in-same-transaction': 'off',
      'require-not-valid-check': 'off',
    });
  });

  it('names the rules that have no counterpart, and those that nobody knows', async () => {
    const { notes, rules } = await translate(
      'excluded_rules = ["prefer-text-field", "ban-drop-table", "no-such-rule", "constructor"]\nincluded_rules = ["require-table-schema"]',
    );
    expect(rules).toEqual({ 'no-drop-table': 'off' });
    expect(notes).toEqual([
      'excluded_rules: ddlint has no rule like prefer-text-field, no-such-rule, constructor.',
      'included_rules: ddlint has no rule like require-table-schema.',
    ]);
  });

  it('turns on what is included and not on anyway, unless it is excluded too', async () => {
    const both = 'included_rules = ["require-lock-timeout", "ban-drop-column"]\n';
    expect((await translate(both)).rules).toEqual({ 'require-lock-timeout': 'warning' });
    expect((await translate(`${both}excluded_rules = ["require-lock-timeout"]`)).rules).toEqual({
      'require-lock-timeout': 'off',
    });
  });

  it.each([
    ['*user_ids.sql', ['a_user_ids.sql', 'db/a_user_ids.sql'], ['db/user_ids.sql.bak', 'x.sql']],
    ['005.sql', ['005.sql', 'db/005.sql'], ['1005.sql']],
    ['db/*.sql', ['db/1.sql', 'db/old/1.sql'], ['1.sql', 'old/db/1.sql']],
    ['db/2019*', ['db/2019.sql', 'db/2019_a/up.sql'], ['db/2020.sql']],
    ['db/**', ['db/a/b.sql'], ['c/b.sql']],
  ])('leaves out the files of %s', async (pattern, ignored, judged) => {
    const { ignore } = await translate(`excluded_paths = [${JSON.stringify(pattern)}]`);
    const matches = matchesGlob(ignore);
    expect(ignored.filter((file) => !matches(file))).toEqual([]);
    expect(judged.filter(matches)).toEqual([]);
  });

  it.each([
    ['"16"', 16],
    ['"13.4.1"', 13],
    ['14', 14],
  ])('names %s as the version', async (version, postgres) => {
    expect(await translate(`pg_version = ${version}`)).toMatchObject({ postgres, notes: [] });
  });

  it.each([
    ['"11.0"', 'pg_version: ddlint knows Postgres 12 to 18, not 11.0.'],
    ['"19"', 'pg_version: ddlint knows Postgres 12 to 18, not 19.'],
    ['["15"]', 'pg_version: ddlint knows Postgres 12 to 18, not what it says.'],
  ])('may name a version that ddlint does not know: %s', async (version, note) => {
    expect(await translate(`pg_version = ${version}`)).toMatchObject({ postgres: undefined, notes: [note] });
  });

  it('names keys that nobody knows', async () => {
    expect((await translate('exclude = ["ban-drop-table"]')).notes).toEqual([
      'exclude: ddlint knows no such setting of squawk.',
    ]);
  });

  it('has to be TOML', async () => {
    await expect(translate('excluded_rules = [')).rejects.toThrow(ConfigError);
    await expect(translate('excluded_rules = [')).rejects.toThrow(/^\.squawk\.toml cannot be read: /);
  });
});
