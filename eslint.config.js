import { defineConfig, globalIgnores } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The stages of the pipeline, first to last. A file may import from its own stage and from earlier
 * ones: an arrow against the pipeline is an error.
 */
const STAGES = [
  ['src/operation.ts', 'src/postgres-version.ts', 'src/script-file.ts', 'src/nearest.ts', 'src/lazy.ts'],
  ['src/migration.ts'],
  ['src/git.ts', 'src/repository.ts', 'src/engine.ts', 'src/compiled-code.ts'],
  ['src/discover'],
  ['src/parse'],
  ['src/lower'],
  ['src/catalog'],
  ['src/postgres'],
  ['src/reference.ts'],
  ['src/step.ts'],
  ['src/replay.ts', 'src/replay'],
  [
    'src/rule.ts',
    'src/finding.ts',
    'src/judge.ts',
    'src/print.ts',
    'src/advice',
    'src/reversal.ts',
    'src/lines.ts',
    'src/subject.ts',
  ],
  ['src/references'],
  ['rules'],
  [
    'src/fix',
    'src/findings.ts',
    'src/judging.ts',
    'src/squawk-rules.ts',
    'src/squawk-comments.ts',
    'src/suppressions.ts',
    'src/lint.ts',
  ],
  ['src/config'],
  ['src/report'],
  ['src/index.ts', 'src/cli'],
  ['src/eslint'],
];

const arrowsAgainstThePipeline = STAGES.flatMap((stage, index) => {
  const later = STAGES.slice(index + 1).flat();
  return later.length === 0
    ? []
    : [{ target: stage.map((path) => `./${path}`), from: later.map((path) => `./${path}`) }];
});

export default defineConfig(
  globalIgnores(['dist', 'fixtures', 'coverage']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      // Its bundle is too deep for the cycle check to parse.
      'import-x/ignore': ['@electric-sql/pglite'],
      'import-x/resolver': { node: { extensions: ['.ts', '.js'] } },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: arrowsAgainstThePipeline },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['rules/*.ts'],
    rules: {
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '/src/(?!rule\\.ts|judge\\.ts|advice/(?!language)[a-z-]+\\.ts|print\\.ts|reversal\\.ts|operation\\.ts|migration\\.ts|step\\.ts|references/(database|report|required|unfelt)\\.ts|catalog/(catalog|lookup)\\.ts|postgres/)',
              message:
                'A rule reads steps: it imports the rule interface, the helpers of judge, advice and print, the catalog and the facts.',
            },
          ],
        },
      ],
    },
  },
  // One list of all operations: cut in two it would be harder to read.
  { files: ['src/operation.ts'], rules: { 'max-lines': 'off' } },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
);
