/** Promise: where somebody may not, each row that comes close says in words what it lacks; nothing is decided here. */
import { reachOf } from '../access/explain.ts';
import type { HeldGrant } from '../access/held.ts';
import type { Row } from '../access/rows.ts';

/** What is asked, as far as the words need it. */
export interface AskedPlace {
  environmentId: string | null;
  /** The environment of the one thing that is named; null where none is named, or it has none. */
  subjectIn: string | null;
  hasSubject: boolean;
}

/** Why this row of a role in force does not permit it. */
export function whyNot(row: Row, grant: HeldGrant, asked: AskedPlace): string {
  const conditions = row.where?.(grant) ?? {};
  const wide = row.where?.({ ...grant, environmentId: null }) ?? {};
  if (conditions === false)
    return wide !== false && typeof wide.environmentId === 'string'
      ? `Its rule reaches the ${wide.environmentId} alone, and the role is held in ${grant.environmentId} alone.`
      : `This counts only where the role is held in every environment; it is held in ${grant.environmentId} alone.`;
  if (JSON.stringify(conditions).includes('{"in":[]}')) return nothingThere(conditions);
  const place = conditions.environmentId;
  const wanted = asked.subjectIn ?? asked.environmentId;
  if (typeof place === 'string' && wanted !== null && place !== wanted)
    return grant.environmentId === place
      ? `It is held in ${place} alone.`
      : `Its rule reaches the ${place} alone.`;
  if (!asked.hasSubject) return 'Its rule does not reach so far.';
  return `Its condition does not match what you ask about. It reaches: ${lower(reachOf(row, grant))}.`;
}

function nothingThere(conditions: Record<string, unknown>): string {
  if ('slug' in conditions || 'role' in conditions || 'assignments' in conditions)
    return 'It may give no role to anybody.';
  return 'It reaches only applications they own or deputise, or that their role names, and there is none.';
}

interface Span {
  fromAt: Date;
  untilAt: Date | null;
  endedAt: Date | null;
  suspendedAt: Date | null;
}

/** How an assignment that does not count at that moment stands to it. */
export type Standing = 'later' | 'suspended' | 'ended';

export function standingAt({ fromAt, untilAt, endedAt, suspendedAt }: Span, at: Date): Standing {
  if ((endedAt && endedAt <= at) || (untilAt && untilAt <= at)) return 'ended';
  if (suspendedAt && suspendedAt <= at) return 'suspended';
  return fromAt > at ? 'later' : 'ended';
}

export function standingWords(span: Span, at: Date): string {
  const { fromAt, untilAt, endedAt, suspendedAt } = span;
  switch (standingAt(span, at)) {
    case 'later':
      return `It permits this, and begins only at ${minute(fromAt)}.`;
    case 'suspended':
      return `It permits this, and is suspended by an access review since ${minute(suspendedAt ?? at)}.`;
    case 'ended':
      return `It permitted this, and ended at ${minute(earlier(endedAt, untilAt) ?? at)}.`;
  }
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const lower = (words: string) => `${words[0]?.toLowerCase() ?? ''}${words.slice(1)}`;
