import path from 'node:path';

import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findChromium } from '../support/chromium.ts';
import { ddlint } from '../support/project.ts';

const DEMO = path.join(import.meta.dirname, '../../fixtures/projects/demo');

const WIDE = { width: 1400, height: 900 };
const PHONE = { width: 360, height: 740 };

let browser: Browser;
let report: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
  const { stdout } = await ddlint(DEMO, ['--format', 'html', '--fail-on', 'never']);
  report = stdout;
});

afterAll(() => browser.close());

interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

const LOOKS: readonly Look[] = [WIDE, PHONE].flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
);

async function open(look: Look): Promise<Page> {
  // The page's own policy keeps scripts out, the one of the check too.
  const context = await browser.newContext({ ...look, bypassCSP: true });
  const page = await context.newPage();
  await page.setContent(report);
  return page;
}

/** The first line of each statement, and below it the locks that stand beside it. */
async function locksOf(page: Page): Promise<string> {
  await page.evaluate(UNFOLD);
  const rows = await page.locator('.row').all();
  const texts = rows.map(async (row) => {
    const [code = ''] = (await row.locator('.code pre').innerText()).split('\n');
    const locks = await row.locator('.locks li').allInnerTexts();
    return [code, ...locks.map((lock) => `    ${lock}`), ''].join('\n');
  });
  return (await Promise.all(texts)).join('');
}

const UNFOLD = "for (const details of document.querySelectorAll('details')) details.open = true";

describe('the HTML report in a browser', () => {
  it.each(LOOKS)('is accessible: $viewport.width pixels, $colorScheme', async (look) => {
    const page = await open(look);
    await page.evaluate(UNFOLD);
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
    await page.context().close();
  });

  it.each(LOOKS)('fits its screen: $viewport.width pixels, $colorScheme', async (look) => {
    const page = await open(look);
    const { width } = look.viewport;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  it('shows the lock of each statement of the demo', async () => {
    const page = await open({ viewport: WIDE, colorScheme: 'light' });
    await expect(await locksOf(page)).toMatchFileSnapshot('../snapshots/html-locks.txt');
    await page.context().close();
  });

  it('leads from a migration in the list to its statements', async () => {
    const page = await open({ viewport: PHONE, colorScheme: 'light' });
    const link = page.locator('.index a').last();
    const name = await link.textContent();
    await link.click();
    const heading = page.locator('h3').last();
    expect(await heading.textContent()).toBe(name);
    expect((await heading.boundingBox())?.y).toBeLessThan(PHONE.height);
    await page.context().close();
  });
});
