import type { WhereOf } from '../access/scope.ts';
import { change, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import * as schema from './schema.ts';

const find = (tx: Tx, where: WhereOf<'Notice'>) =>
  tx.notice.findFirst({
    where,
    select: { id: true, action: true, text: true, actorName: true, signedOffAt: true, signedOffBy: true },
  });

const noticeKind: Kind<'Notice', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Notice',
  table: 'notice',
  noun: 'This notice',
  find,
  label: (notice) => notice.text,
};

/** An account owner has seen it; it leaves Overview for all of them. */
export const signOffNotice = change({
  name: 'notice.sign_off',
  kind: noticeKind,
  input: schema.SignOffNotice,
  audited: ['text', 'signedOffAt', 'signedOffBy'],
  sensitivity: 'routine',
  async run({ tx, now, actor }, notice) {
    if (notice.signedOffAt)
      throw new Refusal('conflict', 'This notice is signed off already. Nothing was changed.');
    await tx.notice.update({ where: { id: notice.id }, data: { signedOffAt: now, signedOffBy: actor.name } });
    return { id: notice.id };
  },
  summary: (notice) => `Seen: ${notice.text}`,
});
