import type { Reader } from '../access/ability.ts';
import { inForceAt } from '../access/held.ts';
import { db } from '../db/client.ts';
import { queuedSince } from '../db/mail-queue.ts';
import { env, isLoopbackOnly } from '../env.ts';
import type { NoticeText } from './schema.ts';

export type MailState =
  | { kind: 'well' }
  /** Owners learn of critical changes only when they look. */
  | { kind: 'not-set' }
  /** `lost`: given up, and not yet signed off by anybody. */
  | { kind: 'failing'; waiting: number; lost: number; since: Date; error: string };

/** A notice that nobody has taken up by then: no worker runs, or it hangs. */
const takenUpSeconds = 300;

/** Of every active account owner. */
export async function ownerAddresses(now: Date): Promise<string[]> {
  const owners = await db().operator.findMany({
    where: {
      state: 'active',
      assignments: {
        some: {
          role: 'account-owner',
          environmentId: null,
          ...inForceAt(now),
        },
      },
    },
    select: { email: true },
    orderBy: { email: 'asc' },
  });
  return [...new Set(owners.map(({ email }) => email))];
}

export function noticeText(id: string): Promise<NoticeText | null> {
  return db().notice.findUnique({
    where: { id },
    select: { id: true, action: true, text: true, actorName: true, createdAt: true, concernsEmail: true },
  });
}

/** How telling people by mail goes; a console that only this machine reaches needs none. */
export async function mailState(now: Date): Promise<MailState> {
  if (!env().smtpUrl) return isLoopbackOnly(env()) ? { kind: 'well' } : { kind: 'not-set' };
  const newest = queuedSince(now);
  const long = { lte: new Date(now.getTime() - takenUpSeconds * 1000) };
  const isWaiting = {
    AND: [
      { createdAt: { gt: newest } },
      {
        OR: [
          { mail: { is: { sentAt: null, error: { not: null } } } },
          { mail: { is: { sentAt: null, nextAttemptAt: long } } },
          { mail: { is: null }, createdAt: long },
        ],
      },
    ],
  };
  // Where it was never tried it is old news from before mail was set up.
  const isLost = {
    createdAt: { lte: newest },
    signedOffAt: null,
    mail: { is: { sentAt: null, attempts: { gt: 0 } } },
  };
  const [waiting, lost, oldest] = await Promise.all([
    db().notice.count({ where: isWaiting }),
    db().notice.count({ where: isLost }),
    db().notice.findFirst({
      where: { OR: [isWaiting, isLost] },
      select: { createdAt: true, mail: { select: { error: true } } },
      orderBy: { createdAt: 'asc' },
    }),
  ]);
  if (!oldest) return { kind: 'well' };
  const error = oldest.mail?.error ?? 'not taken up: no worker sends them';
  return { kind: 'failing', waiting, lost, since: oldest.createdAt, error };
}

/** The same for those whom it concerns: whoever may read notices; null for others. */
export async function mailStateFor(reader: Reader): Promise<MailState | null> {
  return reader.access.can('read', 'Notice') ? mailState(reader.now) : null;
}
