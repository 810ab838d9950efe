/** Promise: every try at break-glass stands in the trail, and a flood of them neither fills it nor shuts the right people out. */
import { type Origin, recordEvent } from '../audit/record.ts';
import { networkOf } from '../auth/limit.ts';
import { transaction } from '../db/client.ts';
import { countHit } from '../db/ledger.ts';
import { env } from '../env.ts';
import { log } from '../log.ts';
import { newReference } from '../reference.ts';

export interface Refused {
  kind: 'refused';
  message: string;
  reference: string;
}

export interface Try {
  origin: Origin;
  now: Date;
  /** `break_glass.enter`, or the command that was tried. */
  action: string;
}

const tooMany = 'Too many tries within a minute. Wait a minute, then try again.';
const wrong =
  'That opens nothing. Use the passkey or the unused code of a person who is named for break-glass.';

/** Null while this address may try; counted before anything is looked up. */
export async function heldOff(tried: Try): Promise<Refused | null> {
  const limit = env().breakGlassLimitPerMinute;
  const address = networkOf(tried.origin.address ?? 'unknown');
  const count = await countHit(`break-glass:${address}`, tried.now);
  if (count <= limit) return null;
  return refusedTry(tried, count, limit, { message: tooMany, why: 'too many tries from one address' });
}

/**
 * A try that did not hold. An account's wrong tries are counted over all addresses; past the limit they are no longer
 * told apart. The right code is taken all the same: it has 130 bits, so nobody guesses it, while whoever could lock
 * two accounts by typing rubbish would keep break-glass shut in the very hour it is for.
 */
export async function wrongTry(tried: Try, account: string, why: string): Promise<Refused> {
  const limit = env().breakGlassLimitPerMinute;
  const count = await countHit(`break-glass-account:${account}`, tried.now);
  return refusedTry(tried, count, limit, { message: count > limit ? tooMany : wrong, why });
}

async function refusedTry(
  tried: Try,
  count: number,
  limit: number,
  said: { message: string; why: string },
): Promise<Refused> {
  const reference = newReference();
  const { message, why } = said;
  const summary = count <= limit ? why : standsForMore(count, limit) ? manyTries(count, why) : null;
  if (summary) {
    // Not before the limit is looked at: whoever floods the door must not fill the disk with it.
    log('break-glass').warn(
      { reference, address: tried.origin.address, why: summary },
      'a try at break-glass was refused',
    );
    await append(tried, reference, summary);
  }
  return { kind: 'refused', message, reference };
}

function manyTries(count: number, why: string): string {
  return `${count} tries within a minute; this event stands for the latest ones. ${why}`;
}

// At limit + 1, 2 * limit, 4 * limit, ...: the trail says how many, and grows by the logarithm of a flood.
function standsForMore(count: number, limit: number): boolean {
  if (count === limit + 1) return true;
  const times = count / limit;
  return Number.isInteger(times) && times > 1 && Number.isInteger(Math.log2(times));
}

function append({ origin, action }: Try, reference: string, why: string): Promise<bigint> {
  return transaction((tx) =>
    recordEvent(tx, {
      action,
      outcome: 'refused',
      code: 'forbidden',
      sensitivity: 'sensitive',
      actor: { kind: 'anonymous', id: null, name: 'Somebody at break-glass' },
      origin,
      subjectType: 'BreakGlassOpening',
      subjectLabel: 'Break-glass',
      summary: `Break-glass refused: ${why}`,
      reference,
    }),
  );
}
