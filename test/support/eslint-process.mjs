/**
 * One process of ESLint for the bench: node eslint-process.mjs <folder> <with|without> <times>.
 * It lints a file of the folder's migrations that is not saved, each time with another text, with
 * the plugin or with ESLint alone, and prints how many milliseconds each time took.
 */
import { ESLint } from 'eslint';

const [, , cwd = '.', plugin = 'with', times = '1'] = process.argv;
const configs = { with: async () => withPlugin(), without: () => [{ rules: { 'no-var': 'error' } }] };
const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: await configs[plugin]() });
const filePath = `migrations/99999_new.${plugin === 'with' ? 'sql' : 'js'}`;
const measured = [];
for (let time = 0; time < Number(times); time += 1) {
  const start = process.hrtime.bigint();
  const [result] = await eslint.lintText(textOf(time), { filePath });
  measured.push(Number(process.hrtime.bigint() - start) / 1e6);
  if (result.messages.length === 0) throw new Error('ESLint has nothing to say of what it should report');
}
process.stdout.write(`${JSON.stringify(measured)}\n`);

async function withPlugin() {
  const { default: ddlint } = await import('../../dist/eslint.js');
  return ddlint.configs.recommended;
}

function textOf(time) {
  return plugin === 'with'
    ? `ALTER TABLE product_1 ADD COLUMN extra_${time} text;\nCREATE INDEX extra_${time}_idx ON product_1 (extra_${time});\n`
    : `var extra_${time} = 1;\n`;
}
