export interface Place {
  line: number;
  column: number;
}

interface Edited {
  lines: string[];
  place: Place;
}

/** What a key does to a list of lines where it differs from what it does inside one line; null where it does not. */
export function lineAfterKey(lines: string[], { line, column }: Place, key: string): Edited | null {
  const text = lines[line] ?? '';
  const last = lines.length - 1;
  switch (key) {
    case 'Enter':
      return {
        lines: lines.toSpliced(line, 1, text.slice(0, column), text.slice(column)),
        place: { line: line + 1, column: 0 },
      };
    case 'Backspace':
      return column === 0 && line > 0 ? join(lines, line - 1) : null;
    case 'Delete':
      return column === text.length && line < last ? join(lines, line) : null;
    case 'ArrowUp':
      return line > 0 ? { lines, place: { line: line - 1, column } } : null;
    case 'ArrowDown':
      return line < last ? { lines, place: { line: line + 1, column } } : null;
    case 'ArrowLeft':
      return column === 0 && line > 0
        ? { lines, place: { line: line - 1, column: lines[line - 1]?.length ?? 0 } }
        : null;
    case 'ArrowRight':
      return column === text.length && line < last ? { lines, place: { line: line + 1, column: 0 } } : null;
    default:
      return null;
  }
}

/** Many pasted lines become many lines; the text around the caret stays around them. */
export function pasteInto(lines: string[], line: number, from: number, to: number, pasted: string): Edited {
  const text = lines[line] ?? '';
  const parts = `${text.slice(0, from)}${pasted}`.split(/\r\n|\r|\n/);
  const column = parts.at(-1)?.length ?? 0;
  const place = { line: line + parts.length - 1, column };
  parts[parts.length - 1] += text.slice(to);
  return { lines: lines.toSpliced(line, 1, ...parts), place };
}

function join(lines: string[], line: number): Edited {
  const head = lines[line] ?? '';
  return {
    lines: lines.toSpliced(line, 2, head + (lines[line + 1] ?? '')),
    place: { line, column: head.length },
  };
}
