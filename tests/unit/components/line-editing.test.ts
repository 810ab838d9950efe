import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineAfterKey, pasteInto } from '#components/ui/line-editing.ts';

it('Enter in the middle of a line makes two of it and goes to the second', () => {
  expect(lineAfterKey(['10.0.0.0/8'], { line: 0, column: 4 }, 'Enter')).toEqual({
    lines: ['10.0', '.0.0/8'],
    place: { line: 1, column: 0 },
  });
});

it('Backspace at the start of a line puts it behind the one above', () => {
  expect(lineAfterKey(['a', 'b'], { line: 1, column: 0 }, 'Backspace')).toEqual({
    lines: ['ab'],
    place: { line: 0, column: 1 },
  });
});

it('a key that means nothing beyond its line is left to the browser', () => {
  expect(lineAfterKey(['ab'], { line: 0, column: 1 }, 'Backspace')).toBeNull();
  expect(lineAfterKey(['ab'], { line: 0, column: 0 }, 'ArrowUp')).toBeNull();
  expect(lineAfterKey(['ab'], { line: 0, column: 1 }, 'x')).toBeNull();
});

it('what is pasted stands in the value as it would in a textarea, and the caret at its end', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '1', '.', '\n') });
  fc.assert(
    fc.property(text, text, text, (before, pasted, behind) => {
      const lines = (before + behind).split('\n');
      const line = before.split('\n').length - 1;
      const column = before.length - before.lastIndexOf('\n') - 1;
      const after = pasteInto(lines, line, column, column, pasted);
      expect(after.lines.join('\n')).toBe(before + pasted + behind);
      const head = after.lines.slice(0, after.place.line).map((one) => one.length + 1);
      expect(head.reduce((sum, one) => sum + one, after.place.column)).toBe((before + pasted).length);
    }),
  );
});

it('lines of Windows and of old Macs are lines, too, so that nothing invisible hides in an entry', () => {
  expect(pasteInto([''], 0, 0, 0, 'a\r\nb\rc').lines).toEqual(['a', 'b', 'c']);
});
