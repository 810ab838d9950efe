/** Holds docs/escalation.md to the tests: what it says is refused or waits is tried under the name that it gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onRights } from '#lib/access/effects-on-rights.ts';

const root = join(import.meta.dirname, '../../..');
const rows = readFileSync(join(root, 'docs/escalation.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!Path|---)/.test(line) && line.split('|').length > 4)
  .map((line) => line.split('|')[3]?.trim() ?? '');

function isTried(file: string, title: string): boolean {
  const source = readFileSync(join(root, 'tests', file), 'utf8');
  if (file === 'db/declared-effects.test.ts') return onRights[title]?.waits === 'always';
  const literals = [...source.matchAll(/(['"`])((?:\\.|(?!\1).)*)\1/g)].map((match) => match[2] ?? '');
  return literals.some((one) => {
    const [before = '', after] = one.split('%s');
    if (after === undefined) return one === title;
    const filled = title.slice(before.length, title.length - after.length);
    return title === before + filled + after && literals.includes(filled);
  });
}

it('docs/escalation.md names tests that exist', () => {
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.flatMap((test) => {
    const [, file = '', titles = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
    return titles.split('; ').map((title) => ({ file, title }));
  });
  expect(named.filter(({ file, title }) => !file || !isTried(file, title))).toEqual([]);
});
