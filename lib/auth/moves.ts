/** Promise: a person whose session turned up elsewhere hears of it where they signed in, until they have looked. */
import { db } from '../db/client.ts';
import { countHit, hitsOf } from '../db/ledger.ts';
import { wordsOf } from './place.ts';

/** Where a session was used beside the place of its sign-in, and since when. */
export interface AlsoUsed {
  number: bigint;
  place: string;
  since: Date;
}

/** Of these sessions of one's own, by id; the trail is where each move stands once. */
export async function movesOf(sessionIds: string[]): Promise<Map<string, AlsoUsed[]>> {
  const events = await db().auditEvent.findMany({
    where: {
      subjectType: 'Session',
      subjectId: { in: sessionIds },
      action: 'session.note_move',
      outcome: 'done',
    },
    select: { number: true, subjectId: true, at: true, address: true, userAgent: true },
    orderBy: { number: 'asc' },
  });
  const moves = new Map<string, AlsoUsed[]>();
  for (const { number, subjectId, at, address, userAgent } of events) {
    const place = wordsOf({ address: address ?? '', userAgent: userAgent ?? '' });
    const id = subjectId ?? '';
    moves.set(id, [...(moves.get(id) ?? []), { number, place, since: at }]);
  }
  return moves;
}

interface Of {
  sessionId: string;
  endsAt: Date;
}

/** The moves of this session that its person has not looked at. */
export async function unseenMoves({ sessionId, endsAt }: Of): Promise<AlsoUsed[]> {
  const moves = (await movesOf([sessionId])).get(sessionId) ?? [];
  // Looked at one after the other: what came since the last look is at the end.
  return moves.length === 0 ? [] : moves.slice(await hitsOf(seenKey(sessionId), minuteOf(endsAt)));
}

/** Its person looks at the list of their sessions, which shows them. */
export async function noteMovesSeen(of: Of): Promise<void> {
  for (const _ of await unseenMoves(of)) await countHit(seenKey(of.sessionId), of.endsAt);
}

const seenKey = (sessionId: string) => `moves-seen\n${sessionId}`;
// Counted in the minute in which the session ends: the row then lives as long as the session does.
const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / 60_000) * 60_000);
