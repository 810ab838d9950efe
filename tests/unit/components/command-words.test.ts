import { expect, it } from 'vitest';
import { inWords } from '#lib/command-words.ts';

it('a sentence of the trail names commands in the words of the console, and leaves what it does not know', () => {
  expect(inWords('connection.remove waits for 2 others in every environment')).toBe(
    '“Remove a connection” waits for 2 others in every environment',
  );
  expect(inWords('reset.everything of ada@example.test')).toBe('reset.everything of ada@example.test');
});
