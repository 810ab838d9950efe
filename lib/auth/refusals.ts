/** Promise: each refused message leaves the rule it broke in the trail, a flood of them cannot fill it, and its clock tells none of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Origin, recordEvent } from '../audit/record.ts';
import { transaction } from '../db/client.ts';
import { env } from '../env.ts';
import { newReference } from '../reference.ts';
import { countFrom } from './limit.ts';
import { type Rule, rules } from './rules.ts';

export interface RefusedMessage {
  action: 'session.start' | 'session.end' | 'proof.give' | 'connection.record_test';
  rule: Rule;
  /** The connection's slug as it stands in the address; it may not exist. */
  slug: string;
  origin: Origin;
  now: Date;
}

/** What it is called in the trail, by what its request was for; else it is a sign-in. */
export const refusedActions: Partial<Record<string, RefusedMessage['action']>> = {
  'step-up': 'proof.give',
  test: 'connection.record_test',
};

/**
 * A refusal is told at a whole multiple of this after its message came. What is refused before the SAML library
 * takes a third of the time of what is refused after it (docs/benchmarks.md), and nobody needs to know which it was.
 */
const tellEveryMs = 50;

/** Records the refusal and returns its reference when it is time to tell. */
export async function recordRefusal(refused: RefusedMessage): Promise<string> {
  const reference = newReference();
  const limit = env().refusalLimitPerMinute;
  const count = await countFrom('refusal', refused.origin.address ?? 'unknown', refused.now);
  if (count <= limit) await append(refused, reference, rules[refused.rule]);
  else if (standsForMore(count, limit))
    await append(
      refused,
      reference,
      `${count} refused sign-ins from this address within a minute; this event stands for the latest ones.`,
    );
  await untilTold(refused.now);
  return reference;
}

/** Waits until a refusal of what came at `begun` may be told. */
export async function untilTold(begun: Date): Promise<void> {
  await pause(pauseMs(begun, new Date()));
}

export function pauseMs(begun: Date, at: Date): number {
  const elapsed = Math.max(0, at.getTime() - begun.getTime());
  return tellEveryMs - (elapsed % tellEveryMs);
}

// At limit + 1, 2 * limit, 4 * limit, ...: the trail says how many, and grows by the logarithm of a flood.
function standsForMore(count: number, limit: number): boolean {
  if (count === limit + 1) return true;
  const times = count / limit;
  return Number.isInteger(times) && times > 1 && Number.isInteger(Math.log2(times));
}

async function append({ action, rule, slug, origin }: RefusedMessage, reference: string, summary: string) {
  await transaction((tx) =>
    recordEvent(tx, {
      action,
      outcome: 'refused',
      code: rule,
      sensitivity: 'routine',
      actor: { kind: 'anonymous', id: null, name: 'Nobody signed in' },
      origin,
      subjectType: 'Session',
      subjectLabel: slug.slice(0, 64),
      summary,
      reference,
    }),
  );
}
