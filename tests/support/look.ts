import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './browser.ts';

/** The page as it stands now, in both themes and widths: pictures; axe finds nothing, nothing runs off the side. */
export async function lookAround(page: Page, name: string): Promise<void> {
  for (const width of [1440, 360])
    for (const theme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.emulateMedia({ colorScheme: theme });
      const variant = `${name.replace(/\W+/g, '-')}-${theme}-${width}`;
      await page.screenshot({ path: `test-results/screens/${variant}.png`, fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect
        .soft(
          violations.map(
            (v) => `${variant}: ${v.id} at ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`,
          ),
        )
        .toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(overflow, `${variant} runs off the side`).toBe(0);
    }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: null });
}
