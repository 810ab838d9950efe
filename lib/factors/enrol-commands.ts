/** Promise: a factor begins to count only after it was shown to work, by the person it is for, right after they signed in. */
import { type Context, creation } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { advanceFactor } from '../db/ledger.ts';
import { env } from '../env.ts';
import { Refusal } from '../errors.ts';
import { open } from '../vault/envelope.ts';
import { digestCode, mintCode } from './codes.ts';
import { type Admitted, isBar, judgeEnrolment } from './enrolment.ts';
import { audited, factorKind } from './kind.ts';
import { NeedsFactor } from './require-proof.ts';
import * as schema from './schema.ts';
import { type Enrolment, type Holder, openTicket, seedPlace } from './ticket.ts';
import { stepOf } from './totp.ts';

type WouldBe = Admitted & Holder & { place: { address: string; userAgent: string } };

// Somebody whose sign-in waits for their first factor has none to prove; all others prove one (docs/decisions/011).
const sensitivity = ({ first }: Admitted) => (first ? ('routine' as const) : ('sensitive' as const));

export const enrolPasskey = creation({
  name: 'factor.enrol_passkey',
  kind: factorKind,
  input: schema.EnrolPasskey,
  audited,
  create: (cx) => admit(cx, 'passkey'),
  sensitivity,
  async run(cx, wouldBe, { ticket, name }) {
    const { id, credentialId, publicKey, transports, backedUp, discoverable, counter } = opened(cx, wouldBe, {
      kind: 'passkey',
      sealed: ticket,
    });
    const taken = await cx.tx.factor.findUnique({ where: { credentialId }, select: { id: true } });
    if (taken) throw new Refusal('conflict', 'This passkey is known here already. Use another one.');
    const key = new Uint8Array(Buffer.from(publicKey, 'base64url'));
    const made = { credentialId, publicKey: key, transports, backedUp, discoverable };
    return begin(cx, wouldBe, { id, kind: 'passkey', name, ...made }, counter);
  },
  summary: (factor) => `${factor.operator} added the passkey ${factor.name}`,
});

export const enrolTotp = creation({
  name: 'factor.enrol_totp',
  kind: factorKind,
  input: schema.EnrolTotp,
  audited,
  create: (cx) => admit(cx, 'totp'),
  sensitivity,
  async run(cx, wouldBe, { ticket, code, name }) {
    const { id, secret } = opened(cx, wouldBe, { kind: 'totp', sealed: ticket });
    const seed = open(cx.keyring, seedPlace(id), secret).toString('utf8');
    const step = stepOf(seed, code, cx.now);
    if (step === null)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        code: 'This is not the code that the app should show. Wait for the next one, and check that the device’s clock is right.',
      });
    // The code that enrolled it is used up: it proves nothing a second time.
    return begin(cx, wouldBe, { id, kind: 'totp', name, secret }, step);
  },
  summary: (factor) => `${factor.operator} added the authenticator app ${factor.name}`,
});

/** Ten new ones; the former ten end. They are in the result and nowhere else. */
export const makeRecoveryCodes = creation({
  name: 'factor.make_recovery_codes',
  kind: factorKind,
  input: schema.MakeRecoveryCodes,
  audited,
  create: (cx) => admit(cx, 'recovery_code'),
  sensitivity: 'sensitive',
  async run({ tx, now, keyring, actor }, { operatorId }) {
    const former = await tx.factor.updateMany({
      where: { operatorId, kind: 'recovery_code', endedAt: null },
      data: { endedAt: now, endReason: 'replaced' },
    });
    const codes = Array.from({ length: schema.recoveryCodeCount }, () => mintCode('recovery_code'));
    const made = await tx.factor.createManyAndReturn({
      data: codes.map((code, i) => ({
        operatorId,
        kind: 'recovery_code' as const,
        name: `Recovery code ${i + 1}`,
        ...digestCode(keyring, 'recovery_code', code),
        causedBy: actor.id,
        createdAt: now,
      })),
      select: { id: true },
    });
    return { id: made[0]?.id ?? '', codes, former: former.count };
  },
  summary: (factor, { codes, former }) =>
    `${factor.operator} made ${codes.length} recovery codes${former > 0 ? `; ${former} former ones ended` : ''}`,
});

async function admit(
  { tx, actor, origin, now }: Context,
  kind: 'passkey' | 'totp' | 'recovery_code',
): Promise<WouldBe> {
  if (actor.kind !== 'operator') throw new Refusal('forbidden', 'Only a person has a second factor.');
  const { id: operatorId, sessionId } = actor;
  // Two enrolments at once would each count the factors without the other; a reset or disabling waits, or is seen.
  await tx.$queryRaw`SELECT 1 FROM operator WHERE id = ${operatorId}::uuid FOR NO KEY UPDATE`;
  const place = { address: origin.address ?? 'unknown', userAgent: origin.userAgent ?? '' };
  const judged = await judgeEnrolment(tx, kind, { operatorId, sessionId, place, now });
  if (!isBar(judged)) return { ...judged, operatorId, sessionId, place };
  if (judged.stepUp) throw new NeedsFactor(judged.message, null);
  throw new Refusal(judged.kind === 'sign-in' ? 'needs_factor' : 'conflict', judged.message);
}

function opened<K extends Enrolment['kind']>(
  { keyring, now }: Context,
  holder: Holder,
  ticket: { kind: K; sealed: string },
) {
  const enrolment = openTicket(keyring, holder, ticket, now);
  if (enrolment) return enrolment;
  throw new Refusal('conflict', 'This took too long, or began in another session. Start again.');
}

interface NewFactor {
  id: string;
  kind: 'passkey' | 'totp';
  name: string;
  secret?: string;
  credentialId?: string;
  publicKey?: Uint8Array<ArrayBuffer>;
  transports?: string[];
  backedUp?: boolean;
  discoverable?: boolean | null;
}

async function begin(
  { tx, now, actor }: Context,
  { operatorId, sessionId, first, place }: WouldBe,
  factor: NewFactor,
  counter: number,
): Promise<{ id: string }> {
  await tx.factor.create({
    data: { ...factor, operatorId, causedBy: actor.id, createdAt: now },
    select: { id: true },
  });
  await advanceFactor(tx, factor.id, counter, now);
  // A first factor was shown to work just now; asking for it again would prove nothing more.
  if (first) {
    await tellOfFirst(tx, factor, operatorId);
    await tx.proof.create({
      data: {
        operatorId,
        sessionId,
        kind: factor.kind,
        factorId: factor.id,
        context: factor.name,
        at: now,
        expiresAt: new Date(now.getTime() + env().proofMinutes * 60_000),
        address: place.address,
        userAgent: place.userAgent.slice(0, 400),
      },
    });
  }
  return { id: factor.id };
}

// By a password alone, and from now on it is what the person is known by: whoever it was not, hears of it.
async function tellOfFirst(tx: Tx, { kind, name }: NewFactor, operatorId: string): Promise<void> {
  const { name: actorName, email } = await tx.operator.findUniqueOrThrow({
    where: { id: operatorId },
    select: { name: true, email: true },
  });
  const what = kind === 'passkey' ? `the passkey ${name}` : `the authenticator app ${name}`;
  const text = `${actorName} added ${what} as their first second factor, at a sign-in that had none`;
  await tx.notice.create({ data: { action: `factor.enrol_${kind}`, text, actorName, concernsEmail: email } });
}
