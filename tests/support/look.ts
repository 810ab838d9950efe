import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { childEnv } from '#lib/env.ts';
import { expect } from './browser.ts';

/** Both themes and the widest and narrowest are judged by axe once; the others must not run off the side either. */
const variants = [
  { theme: 'light', width: 1440, judged: true },
  { theme: 'dark', width: 1440, judged: false },
  { theme: 'light', width: 1024, judged: false },
  { theme: 'light', width: 360, judged: false },
  { theme: 'dark', width: 360, judged: true },
] as const;

/** Pictures of every look are taken for eyes, where `PICTURES` asks for them: they cost as much as all that is judged. */
const takesPictures = Boolean(childEnv().PICTURES);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The page as it stands now, in both themes and widths: axe finds nothing, nothing runs off the side. */
export async function lookAround(page: Page, name: string): Promise<void> {
  // What fades from one theme to the other is judged where it ends.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const { theme, width, judged } of variants) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    await page.emulateMedia({ colorScheme: theme });
    const variant = `${name.replace(/\W+/g, '-')}-${theme}-${width}`;
    if (takesPictures) await picture(page, variant);
    if (judged) await expectNoFault(page, variant);
    await expectNoOverflow(page, variant);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** The same of what is there for a moment only, as it is shown now. */
export async function lookOnce(page: Page, name: string): Promise<void> {
  if (takesPictures) await picture(page, name.replace(/\W+/g, '-'));
  await expectNoFault(page, name);
  await expectNoOverflow(page, name);
}

async function picture(page: Page, name: string): Promise<void> {
  const path = `test-results/screens/${name}.png`;
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

/** axe finds nothing on the page as it stands, once it stands: what is still on its way is nobody's fault. */
async function expectNoFault(page: Page, what: string): Promise<void> {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    // Only what is wrong: gathering what is right costs as much again.
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id} at ${nodes.map((n) => n.target.join(' ')).join(', ')}`);
  });
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
