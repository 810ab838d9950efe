/** Promise: however long an export is, one page of it is held at a time, and it ends with the session or the right to it. */
import type { Reader } from '../access/ability.ts';
import { Refusal } from '../errors.ts';
import { byteOrderMark, csvRow } from './csv.ts';
import type { ExportFormat } from './schema.ts';
import type { Line, Source } from './sources.ts';

interface Wish {
  source: Source;
  /** Parsed by the source's own schema. */
  filter: object;
  format: ExportFormat;
  /** Who asks, as stored now; null once their session is over. */
  reader(): Promise<Reader | null>;
}

/** The text of an export, a page at a time. Throws in the middle rather than end as if it were whole. */
export async function* exported({ source, filter, format, reader }: Wish): AsyncGenerator<string> {
  let after: string | null = null;
  let since: Pick<Reader, 'now' | 'environment'> | undefined;
  let begun = false;
  do {
    const fresh: Reader | null = await reader();
    if (!fresh?.access.can(source.action, source.on))
      throw new Refusal('forbidden', 'Your session or your right to this list has ended.');
    // "Now" and the environment are those of the first page, or a later one could be of another list.
    since ??= { now: fresh.now, environment: fresh.environment };
    const { lines, next } = await source.page({ ...fresh, ...since }, filter, after);
    yield (begun ? '' : headOf(format, lines)) + textOf(format, lines, begun);
    begun ||= lines.length > 0;
    after = next;
  } while (after !== null);
  if (format === 'json') yield '\n]\n';
}

function headOf(format: ExportFormat, lines: Line[]): string {
  if (format === 'json') return '[';
  return byteOrderMark + (lines[0] ? csvRow(Object.keys(lines[0])) : '');
}

function textOf(format: ExportFormat, lines: Line[], begun: boolean): string {
  if (format === 'csv') return lines.map((line) => csvRow(Object.values(line))).join('');
  return lines.map((line, i) => `${begun || i > 0 ? ',' : ''}\n${jsonOf(line)}`).join('');
}

const jsonOf = (line: Line) =>
  JSON.stringify(line, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
