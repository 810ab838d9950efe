/** Every page of the product is looked at: by the table of screens, or on its journey. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journeys, outside, screensOf } from '#tests/support/screens.ts';

const root = join(import.meta.dirname, '../../..');
const routes = globSync('app/**/page.tsx', { cwd: root }).map(
  (file) =>
    file
      .replace(/^app|\/page\.tsx$/g, '')
      .split('/')
      .filter((part) => !part.startsWith('('))
      .join('/') || '/',
);
/** An id stands in every address, whatever it is of. */
const anywhere = new Proxy({} as Parameters<typeof screensOf>[0], { get: () => 'x' });
const addresses = Object.values({ ...outside, ...screensOf(anywhere) }).map(
  (address) => address.split('?')[0] ?? '',
);

const dynamics = (route: string) => route.split('[').length;
/** As Next finds it: what is written out goes before what stands for anything. */
function routeOf(address: string): string | undefined {
  const fits = (route: string) => new RegExp(`^${route.replace(/\[\w+\]/g, '[^/]+')}$`).test(address);
  return routes.filter(fits).sort((one, other) => dynamics(one) - dynamics(other))[0];
}

describe('a page without a look', () => {
  const seen = new Set([...addresses.map(routeOf), ...Object.keys(journeys)]);

  it('is not there', () => {
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.filter((route) => !seen.has(route))).toEqual([]);
  });

  it('is not taken for one that has one: each journey that is named looks at it, and each page that is named is there', () => {
    const specOf = (file: string) => readFileSync(join(root, `tests/e2e/${file}.spec.ts`), 'utf8');
    const wrong = Object.entries(journeys).filter(
      ([route, [file, look]]) => !routes.includes(route) || !specOf(file).includes(`'${look}'`),
    );
    expect(wrong).toEqual([]);
  });
});
