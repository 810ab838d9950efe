import {
  type DueMail,
  noteMailFailed,
  noteMailSent,
  postponeMail,
  queueNotices,
  takeDueMail,
} from '#lib/db/mail-queue.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { messageOf } from '#lib/mail/message.ts';
import { noticeText, ownerAddresses } from '#lib/mail/queries.ts';
import { isMailAddress, type NoticeText } from '#lib/mail/schema.ts';
import { briefOf, type Delivery, deliver } from '#lib/mail/transport.ts';

/** So many at a time, then the queue is looked at anew. */
const batch = 20;
const longestPauseSeconds = 3600;

/** Tells of every notice: one line in the log, and a mail to all active account owners and the person whom it is about, at least once; what fails is tried again with growing pauses. */
export async function sendMail(now: Date): Promise<number> {
  // Whatever made it, console, command line or job: the log of the installation says it.
  await queueNotices(now, (notice) => log('notice').warn(notice, 'account owners are told of this'));
  if (!env().smtpUrl) return 0;
  let sent = 0;
  for (let n = 0; n < batch; n++) {
    const due = await takeDueMail(now);
    if (!due) break;
    // What failed for one will fail for the next; it has its pause, and the others are due again soon.
    if (!(await sendOne(due, now))) break;
    sent++;
  }
  return sent;
}

async function sendOne({ noticeId, attempts, reached }: DueMail, now: Date): Promise<boolean> {
  const [notice, addresses] = await Promise.all([noticeText(noticeId), ownerAddresses(now)]);
  if (!notice) return false;
  const { concernsEmail } = notice;
  const owners = addresses.filter(isMailAddress);
  if (owners.length === 0) {
    // Before the first owner is there; whoever becomes one is told.
    await postponeMail(noticeId, new Date(now.getTime() + 60_000));
    return false;
  }
  const also = concernsEmail && isMailAddress(concernsEmail) ? [concernsEmail] : [];
  const to = [...new Set([...owners, ...also])].filter((address) => !reached.includes(address));
  const outcome = await tryToDeliver(notice, to);
  const all = [...reached, ...outcome.reached];
  if (outcome.later || all.length === 0) {
    const err = outcome.later ?? outcome.refused ?? '';
    const pauseSeconds = Math.min(longestPauseSeconds, 15 * 2 ** Math.min(attempts - 1, 10));
    await noteMailFailed(noticeId, new Date(now.getTime() + pauseSeconds * 1000), err, all);
    log('mail').warn(
      { noticeId, attempts, err, pauseSeconds },
      'a mail to the account owners could not be sent; trying again',
    );
    return false;
  }
  await noteMailSent(noticeId, new Date(), outcome.refused, all);
  if (outcome.refused)
    log('mail').warn({ noticeId, refused: outcome.refused }, 'a mail did not reach every account owner');
  return true;
}

/** What went wrong with the whole mail is tried again like a 4xx of each address. */
async function tryToDeliver(notice: NoticeText, to: string[]): Promise<Delivery> {
  if (to.length === 0) return { reached: [], refused: null, later: null };
  try {
    return await deliver(env(), messageOf(notice, env().publicUrl), to);
  } catch (error) {
    return { reached: [], refused: null, later: briefOf(error) };
  }
}
