import { defineConfig } from 'rolldown';

/** What the source imports only where a run needs it, and what is looked at before anything else is loaded. */
const ON_DEMAND = [
  'compiled-code',
  'engine',
  'cli/(ask|fix|long-history|write|project-rules|cache|cached-run|init|init/[a-z-]+|main|staged|yargs|help|explain|rules|package)',
  'config/(load|find|squawk)',
  'discover/(edited|walked)',
  'eslint/.*',
  'fix/(diff|plan)',
  'git',
  'repository',
  'index',
  'lower/(read-ahead-thread|reader-thread|reader)',
  'lower/script/.*',
  'parse/script',
  'references/(?!database|deferred|enum-values|removal|report|required|unfelt).*',
  'report/(advice-text|compact|github|gitlab|html|html/[a-z]+|json|junit|markdown|operations|sarif)',
  'script-file',
];

/**
 * CommonJS, as V8's code cache takes nothing else before Node.js 22 (docs/decisions/0007-speed.md). What
 * is read at every start holds no comments, which V8 would have to pass over, nothing but ASCII, of
 * which a character is a byte in memory, and no constant that each use would have to check for being set.
 */
const FORMAT = {
  format: 'cjs',
  exports: 'named',
  comments: false,
  topLevelVar: true,
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
};

/**
 * ESLint cannot wait for a dynamic import. What few of its files need is an entry of its own, and
 * is required by the first one that does.
 */
const requiredOnDemand = {
  name: 'required-on-demand',
  resolveId: (id, importer) =>
    id === './parts.ts' && importer?.endsWith('project.ts') ? { id: '\0parts' } : undefined,
  load: (id) =>
    id === '\0parts'
      ? `import { createRequire } from 'node:module';
         export const loadParts = () => createRequire(import.meta.url)('./eslint-parts.cjs').loadParts();`
      : undefined,
};

/** What the package exports: an ES module for each of these entries. */
const modules = {
  name: 'modules',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (!chunk.isEntry || !EXPORTED.includes(chunk.name)) continue;
      const names = chunk.exports.filter((name) => name !== 'default');
      const lines = [
        `import loaded from './${chunk.fileName}';`,
        ...(names.length === 0 ? [] : [`export const { ${names.join(', ')} } = loaded;`]),
        ...(chunk.exports.includes('default') ? ['export default loaded.default;'] : []),
      ];
      this.emitFile({ type: 'asset', fileName: `${chunk.name}.js`, source: `${lines.join('\n')}\n` });
    }
  },
};

const EXPORTED = ['index', 'eslint'];

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
  plugins: [requiredOnDemand, modules],
  platform: 'node',
  // What yargs asks `import.meta` for is only for its own configuration files.
  checks: { emptyImportMeta: false },
  // As the next option wants it.
  preserveEntrySignatures: 'allow-extension',
  external: [/^node:/, /^libpg-query/, 'jiti', 'oxc-parser', 'tinyglobby'],
  output: {
    ...FORMAT,
    dir: 'dist',
    entryFileNames: ({ name }) => (name === 'cli' ? 'cli.cjs' : `chunks/${name}.cjs`),
    chunkFileNames: 'chunks/[name].cjs',
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

/** The second thread of a run, which is to start with little: all that it needs, and nothing else. */
const thread = defineConfig({
  input: { 'read-ahead-thread': 'src/lower/read-ahead-thread.ts' },
  platform: 'node',
  external: [/^node:/, /^libpg-query/, 'oxc-parser'],
  output: {
    ...FORMAT,
    dir: 'dist/chunks',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'thread-[name].cjs',
  },
});

export default [commands, thread];
