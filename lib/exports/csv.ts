/** One row of CSV (RFC 4180 2): every field that could be misread is quoted, and none of them is run by who opens it. */
export type Cell = string | number | bigint | Date | null | undefined;

/** A spreadsheet runs what begins like this, also in its full-width form (OWASP, CSV Injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell);
  const text = cell instanceof Date ? cell.toISOString() : defused(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// Somebody else chose the name of a key; the auditor's spreadsheet must show it, not obey it.
const defused = (text: string) => (formula.test(text) ? `'${text}` : text);

/** Excel takes a file without it for a code page of its own, and every name with an accent breaks. */
export const byteOrderMark = '\uFEFF';
