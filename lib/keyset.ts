import { z } from 'zod';
import { Refusal } from './errors.ts';

/**
 * Keyset pagination: a page is named by the last row's sort value and id, so that page 20,000 costs what page 1
 * costs and a row that arrives meanwhile shifts nothing.
 */
export interface Cursor {
  value: string;
  id: string;
  /** Walks back from this row instead of on. */
  back: boolean;
}

export const PageSize = z.coerce.number().int().min(1).max(200).catch(50);
export const CursorText = z.string().max(600).optional().catch(undefined);

export function encodeCursor(value: unknown, id: string, back = false): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return Buffer.from(JSON.stringify([text, id, back ? 1 : 0])).toString('base64url');
}

/** Reads a cursor from a URL; throws an `invalid` refusal for one that was not made here. */
export function decodeCursor(text: string | undefined): Cursor | null {
  if (!text) return null;
  try {
    const [value, id, back] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (typeof value !== 'string' || typeof id !== 'string' || !/^[0-9A-Za-z-]{1,40}$/.test(id))
      throw new Error('shape');
    return { value, id, back: back === 1 };
  } catch {
    throw damaged();
  }
}

/** Throws for a cursor that was not made here. */
export function instantOf(text: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw damaged();
  return instant;
}

export function damaged(): Refusal {
  const sentence = 'This page address is damaged. Open the list again.';
  return new Refusal('invalid', sentence, { after: sentence });
}

export interface Page<T> {
  rows: T[];
  next: string | null;
  previous: string | null;
}

/** The orders that lists offer; `parse` turns a cursor's text into the column's type. */
export const sorts = {
  newest: { field: 'createdAt', direction: 'desc', parse: instantOf },
  requested: { field: 'requestedAt', direction: 'desc', parse: instantOf },
  name: { field: 'name', direction: 'asc', parse: (text: string) => text },
  expires: { field: 'expiresAt', direction: 'asc', parse: instantOf },
} as const;
type Sort = (typeof sorts)[keyof typeof sorts];

/** The order and the condition of one page. */
export function keyset({ field, direction, parse }: Sort, cursor: Cursor | null) {
  const way = cursor?.back ? (direction === 'asc' ? 'desc' : 'asc') : direction;
  const beyond = way === 'asc' ? 'gt' : 'lt';
  const value = cursor && parse(cursor.value);
  return {
    orderBy: [{ [field]: way }, { id: way }],
    where: cursor
      ? { OR: [{ [field]: { [beyond]: value } }, { [field]: value, id: { [beyond]: cursor.id } }] }
      : {},
  };
}

/** Cuts the one row too many that the query took, restores the order, and names the neighbours. */
export function pageOf<T extends { id: string }>(
  taken: T[],
  size: number,
  cursor: Cursor | null,
  sortValueOf: (row: T) => unknown,
): Page<T> {
  const more = taken.length > size;
  const rows = taken.slice(0, size);
  if (cursor?.back) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  const hasNext = cursor?.back ? true : more;
  const hasPrevious = cursor?.back ? more : cursor !== null;
  return {
    rows,
    next: hasNext && last ? encodeCursor(sortValueOf(last), last.id) : null,
    previous: hasPrevious && first ? encodeCursor(sortValueOf(first), first.id, true) : null,
  };
}
