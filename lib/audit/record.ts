/** Promise: the only writer of the trail. Number, instant, transaction and touched rows are set by the database, not here. */
import type { Tx } from '../db/client.ts';
import type { Prisma } from '../db/generated/client.ts';
import type { Code } from '../errors.ts';

export type Sensitivity = 'routine' | 'sensitive' | 'critical';
export type Channel = 'console' | 'api' | 'cli' | 'job' | 'saml';

/** Who did it, as the trail keeps it: names are copied, so that the trail reads the same after a person is gone. */
export interface AuditActor {
  kind: 'operator' | 'service' | 'cli' | 'system' | 'anonymous';
  id: string | null;
  name: string;
}

/** Where a request came from. */
export interface Origin {
  channel: Channel;
  address: string | null;
  userAgent: string | null;
}

export interface NewAuditEvent {
  action: string;
  outcome: 'done' | 'refused';
  code?: Code | string;
  sensitivity: Sensitivity;
  actor: AuditActor;
  origin: Origin;
  environmentId?: string | null;
  subjectType: string;
  subjectId?: string | null;
  subjectLabel: string;
  summary: string;
  reason?: string | null;
  reference?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  proof?: Record<string, unknown> | null;
}

/** Appends one event in the caller's transaction and returns its number. Let it be the last statement: it takes the head's lock. */
export async function recordEvent(tx: Tx, event: NewAuditEvent): Promise<bigint> {
  const { actor, origin } = event;
  const stored = await tx.auditEvent.create({
    data: {
      // Four columns that the insert's trigger overwrites.
      number: 0n,
      at: new Date(0),
      xact: '',
      xactAt: new Date(0),
      action: event.action,
      outcome: event.outcome,
      code: event.code ?? null,
      sensitivity: event.sensitivity,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      channel: origin.channel,
      address: origin.address,
      userAgent: origin.userAgent?.slice(0, 400) ?? null,
      environmentId: event.environmentId ?? null,
      subjectType: event.subjectType,
      subjectId: event.subjectId ?? null,
      subjectLabel: plain(event.subjectLabel),
      summary: plain(event.summary),
      reason: event.reason ? plain(event.reason) : null,
      reference: event.reference ?? null,
      before: json(event.before),
      after: json(event.after),
      proof: json(event.proof),
    },
    select: { number: true },
  });
  return stored.number;
}

// What an outsider wrote may stand in these: Postgres refuses NUL, and a refusal that cannot be stored would hide them.
function plain(text: string): string {
  return text.replaceAll('\0', '');
}

// Left out, a column stays NULL; Prisma's own null object would not survive two copies of its module in one process.
function json(value: Record<string, unknown> | null | undefined): Prisma.InputJsonValue | undefined {
  if (!value) return undefined;
  return JSON.parse(
    JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v)),
  ) as Prisma.InputJsonValue;
}
