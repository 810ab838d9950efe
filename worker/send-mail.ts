import { noteMailFailed, noteMailSent, postponeMail, queueNotices, takeDueMail } from '#lib/db/mail-queue.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { messageOf } from '#lib/mail/message.ts';
import { noticeText, ownerAddresses } from '#lib/mail/queries.ts';
import { isMailAddress } from '#lib/mail/schema.ts';
import { briefOf, deliver } from '#lib/mail/transport.ts';

/** So many at a time, then the queue is looked at anew. */
const batch = 20;
const longestPauseSeconds = 3600;

/** Tells of every notice: one line in the log, and a mail to all active account owners, at least once; what fails is tried again with growing pauses. */
export async function sendMail(now: Date): Promise<number> {
  // Whatever made it, console, command line or job: the log of the installation says it, once.
  for (const notice of await queueNotices(now)) log('notice').warn(notice, 'account owners are told of this');
  if (!env().smtpUrl) return 0;
  let sent = 0;
  for (let n = 0; n < batch; n++) {
    const due = await takeDueMail(now);
    if (!due) break;
    // What failed for one will fail for the next; it has its pause, and the others are due again soon.
    if (!(await sendOne(due.noticeId, due.attempts, now))) break;
    sent++;
  }
  return sent;
}

async function sendOne(noticeId: string, attempts: number, now: Date): Promise<boolean> {
  const [notice, addresses] = await Promise.all([noticeText(noticeId), ownerAddresses(now)]);
  const to = addresses.filter(isMailAddress);
  if (!notice) return false;
  if (to.length === 0) {
    // Before the first owner is there; whoever becomes one is told.
    await postponeMail(noticeId, new Date(now.getTime() + 60_000));
    return false;
  }
  try {
    const { refused } = await deliver(env(), messageOf(notice, env().publicUrl), to);
    await noteMailSent(noticeId, new Date(), refused);
    if (refused) log('mail').warn({ noticeId, refused }, 'a mail did not reach every account owner');
    return true;
  } catch (error) {
    const pauseSeconds = Math.min(longestPauseSeconds, 15 * 2 ** Math.min(attempts - 1, 10));
    await noteMailFailed(noticeId, new Date(now.getTime() + pauseSeconds * 1000), briefOf(error));
    log('mail').warn(
      { noticeId, attempts, err: briefOf(error), pauseSeconds },
      'a mail to the account owners could not be sent; trying again',
    );
    return false;
  }
}
