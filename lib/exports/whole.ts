import { byteOrderMark, type Cell, csvRow } from './csv.ts';
import type { ExportFormat } from './schema.ts';

/** Rows that are few enough to be written in one piece. All have the columns of the first. */
export function wholeText(rows: readonly Record<string, Cell>[], format: ExportFormat): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 1)}\n`;
  const head = Object.keys(rows[0] ?? {});
  return byteOrderMark + csvRow(head) + rows.map((row) => csvRow(head.map((name) => row[name]))).join('');
}
