/** Promise: whoever knocks at a door that needs no session is counted by address, over all processes, before any work is done. */
import { env } from '../env.ts';
import { currentRequest } from '../request.ts';
import { plain } from './addresses.ts';
import { isAway } from './entrance.ts';
import { countFrom } from './limit.ts';

/** Answers 429 past the limit, 503 when nobody can count: an uncounted door would be an open one (ASVS 5.0 V2.4.1). */
export async function counted(work: () => Promise<Response>, now = new Date()): Promise<Response> {
  try {
    const knocks = await countFrom('door', currentRequest().address ?? 'unknown', now);
    if (knocks > env().doorLimitPerMinute) return tooMany();
  } catch (error) {
    if (isAway(error)) return plain(503, 'The database does not answer. Try again in a moment.');
    throw error;
  }
  return work();
}

function tooMany(): Response {
  const answer = plain(429, 'Too many requests came from your address. Wait a minute, then try again.');
  answer.headers.set('retry-after', '60');
  return answer;
}
