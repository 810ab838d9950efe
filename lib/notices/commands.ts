import type { WhereOf } from '../access/scope.ts';
import { countOwners } from '../assignments/effects.ts';
import { change, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import * as schema from './schema.ts';

const find = (tx: Tx, where: WhereOf<'Notice'>) =>
  tx.notice.findFirst({
    where,
    select: {
      id: true,
      action: true,
      text: true,
      actorName: true,
      createdAt: true,
      signedOffAt: true,
      signedOffBy: true,
    },
  });

const noticeKind: Kind<'Notice', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Notice',
  table: 'notice',
  noun: 'This notice',
  find,
  label: (notice) => notice.text,
};

/**
 * An account owner has seen it; it leaves Overview for all of them. Not the one whose change it tells of, while there is
 * another: what was done with a stolen session would be unseen with it as well.
 */
export const signOffNotice = change({
  name: 'notice.sign_off',
  kind: noticeKind,
  input: schema.SignOffNotice,
  audited: ['text', 'signedOffAt', 'signedOffBy'],
  sensitivity: 'sensitive',
  async run({ tx, now, actor }, notice) {
    if (notice.signedOffAt)
      throw new Refusal('conflict', 'This notice is signed off already. Nothing was changed.');
    if ((await isOf(tx, notice, actor.id)) && (await countOwners(tx, now, actor.id)) > 0)
      throw new Refusal(
        'conflict',
        'This notice tells of a change of your own, so another account owner signs it off. Nothing was changed.',
      );
    await tx.notice.update({ where: { id: notice.id }, data: { signedOffAt: now, signedOffBy: actor.name } });
    return { id: notice.id };
  },
  summary: (notice) => `Seen: ${notice.text}`,
});

const minute = 60_000;

/** True when the event that left the notice is theirs. By its row, which the trail names; the time finds it by an index. */
async function isOf(
  tx: Tx,
  { id, createdAt }: { id: string; createdAt: Date },
  operatorId: string,
): Promise<boolean> {
  const around = (minutes: number) => new Date(createdAt.getTime() + minutes * minute);
  const left = await tx.auditEvent.findFirst({
    where: {
      at: { gte: around(-10), lte: around(10) },
      outcome: 'done',
      actorKind: 'operator',
      actorId: operatorId,
      touched: { has: `notice:${id}` },
      action: { not: 'notice.sign_off' },
    },
    select: { number: true },
  });
  return left !== null;
}
