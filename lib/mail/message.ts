/** What a mail about a notice says. Pure. */
import type { NoticeText } from './schema.ts';

export interface Message {
  messageId: string;
  subject: string;
  text: string;
}

const subjectLimit = 150;

/** Plain text, no secret, and one link that is built from the installation's own address. */
export function messageOf(notice: NoticeText, publicUrl: string): Message {
  const { host } = new URL(publicUrl);
  const text = oneLine(notice.text);
  return {
    // The same for every attempt, so that a mail program shows a repeated mail once.
    messageId: `<notice-${notice.id}@${host.replace(/:\d+$/, '')}>`,
    subject: cut(`[${host}] ${text}`, subjectLimit),
    text: [
      text,
      '',
      `What:  ${oneLine(notice.action)}`,
      `Who:   ${oneLine(notice.actorName)}`,
      `When:  ${notice.createdAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
      `Where: Gatehouse at ${host}`,
      '',
      `Every active account owner${notice.concernsEmail ? ', and the person whom it is about,' : ''} gets this mail. Whoever knows of the change signs it off; if none of you does, look into the audit trail now:`,
      `${publicUrl}/`,
      '',
      'Gatehouse never asks for a password or a code by mail.',
      '',
    ].join('\n'),
  };
}

/**
 * Names come from people and from identity providers. A line break in one would begin a header of the writer's own
 * (CWE-93), and in the text a line that looks like ours.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

function cut(text: string, limit: number): string {
  const letters = [...text];
  return letters.length <= limit ? text : `${letters.slice(0, limit - 1).join('')}…`;
}
