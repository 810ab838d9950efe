/**
 * The one corridor: every change of authority is a command, and only `execute` runs one, for every caller.
 * Parse; BEGIN; lock; ability as stored now; load in scope; second factor; run; judge again; audit; COMMIT.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Access, accessOfMachine, accessOfOperator } from './access/ability.ts';
import { accessOfService } from './access/service.ts';
import { type AuditActor, type NewAuditEvent, type Origin, recordEvent } from './audit/record.ts';
import type { Actor, Command, Context } from './command.ts';
import { type Tx, transaction } from './db/client.ts';
import { Prisma } from './db/generated/client.ts';
import { type Code, Refusal } from './errors.ts';
import { NeedsFactor } from './factors/require-proof.ts';
import { keyring } from './keyring.ts';
import { refuse } from './refuse.ts';
import type { Keyring } from './vault/keyring.ts';

export type Outcome<R> =
  | { kind: 'done'; result: R; event: bigint }
  | { kind: 'alreadyDone'; subjectId: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'needsFactor'; message: string; binding: string | null }
  | { kind: 'refused'; code: Code; message: string; fields: Record<string, string>; reference: string };

export interface ExecuteOptions {
  origin: Origin;
  /** Of a form or an Idempotency-Key: the same one changes things once. */
  nonce?: string | null;
  now?: Date;
}

/** Runs one command for one actor. Never throws for what an actor can cause; faults of the house become a refusal with a reference. */
export async function execute<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  actor: Actor,
  input: unknown,
  options: ExecuteOptions,
): Promise<Outcome<R>> {
  // No column takes NUL; said here once, no field has to remember it.
  if (JSON.stringify(input)?.includes('\\u0000'))
    return {
      kind: 'invalid',
      fields: {},
      message: 'A text holds a character that cannot be stored. Nothing was changed.',
    };
  const parsed = command.input.safeParse(input);
  if (!parsed.success) return invalid(parsed.error);
  try {
    const keys = await keyring();
    return await transaction((tx) => walk(tx, keys, command, actor, parsed.data, options));
  } catch (error) {
    if (error instanceof NeedsFactor)
      return { kind: 'needsFactor', message: error.message, binding: error.binding };
    if (error instanceof Refusal && error.code === 'invalid')
      return { kind: 'invalid', fields: error.fields, message: error.message };
    const subjectId = (parsed.data as { id?: unknown }).id;
    return refuse(error, {
      action: command.name,
      actor: auditActor(actor),
      origin: options.origin,
      subjectType: command.model,
      subjectId: typeof subjectId === 'string' ? subjectId : null,
      labelOf: command.creates ? undefined : command.labelOf,
    });
  }
}

async function walk<I extends z.ZodType, R extends object>(
  tx: Tx,
  keys: Keyring,
  command: Command<I, R>,
  actor: Actor,
  input: z.output<I>,
  { origin, nonce, now = new Date() }: ExecuteOptions,
): Promise<Outcome<R>> {
  const repeat = nonce ? await claimNonce(tx, `${actor.id}\n${command.name}\n${nonce}`) : null;
  if (repeat?.subjectId !== undefined && repeat.subjectId !== null)
    return { kind: 'alreadyDone', subjectId: repeat.subjectId };
  await lockFor(tx, command, input);
  const access = await accessOf(tx, actor, now);
  const cx: Context = { tx, actor, origin, now, keyring: keys, access };
  const { result, event, proof } = await command.walk(cx, input);
  const subjectId = (result as { id?: string }).id ?? event.subjectId ?? '';
  if (repeat) await tx.idempotency.update({ where: { key: repeat.key }, data: { subjectId } });
  const told = event.sensitivity === 'critical' && actor.id !== 'local-default';
  if (told)
    await tx.notice.create({ data: { action: event.action, text: event.summary, actorName: actor.name } });
  const full: NewAuditEvent = {
    ...event,
    outcome: 'done',
    actor: auditActor(actor),
    origin,
    proof: proof && { ...proof, at: proof.at.toISOString() },
  };
  const number = await recordEvent(tx, full);
  if (told) {
    const summary = `No approval was asked for ${event.action}: ${event.summary}`;
    await recordEvent(tx, { ...full, action: 'approval.waived', summary, before: null, after: null });
  }
  return { kind: 'done', result, event: number };
}

/** What `invalid` input is told: one sentence a field, keyed as the form names it. */
export function invalid(error: z.ZodError): Outcome<never> & { kind: 'invalid' } {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.') || 'form'] ??= issue.message;
  return { kind: 'invalid', fields, message: 'Correct the marked fields. Nothing was changed.' };
}

export function auditActor(actor: Actor): AuditActor {
  return { kind: actor.kind, id: actor.id, name: actor.name };
}

// Locked before the ability is read: a role that was taken away while we waited no longer counts.
async function lockFor(tx: Tx, command: Command, input: unknown): Promise<void> {
  if (command.serial) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${command.serial}))`;
  const id = (input as { id?: unknown }).id;
  if (command.creates || typeof id !== 'string') return;
  await tx.$queryRaw`SELECT 1 FROM ${Prisma.raw(`"${command.table}"`)} WHERE id = ${id}::uuid FOR UPDATE`;
}

async function accessOf(tx: Tx, actor: Actor, now: Date): Promise<Access> {
  if (actor.kind === 'service') return accessOfService(tx, actor.id, now);
  if (actor.kind !== 'operator') return accessOfMachine(actor.kind === 'cli' ? 'cli' : actor.id);
  // Whoever waited at a lock with a stolen session must not finish after it was ended: its proofs end with it.
  const { id: operatorId, sessionId: id } = actor;
  const inForce = { id, operatorId, endedAt: null, connection: { enabled: true } };
  if ((await tx.session.count({ where: inForce })) === 0)
    throw new Refusal('forbidden', 'Your session has ended. Sign in again.');
  return (await accessOfOperator(tx, operatorId, now)).access;
}

async function claimNonce(tx: Tx, text: string): Promise<{ key: string; subjectId: string | null }> {
  const key = createHash('sha256').update(text).digest('hex');
  const claimed = await tx.idempotency.createMany({ data: [{ key, subjectId: '' }], skipDuplicates: true });
  if (claimed.count === 1) return { key, subjectId: null };
  const earlier = await tx.idempotency.findUniqueOrThrow({ where: { key } });
  return { key, subjectId: earlier.subjectId };
}
