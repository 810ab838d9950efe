import { type AuditEventPage, readEvent } from '#lib/audit/queries.ts';
import type { AuditFilter } from '#lib/audit/schema.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { Refusal } from '#lib/errors.ts';

// What does not fit the column (bigint) would fail the query instead of finding nothing.
const largest = 2n ** 63n - 1n;
const fits = (number: bigint | undefined) =>
  number !== undefined && number >= 0n && number <= largest ? number : undefined;

// 2026-11-31 has the form of a day and is none.
const day = (text: string | undefined) =>
  text !== undefined && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ? text : undefined;

/** The filter with event numbers and days that exist; others are left out like any wrong value of an address. */
export function storable(filter: AuditFilter): AuditFilter {
  const { before, after, event, from, to } = filter;
  return {
    ...filter,
    before: fits(before),
    after: fits(after),
    event: fits(event),
    from: day(from),
    to: day(to),
  };
}

/** The event, or null for what is not there and for what is not theirs alike. */
export async function eventOf(reader: Viewer['reader'], number: bigint): Promise<AuditEventPage | null> {
  try {
    return await readEvent(reader, number);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return null;
    throw error;
  }
}
