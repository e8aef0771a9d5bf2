/** Never a project's own migrations. */
const FOREIGN = new Set(
  'node_modules bower_components vendor dist build out target coverage __pycache__ site-packages venv Pods'.split(
    ' ',
  ),
);

/** SQL of tests is not applied to a database in use; who wants it linted names the folder. */
const TESTS = new Set(
  'test tests __tests__ spec e2e fixtures fixture __fixtures__ testdata test-data test_data __mocks__ stub stubs seeds seeders'.split(
    ' ',
  ),
);

/** Whether a folder of this name may hold code of the project itself; with `tests`, that of its tests too. */
export function isWalked(name: string, options: { readonly tests: boolean }): boolean {
  return !name.startsWith('.') && !FOREIGN.has(name) && (options.tests || !TESTS.has(name));
}
