/** Promise: an enrolment begins only where it may end, so that no passkey or app is set up in vain. */
import { randomUUID } from 'node:crypto';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { Origin } from '../audit/record.ts';
import { db } from '../db/client.ts';
import { env } from '../env.ts';
import { keyring } from '../keyring.ts';
import { seal } from '../vault/envelope.ts';
import { holderOf, makeChallenge, spendChallenge } from './challenge.ts';
import { type Bar, isBar, judgeEnrolment } from './enrolment.ts';
import { recordFailure } from './failures.ts';
import { creationOptions, judgeAttestation, type NewPasskey, readAttestation } from './passkey.ts';
import { type PasskeyReason, toPerson } from './reasons.ts';
import { sealTicket, seedPlace } from './ticket.ts';
import { newSeed, type Setup, setupOf } from './totp.ts';

/** Whoever adds a factor: a viewer, or somebody whose sign-in waits for one. */
export interface Enroller {
  operatorId: string;
  sessionId: string;
  origin: Origin;
}

/** Why it cannot begin; `stepUp` says that a fresh sign-in in a tab of its own takes the bar away. */
export type Barred = { kind: 'barred' } & Pick<Bar, 'message' | 'stepUp'>;

export type PasskeyStart = { kind: 'ready'; options: PublicKeyCredentialCreationOptionsJSON } | Barred;

/** What the browser needs to make a passkey, with a challenge of this session's. */
export async function beginPasskey(enroller: Enroller, now: Date): Promise<PasskeyStart> {
  const barred = await barredFrom(enroller, 'passkey', now);
  if (barred) return barred;
  const { operatorId, sessionId } = enroller;
  const [person, known] = await Promise.all([personOf(operatorId), passkeysOf(operatorId)]);
  const challenge = await makeChallenge(enrolment(sessionId), now);
  return { kind: 'ready', options: await creationOptions(person, challenge, known) };
}

export type Checked = { kind: 'ready'; ticket: string } | { kind: 'refused'; message: string };

/** Judges what the browser made. The ticket stands for it in `factor.enrol_passkey`, for ten minutes. */
export async function checkPasskey(enroller: Enroller, attestation: string, now: Date): Promise<Checked> {
  const judged = await newPasskeyOf(enroller, attestation, now);
  if (typeof judged === 'string') {
    await recordFailure(enroller, { action: 'factor.enrol_passkey', reason: judged, now });
    return { kind: 'refused', message: toPerson[judged] };
  }
  const enrolment = { kind: 'passkey', id: randomUUID(), ...judged } as const;
  return { kind: 'ready', ticket: sealTicket(await keyring(), enroller, enrolment, now) };
}

export type TotpStart = ({ kind: 'ready'; ticket: string } & Setup) | Barred;

/** A seed for an authenticator app: on the page to be scanned, sealed in the ticket, and nowhere else. */
export async function beginTotp(enroller: Enroller, now: Date): Promise<TotpStart> {
  const barred = await barredFrom(enroller, 'totp', now);
  if (barred) return barred;
  const [{ email }, keys] = await Promise.all([personOf(enroller.operatorId), keyring()]);
  const [id, seed] = [randomUUID(), newSeed()];
  const secret = seal(keys, seedPlace(id), seed);
  const ticket = sealTicket(keys, enroller, { kind: 'totp', id, secret }, now);
  return { kind: 'ready', ticket, ...setupOf(seed, email, new URL(env().publicUrl).host) };
}

async function newPasskeyOf(
  { sessionId }: Enroller,
  attestation: string,
  now: Date,
): Promise<NewPasskey | PasskeyReason> {
  const answer = readAttestation(attestation);
  if (!answer) return 'shape';
  const wrong = await spendChallenge(answer.challenge, enrolment(sessionId), now);
  if (wrong) return wrong;
  const judged = await judgeAttestation(answer);
  return judged.holds ? judged.value : judged.reason;
}

/** Whether a factor of that kind could be added now; null where nothing is in the way. */
export async function barredFrom(
  enroller: Enroller,
  kind: 'passkey' | 'totp' | 'recovery_code',
  now: Date,
): Promise<Barred | null> {
  const { operatorId, sessionId, origin } = enroller;
  const place = { address: origin.address ?? 'unknown', userAgent: origin.userAgent ?? '' };
  const judged = await judgeEnrolment(db(), kind, { operatorId, sessionId, place, now });
  return isBar(judged) ? { kind: 'barred', message: judged.message, stepUp: judged.stepUp } : null;
}

function enrolment(sessionId: string) {
  return { purpose: 'enrol', holder: holderOf(sessionId), binding: null } as const;
}

function personOf(id: string) {
  return db().operator.findUniqueOrThrow({ where: { id }, select: { id: true, name: true, email: true } });
}

async function passkeysOf(operatorId: string) {
  const rows = await db().factor.findMany({
    where: { operatorId, kind: 'passkey', endedAt: null },
    select: { credentialId: true, transports: true },
  });
  return rows.map(({ credentialId, transports }) => ({ credentialId: credentialId ?? '', transports }));
}
