import { configDefaults, defineConfig } from 'vitest/config';

import { findChromium } from './test/support/chromium.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) {
  process.stderr.write(
    'No Chromium here: the HTML report is not tried in a browser. CHROMIUM=<path> names one.\n',
  );
}

export default defineConfig({
  test: {
    // Migration libraries report on the console what tests make them fail at.
    silent: 'passed-only',
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(hasBrowser ? [] : ['test/**/*.browser.test.ts'])],
    // PGlite takes seconds to start on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
