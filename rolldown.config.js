import { defineConfig } from 'rolldown';

/** What the source imports only where a run needs it, and what is looked at before anything else is loaded. */
const ON_DEMAND = [
  'cli/(ask|fix|write|project-rules|cache|cached-run|engine|init|init/[a-z-]+|main|staged|yargs|help|explain|rules|package)',
  'config/(load|find|squawk)',
  'discover/edited',
  'eslint/.*',
  'fix/(diff|plan)',
  'git',
  'repository',
  'index',
  'lower/(read-ahead|claims)',
  'lower/script/.*',
  'parse/script',
  'references/(?!database|deferred|enum-values|removal|report|required|unfelt).*',
  'report/(advice-text|compact|github|gitlab|html|html/[a-z]+|json|junit|markdown|operations|sarif)',
  'script-file',
];

/**
 * ESLint cannot wait for a dynamic import. What few of its files need is an entry of its own, and
 * is required by the first one that does: every Node.js that ddlint is for requires ES modules.
 */
const requiredOnDemand = {
  name: 'required-on-demand',
  resolveId: (id, importer) =>
    id === './parts.ts' && importer?.endsWith('project.ts') ? { id: '\0parts' } : undefined,
  load: (id) =>
    id === '\0parts'
      ? `import { createRequire } from 'node:module';
         export const loadParts = () => createRequire(import.meta.url)('./eslint-parts.js').loadParts();`
      : undefined,
};

/**
 * One file for what every run needs, so that a pre-commit hook starts with few reads; the rest stays
 * in chunks of its own, behind the dynamic imports of the source.
 */
const commands = defineConfig({
  input: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    eslint: 'src/eslint/plugin.ts',
    'eslint-parts': 'src/eslint/parts.ts',
  },
  plugins: [requiredOnDemand],
  platform: 'node',
  // As the next option wants it.
  preserveEntrySignatures: 'allow-extension',
  external: [/^node:/, /^libpg-query/, 'jiti', 'oxc-parser', 'tinyglobby'],
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    cleanDir: true,
    codeSplitting: {
      // Otherwise what a hook looks at first would be in the one file too, and load all of it.
      includeDependenciesRecursively: false,
      groups: [
        {
          name: 'core',
          test: new RegExp(
            `/src/(?!(${ON_DEMAND.join('|')})\\.ts$)|/rules/[^/]+\\.ts$|/node_modules/picocolors/`,
          ),
        },
      ],
    },
  },
});

/** The second thread of a run, which is to start with little: in a file of its own that holds all it needs. */
const thread = defineConfig({
  input: 'src/lower/read-ahead-thread.ts',
  platform: 'node',
  external: [/^node:/, /^libpg-query/],
  output: { file: 'dist/chunks/read-ahead-thread.js', format: 'esm' },
});

export default [commands, thread];
