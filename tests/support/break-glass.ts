import { randomUUID } from 'node:crypto';
import { type By, propose } from '#lib/break-glass/act.ts';
import type { Wanted } from '#lib/break-glass/acts.ts';
import { type Answer, enter } from '#lib/break-glass/enter.ts';
import { namePerson } from '#lib/break-glass/people-commands.ts';
import { findSeat, type Seat } from '#lib/break-glass/seat.ts';
import { db } from '#lib/db/client.ts';
import { executeProven } from './proven.ts';
import type { Person } from './world.ts';

export const bgOrigin = {
  channel: 'console' as const,
  address: '192.0.2.30',
  userAgent: 'Mozilla/5.0 Chrome/140',
};

/** A named person with their sheet; each `given()` takes the next code off it. */
export interface Named {
  id: string;
  personId: string;
  name: string;
  email: string;
  codes: string[];
  given(): { assertion: null; email: string; code: string };
}

export async function name(operatorId: string, by: Person, codes = true): Promise<Named> {
  const input = { operatorId, codes, reason: 'on call this quarter' };
  const outcome = await executeProven(namePerson, by.actor, input, { origin: bgOrigin });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const operator = await db().operator.findUniqueOrThrow({ where: { id: operatorId } });
  const { result } = outcome;
  const sheet = [...result.codes];
  return {
    id: operatorId,
    personId: result.id,
    name: operator.name,
    email: operator.email,
    codes: sheet,
    given: () => ({ assertion: null, email: operator.email, code: sheet.shift() ?? '' }),
  };
}

export const saying = (mode: 'drill' | 'real') => ({ mode, reason: 'the provider is away' });

export function knock(
  person: Named,
  mode: 'drill' | 'real' = 'real',
  now = new Date(),
  given = person.given(),
): Promise<Answer> {
  return enter({ said: saying(mode), given, browserDigest: randomUUID(), origin: bgOrigin, now });
}

export async function seatOf(answer: Answer, now = new Date()): Promise<Seat> {
  const seat = answer.kind === 'in' ? await findSeat(answer.secret, now) : null;
  if (!seat) throw new Error(`no seat: ${JSON.stringify(answer)}`);
  return seat;
}

/** Opened by both: how each of them asks. */
export async function opened(
  first: Named,
  second: Named,
  mode: 'drill' | 'real' = 'real',
  now = new Date(),
): Promise<[By, By]> {
  const one = await knock(first, mode, now);
  const two = await knock(second, mode, now);
  return [
    { seat: await seatOf(one, now), origin: bgOrigin, now },
    { seat: await seatOf(two, now), origin: bgOrigin, now },
  ];
}

/** Proposed by the one in `by`; gives its id. */
export async function proposed(by: By, person: Named, wanted: Wanted): Promise<string> {
  const step = await propose(by, wanted, person.given());
  if (step.kind !== 'done') throw new Error(JSON.stringify(step));
  return step.id;
}
