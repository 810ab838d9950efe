import type { Reader } from '../access/ability.ts';
import { db } from '../db/client.ts';
import { queuedSince } from '../db/mail-queue.ts';
import { env, isLoopbackOnly } from '../env.ts';
import type { NoticeText } from './schema.ts';

export type MailState =
  | { kind: 'well' }
  /** Owners learn of critical changes only when they look. */
  | { kind: 'not-set' }
  | { kind: 'failing'; waiting: number; since: Date; error: string };

/** Of every active account owner. */
export async function ownerAddresses(now: Date): Promise<string[]> {
  const owners = await db().operator.findMany({
    where: {
      state: 'active',
      assignments: {
        some: {
          role: 'account-owner',
          environmentId: null,
          endedAt: null,
          fromAt: { lte: now },
          OR: [{ untilAt: null }, { untilAt: { gt: now } }],
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
    select: { id: true, action: true, text: true, actorName: true, createdAt: true },
  });
}

/** How telling people by mail goes; a console that only this machine reaches needs none. */
export async function mailState(now: Date): Promise<MailState> {
  if (!env().smtpUrl) return isLoopbackOnly(env()) ? { kind: 'well' } : { kind: 'not-set' };
  const where = { sentAt: null, error: { not: null }, notice: { createdAt: { gt: queuedSince(now) } } };
  const [waiting, oldest] = await Promise.all([
    db().noticeMail.count({ where }),
    db().noticeMail.findFirst({
      where,
      select: { error: true, notice: { select: { createdAt: true } } },
      orderBy: { notice: { createdAt: 'asc' } },
    }),
  ]);
  if (!oldest) return { kind: 'well' };
  return { kind: 'failing', waiting, since: oldest.notice.createdAt, error: oldest.error ?? '' };
}

/** The same for those whom it concerns: whoever may read notices; null for others. */
export async function mailStateFor(reader: Reader): Promise<MailState | null> {
  return reader.access.can('read', 'Notice') ? mailState(reader.now) : null;
}
