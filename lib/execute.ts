/**
 * The one corridor: every change of authority is a command, and only `execute` runs one, for every caller.
 * Parse; BEGIN; lock; ability as stored now; load in scope; second factor; run; judge again; audit; COMMIT.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Access, accessOfMachine, accessOfOperator } from './access/ability.ts';
import type { Actor } from './access/actor.ts';
import { accessOfService } from './access/service.ts';
import { requestApproval, voidApproval } from './approvals/commands.ts';
import { type Approved, markExecuted, openApproval } from './approvals/execution.ts';
import { AlreadyAsked, AwaitsApproval, Rehearsal, Stale } from './approvals/outcomes.ts';
import { recoveryNote } from './approvals/recovery.ts';
import { ownFields, requireNobodyElse } from './approvals/rehearsal.ts';
import { others } from './approvals/rules.ts';
import { type AuditActor, type NewAuditEvent, type Origin, recordEvent } from './audit/record.ts';
import type { Command, Context, Walked } from './command.ts';
import { type Tx, transaction } from './db/client.ts';
import { Prisma } from './db/generated/client.ts';
import { type Code, Refusal } from './errors.ts';
import { NeedsFactor } from './factors/require-proof.ts';
import { holdsNul } from './fields.ts';
import { keyring } from './keyring.ts';
import { refuse } from './refuse.ts';
import type { Keyring } from './vault/keyring.ts';

export type Outcome<R> =
  | { kind: 'done'; result: R; event: bigint }
  | { kind: 'alreadyDone'; subjectId: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'needsFactor'; message: string; binding: string | null }
  | AwaitingApproval
  | { kind: 'refused'; code: Code; message: string; fields: Record<string, string>; reference: string };

/** Nothing was changed: the request of that id waits for other people, or for its execution once they have agreed. */
export interface AwaitingApproval {
  kind: 'awaitsApproval';
  requestId: string;
  needed: number;
  message: string;
}

