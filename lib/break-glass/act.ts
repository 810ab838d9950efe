/** Promise: each step inside break-glass is asked of the person in the seat again, for the one thing on their screen. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Origin } from '../audit/record.ts';
import type { Context } from '../command.ts';
import { db, transaction } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { execute, type Outcome } from '../execute.ts';
import { keyring } from '../keyring.ts';
import { log } from '../log.ts';
import { answerTo } from '../refuse.ts';
import { actNamed, actorOf, rehearse, type Wanted } from './acts.ts';
import { confirmEffect, proposeEffect, withdrawEffect } from './effect-commands.ts';
import { doorActor } from './enter.ts';
import { closeOpening } from './opening-commands.ts';
import { askForPasskey } from './passkey.ts';
import { type Given, prove } from './prove.ts';
import { effectBinding } from './rules.ts';
import type { Seat } from './seat.ts';
import { wrongTry } from './tries.ts';

export interface By {
  seat: Seat;
  origin: Origin;
  now: Date;
}

export type Step =
  | { kind: 'done'; id: string; outcome: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'refused'; message: string; reference: string };

/** What both are to prove, in words and as a digest; or why it cannot be. */
export type Preview = { kind: 'preview'; summary: string; binding: string } | Exclude<Step, { kind: 'done' }>;

/** Tries it out and takes it back: nothing is proposed yet, and no factor is spent on what would be refused. */
export async function preview({ seat, origin, now }: By, wanted: Wanted): Promise<Preview> {
  try {
    requireOpen(seat);
    const keys = await keyring();
    const actor = actorOf(seat.me.name);
    const event = await transaction((tx) =>
      rehearse({ tx, actor, origin, now, keyring: keys } as Context, seat.me.name, wanted),
    );
    const summary = actNamed(wanted.command).say(event, wanted.input, now);
    return { kind: 'preview', summary, binding: effectBinding({ openingId: seat.openingId, ...wanted }) };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid')
      return { kind: 'invalid', message: error.message, fields: error.fields };
    const { message, reference } = answerTo(error, 'break_glass.propose');
    return { kind: 'refused', message, reference };
  }
}

export function askInSeat(
  { seat, now }: By,
  binding: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return askForPasskey({ browserDigest: seat.browserDigest, binding, now });
}

export async function propose(by: By, wanted: Wanted, given: Given): Promise<Step> {
  const { seat } = by;
  const binding = effectBinding({ openingId: seat.openingId, ...wanted });
  const proven = await proveInSeat(by, given, binding, 'break_glass.propose');
  if (proven.kind === 'refused') return proven;
  const input = { openingId: seat.openingId, operatorId: seat.me.id, ...wanted, proof: proven.proof };
  return stepOf(by, await execute(proposeEffect, ...asked(by, input)));
}

export async function confirm(by: By, id: string, given: Given): Promise<Step> {
  const binding = await bindingOf(by.seat, id);
  const proven = await proveInSeat(by, given, binding, 'break_glass.confirm');
  if (proven.kind === 'refused') return proven;
  const input = { id, operatorId: by.seat.me.id, proof: proven.proof };
  return stepOf(by, await execute(confirmEffect, ...asked(by, input)));
}

export async function withdraw(by: By, id: string): Promise<Step> {
  // Another opening's is none of theirs, whatever id they send.
  await bindingOf(by.seat, id);
  return stepOf(by, await execute(withdrawEffect, ...asked(by, { id, operatorId: by.seat.me.id })));
}

export async function close(by: By): Promise<Step> {
  const input = { id: by.seat.openingId, operatorId: by.seat.me.id };
  return stepOf(by, await execute(closeOpening, ...asked(by, input)));
}

/** The digest that an effect of this opening was proposed with. */
export async function bindingOf(seat: Seat, id: string): Promise<string> {
  const effect = await db().breakGlassEffect.findFirst({
    where: { id, openingId: seat.openingId },
    select: { binding: true },
  });
  return effect?.binding ?? '0'.repeat(64);
}

async function proveInSeat({ seat, origin, now }: By, given: Given, binding: string, action: string) {
  const { browserDigest, me } = seat;
  const proof = await prove(given, { browserDigest, binding, origin, now, operatorId: me.id });
  if (proof.holds) return { kind: 'proven' as const, proof: proof.proof };
  return wrongTry({ origin, now, action }, proof.account, proof.why);
}

function asked<I>({ seat, origin, now }: By, input: I) {
  return [doorActor(seat.me.name), input, { origin, now }] as const;
}

function stepOf({ seat }: By, outcome: Outcome<object>): Step {
  if (outcome.kind === 'done') {
    const result = outcome.result as { id: string; outcome?: string };
    log('break-glass').warn(
      { opening: seat.openingId, person: seat.me.id, effect: result.id, outcome: result.outcome },
      'break-glass: a step was taken',
    );
    return { kind: 'done', id: result.id, outcome: result.outcome ?? 'done' };
  }
  if (outcome.kind === 'refused')
    return { kind: 'refused', message: outcome.message, reference: outcome.reference };
  if (outcome.kind === 'invalid') return outcome;
  throw new Error(`break-glass: ${outcome.kind}`);
}

function requireOpen(seat: Seat): void {
  if (seat.phase !== 'open')
    throw new Refusal('conflict', 'Nothing can be done before a second person joined.');
}
