/** How an answer about a service account is carried out. Called inside `run` only, under the owner-floor lock. */
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { scopesText } from './account-items.ts';
import type { ItemSubject } from './kind.ts';

const notEnded = { state: { in: ['active' as const, 'suspended' as const] } };

/** Revokes these: their tokens stay known and open nothing. What has ended by hand meanwhile stays as it is. */
export async function endAccounts(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  ids: readonly string[],
  why: string,
): Promise<number> {
  const { count } = await tx.apiKey.updateMany({
    where: { id: { in: [...ids] }, ...notEnded },
    data: { state: 'revoked', endedAt: now, endReason: why, version: { increment: 1 } },
  });
  return count;
}

/** Accounts of a review that nobody answered for, also those that somebody suspended since by hand: they could wake them. */
export async function unansweredAccounts(
  tx: Tx,
  campaignId: string,
  now: Date,
  take: number,
): Promise<string[]> {
  const rows = await tx.apiKey.findMany({
    where: {
      ...notEnded,
      suspendedAt: null,
      expiresAt: { gt: now },
      reviewItems: { some: { campaignId, decision: null } },
    },
    select: { id: true },
    take,
  });
  return rows.map(({ id }) => id);
}

/** The state that people gave them stands; beside it this gives nothing. */
export async function suspendAccounts(tx: Tx, now: Date, ids: readonly string[]): Promise<void> {
  await tx.apiKey.updateMany({
    where: { id: { in: [...ids] } },
    data: { suspendedAt: now, version: { increment: 1 } },
  });
}

/** As it was before the review took it: one that was suspended by hand stays that. */
export async function giveAccountBack(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  { label, key, suspendedAt }: ItemSubject,
): Promise<void> {
  const isOpen = key && (key.state === 'active' || key.state === 'suspended') && key.expiresAt > now;
  if (!isOpen || key.suspendedAt?.getTime() !== suspendedAt?.getTime())
    throw new Refusal('conflict', `“${label}” has ended already. Nothing was changed.`);
  await tx.apiKey.update({
    where: { id: key.id },
    data: { suspendedAt: null, version: { increment: 1 } },
  });
}

/** What was edited or rotated since the start is in the evidence as it was answered for. */
export async function noteAnswered(tx: Tx, items: readonly ItemSubject[]): Promise<void> {
  for (const { id, key, scopes, expiresAt } of items) {
    if (!key) continue;
    const now = { scopes: scopesText(key.scopes), expiresAt: key.expiresAt };
    if (now.scopes !== scopes || now.expiresAt.getTime() !== expiresAt?.getTime())
      await tx.reviewItem.update({ where: { id }, data: now });
  }
}