export interface ExecuteOptions {
  origin: Origin;
  /** Of a form or an Idempotency-Key: the same one changes things once. */
  nonce?: string | null;
  /** The request whose approval carries this change. */
  approval?: string | null;
  /** Of the command line alone: critical all the same, after set-up mode; owners are told. */
  recovery?: boolean;
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
  if (holdsNul(input))
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
    if (error instanceof AlreadyAsked) return awaiting(error.request);
    if (error instanceof AwaitsApproval) return ask(error.rehearsal, actor, input, options, command);
    if (error instanceof Stale) await closeStale(error, options);
    if (error instanceof Refusal && error.code === 'invalid')
      return { kind: 'invalid', fields: error.fields, message: error.message };
    const subjectId = (parsed.data as { id?: unknown }).id;
    const told = error instanceof Stale ? new Refusal('conflict', error.message) : error;
    return refuse(told, {
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
  options: ExecuteOptions,
): Promise<Outcome<R>> {
  const { origin, now = new Date() } = options;
  const repeat = await claimNonce(tx, command, actor, input, options);
  if (repeat?.subjectId) return answerAgain(tx, repeat.subjectId);
  const approved = options.approval
    ? await openApproval(tx, options.approval, { command, actor, now })
    : null;
  await lockFor(tx, command, input);
  const access = await accessOf(tx, actor, now);
  const cx: Context = { tx, actor, origin, now, keyring: keys, access, holder: actor.id, approved };
  const walked = await command.walk(cx, input);
  const note = await recoveryNote(tx, actor, walked, options.recovery);
  const waived = isCritical(walked, actor) && !command.approval && !walked.narrows && !approved;
  if (waived) await requireNobodyElse(cx, command, walked);
  if (approved) await markExecuted(tx, approved, now);
  const subjectId = (walked.result as { id?: string }).id ?? walked.event.subjectId ?? '';
  const mark = command.approval === 'asks' ? `${askedMark}${subjectId}` : subjectId;
  if (repeat) await tx.idempotency.update({ where: { key: repeat.key }, data: { subjectId: mark } });
  return {
    kind: 'done',
    result: walked.result,
    event: await leaveTrace(cx, walked, { approved, note, waived, command }),
  };
}

function isCritical({ event }: Walked<object>, actor: Actor): boolean {
  return event.sensitivity === 'critical' && actor.id !== 'local-default';
}

/** Owners are told of what is critical; the trail says who else agreed, or that nobody was asked. */
async function leaveTrace(
  { tx, actor, origin }: Context,
  { event, proof }: Walked<object>,
  {
    approved,
    note,
    waived,
    command,
  }: { approved: Approved | null; note: string; waived: boolean; command: Pick<Command, 'approval'> },
): Promise<bigint> {
  const by = approved ? { approvedBy: approved.by, request: approved.id } : {};
  const how = approved ? `; approved by ${approved.by.join(' and ')}` : note;
  const summary = `${event.summary}${how}`;
  const told =
    event.sensitivity === 'critical' && actor.id !== 'local-default' && command.approval !== 'votes';
  // Asking for an approval is not a change that could have had one.
  const approvals = command.approval ? null : (approved?.by.length ?? 0);
  const notice = { action: event.action, text: summary, actorName: actor.name, approvals };
  if (told) await tx.notice.create({ data: notice });
  const full: NewAuditEvent = {
    ...event,
    summary,
    outcome: 'done',
    actor: auditActor(actor),
    origin,
    proof: proof && { ...proof, ...by, at: proof.at.toISOString() },
  };
  const number = await recordEvent(tx, full);
  if (waived) {
    const words = `No approval was asked for ${event.action}: ${event.summary}`;
    await recordEvent(tx, { ...full, action: 'approval.waived', summary: words, before: null, after: null });
  }
  return number;
}

/** In a transaction of its own: no transaction waits for people. */
async function ask(
  { draft }: Rehearsal,
  actor: Actor,
  input: unknown,
  options: ExecuteOptions,
  command: Pick<Command, 'input'>,
): Promise<Exclude<Outcome<never>, { kind: 'done' }>> {
  const rehearsal = new Rehearsal({ ...draft, input: ownFields(command.input, input) });
  const outcome = await execute(requestApproval, actor, { rehearsal }, options);
  return outcome.kind === 'done' ? awaiting(outcome.result) : outcome;
}

function awaiting(request: { id: string; needed: number; state: string }): AwaitingApproval {
  const message =
    request.state === 'approved'
      ? 'This was approved already. Carry it out on the page of the request.'
      : `Nothing was changed yet. This waits for the approval of ${others(request.needed)}.`;
  return { kind: 'awaitsApproval', requestId: request.id, needed: request.needed, message };
}

const approvals: Actor = { kind: 'system', id: 'approvals', name: 'Approvals' };

async function closeStale(error: Stale, { approval: id, now }: ExecuteOptions): Promise<void> {
  const origin: Origin = { channel: 'job', address: null, userAgent: null };
  await execute(voidApproval, approvals, { id, why: error.message }, { origin, ...(now && { now }) });
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

const askedMark = 'approval:';

async function claimNonce(
  tx: Tx,
  command: Pick<Command, 'name'>,
  actor: Actor,
  input: unknown,
  { nonce, approval }: ExecuteOptions,
): Promise<{ key: string; subjectId: string | null } | null> {
  if (!nonce) return null;
  // A request claims the nonce of what it asks for: whoever sends that again is led to the request.
  const { rehearsal } = input as { rehearsal?: unknown };
  const name = rehearsal instanceof Rehearsal ? rehearsal.draft.command : command.name;
  const text = [actor.id, name, nonce, ...(approval ? [approval] : [])].join('\n');
  const key = createHash('sha256').update(text).digest('hex');
  const claimed = await tx.idempotency.createMany({ data: [{ key, subjectId: '' }], skipDuplicates: true });
  if (claimed.count === 1) return { key, subjectId: null };
  const earlier = await tx.idempotency.findUniqueOrThrow({ where: { key } });
  return { key, subjectId: earlier.subjectId };
}

async function answerAgain(tx: Tx, subjectId: string): Promise<Outcome<never>> {
  if (!subjectId.startsWith(askedMark)) return { kind: 'alreadyDone', subjectId };
  const id = subjectId.slice(askedMark.length);
  const request = await tx.approvalRequest.findUniqueOrThrow({ where: { id } });
  return awaiting(request);
}
