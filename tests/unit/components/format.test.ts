import { expect, it } from 'vitest';
import { roundTop } from '#components/ui/chart-scale.ts';
import { formatSpan, relativeTime, utcMinute } from '#components/ui/format.ts';

const now = new Date('2026-11-23T17:55:00Z');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const after = (seconds: number) => plain(relativeTime(new Date(now.getTime() + seconds * 1000), now));

it.each([
  [-4, '4 s ago'],
  [-2160, '36 min ago'],
  [-7500, '2 h ago'],
  [-4 * 86_400, '4 d ago'],
  [0, 'just now'],
  [6 * 3600 + 720, 'in 6 h 12 min'],
  [3 * 86_400 - 3600, 'in 2 d 23 h'],
  [41 * 86_400, 'in 41 d'],
])('an instant %s seconds away is told as "%s"', (seconds, words) => {
  expect(after(seconds)).toBe(words);
});

it('a span never says 60 min or 24 h beside a larger unit', () => {
  for (let seconds = 1; seconds < 20 * 86_400; seconds += 59)
    expect(plain(formatSpan(seconds))).not.toMatch(/\b(h 60 min|d 24 h)\b/);
});

it('a number and its unit are never torn apart by a line end', () => {
  for (const seconds of [5, 500, 50_000, 200_000, 9_000_000]) expect(formatSpan(seconds)).not.toContain(' ');
});

it('an instant is told in UTC, whatever the zone of the process', () => {
  expect(utcMinute(now)).toBe('Mon 23 Nov 2026, 17:55 UTC');
});

it('the top of an axis is round and never below what it must hold', () => {
  expect([roundTop(0), roundTop(22_900), roundTop(451), roundTop(9_999)]).toEqual([10, 24_000, 500, 10_000]);
  for (let value = 0; value < 300_000; value += 37) expect(roundTop(value)).toBeGreaterThanOrEqual(value);
});
