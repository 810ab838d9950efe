/** The ledger of mails about notices: which are due, which were sent, what went wrong. A notice that was signed off is mailed all the same. */
import { db, transaction } from './client.ts';

/** Longer than one attempt may take: until then no other worker takes the same notice. */
const claimSeconds = 120;
/** Where mail is set up for the first time, what is older than this is old news. */
const newestDays = 7;

/** Notices from before are not mailed any more. */
export const queuedSince = (now: Date) => new Date(now.getTime() - newestDays * 86_400_000);

export interface NewNotice {
  id: string;
  action: string;
  what: string;
  actor: string;
  at: Date;
}

export interface DueMail {
  noticeId: string;
  /** This one included. */
  attempts: number;
  /** Addresses that have it already. */
  reached: string[];
}

/**
 * Enters notices that the queue does not hold yet and has `tell` say each, before the commit: whoever is killed in
 * between has told of it, and the next one does so once more; the other way round nobody ever would. Another worker
 * that asks meanwhile waits for the commit and finds nothing.
 */
export async function queueNotices(now: Date, tell: (notice: NewNotice) => void): Promise<void> {
  await transaction(async (tx) => {
    const fresh = await tx.$queryRaw<NewNotice[]>`
      WITH fresh AS (
        INSERT INTO notice_mail (notice_id, next_attempt_at)
        SELECT id, ${now} FROM notice n
        WHERE created_at > ${queuedSince(now)} AND NOT EXISTS (SELECT 1 FROM notice_mail m WHERE m.notice_id = n.id)
        ON CONFLICT DO NOTHING RETURNING notice_id)
      SELECT n.id, n.action, n.text AS what, n.actor_name AS actor, n.created_at AS at
      FROM notice n JOIN fresh ON fresh.notice_id = n.id ORDER BY n.created_at`;
    for (const notice of fresh) tell(notice);
  });
}

/**
 * Takes the mail that has waited longest, for one worker alone: another one that asks meanwhile passes it over, and
 * when this one dies it is due again.
 */
export async function takeDueMail(now: Date): Promise<DueMail | null> {
  const until = new Date(now.getTime() + claimSeconds * 1000);
  const [row] = await db().$queryRaw<DueMail[]>`
    UPDATE notice_mail SET attempts = attempts + 1, next_attempt_at = ${until}
    WHERE notice_id = (
      SELECT m.notice_id FROM notice_mail m JOIN notice n ON n.id = m.notice_id
      WHERE m.sent_at IS NULL AND m.next_attempt_at <= ${now} AND n.created_at > ${queuedSince(now)}
      ORDER BY m.next_attempt_at LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
    RETURNING notice_id AS "noticeId", attempts, reached`;
  return row ?? null;
}

/** `error`: of those recipients whom the mail server will never take. */
export async function noteMailSent(
  noticeId: string,
  at: Date,
  error: string | null,
  reached: string[],
): Promise<void> {
  await db().noticeMail.updateMany({ where: { noticeId }, data: { sentAt: at, error, reached } });
}

/** `reached`: who has it all the same, and does not get it again. */
export async function noteMailFailed(
  noticeId: string,
  nextAttemptAt: Date,
  error: string,
  reached: string[],
): Promise<void> {
  await db().noticeMail.updateMany({
    where: { noticeId, sentAt: null },
    data: { nextAttemptAt, error, reached },
  });
}

/** Nobody to tell yet: not an attempt, and not a failure. */
export async function postponeMail(noticeId: string, nextAttemptAt: Date): Promise<void> {
  await db().noticeMail.updateMany({
    where: { noticeId, sentAt: null },
    data: { nextAttemptAt, attempts: { decrement: 1 }, error: null },
  });
}
