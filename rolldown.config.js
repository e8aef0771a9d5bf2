import { defineConfig } from 'rolldown';

/**
 * One file for the command line, so that a pre-commit hook starts with few reads; what a run does
 * not need stays in chunks of its own, behind the dynamic imports of the source.
 */
export default defineConfig({
  input: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  external: [/^node:/, /^libpg-query/, 'jiti', 'oxc-parser', 'tinyglobby'],
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name].js', cleanDir: true },
});
