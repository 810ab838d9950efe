import { describe, expect, it } from 'vitest';
import { oneOf, othersInWords } from '#components/forms/approver-words.ts';
import { titleOf } from '#lib/command-words.ts';

describe('how many others, and who they could be, in words', () => {
  it('says nobody else, one other person and more of them', () => {
    expect([0, 1, 2, 5].map(othersInWords)).toEqual([
      'nobody else',
      'one other person',
      'two other people',
      'five other people',
    ]);
  });

  it.each([
    [[], ''],
    [['Ada'], 'Ada'],
    [['Ada', 'Bo'], 'Ada or Bo'],
    [['Ada', 'Bo', 'Cy', 'Di'], 'Ada, Bo, Cy or Di'],
    [['Ada', 'Bo', 'Cy', 'Di', 'Ed'], 'Ada, Bo, Cy or 2 more'],
  ])('names a few and counts the rest: %j', (names, words) => {
    expect(oneOf(names)).toBe(words);
  });
});

describe('what a change is called before it has happened', () => {
  it('has words of its own for the usual ones and reads the others off their name', () => {
    expect(titleOf('assignment.create')).toBe('Give a role');
    expect(titleOf('session.end_all')).toBe('Session: end all');
  });
});
