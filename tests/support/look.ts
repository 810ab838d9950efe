import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './browser.ts';

/** Both themes and both widths are judged by axe once; the other two are looked at, and must not run off the side. */
const variants = [
  { theme: 'light', width: 1440, judged: true },
  { theme: 'dark', width: 1440, judged: false },
  { theme: 'light', width: 360, judged: false },
  { theme: 'dark', width: 360, judged: true },
] as const;

/** The page as it stands now, in both themes and widths: pictures; axe finds nothing, nothing runs off the side. */
export async function lookAround(page: Page, name: string): Promise<void> {
  for (const { theme, width, judged } of variants) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    await page.emulateMedia({ colorScheme: theme });
    const variant = `${name.replace(/\W+/g, '-')}-${theme}-${width}`;
    // Without what still fades from one theme to the other.
    await page.screenshot({
      path: `test-results/screens/${variant}.png`,
      fullPage: true,
      animations: 'disabled',
    });
    if (judged) await expectNoFault(page, variant);
    await expectNoOverflow(page, variant);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: null });
}

/** axe finds nothing on the page as it stands, once it stands: what is still on its way is nobody's fault. */
async function expectNoFault(page: Page, what: string): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map((v) => `${v.id} at ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  expect.soft(found, `${what}: what axe finds`).toEqual([]);
}

async function expectNoOverflow(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${what} runs off the side`).toBe(0);
}

/** The page is read to its end and has a name. Past the deadline axe judges what there is, and says what is missing. */
async function settled(page: Page): Promise<void> {
  await page
    .waitForFunction(() => document.readyState === 'complete' && document.title !== '', null, {
      timeout: 15_000,
    })
    .catch((error: Error) => {
      if (error.name !== 'TimeoutError') throw error;
    });
}
