import type { Tx } from '../db/client.ts';
import type { Prisma } from '../db/generated/client.ts';
import { Refusal } from '../errors.ts';
import type { ListEntry, ListMode } from './schema.ts';

/** Whose list it is: exactly one of the two. */
export type ListOwner = { keyId: string } | { applicationId: string };

/** What a subject shows of its list, in the trail and on its page. */
export interface ListState {
  mode: ListMode;
  version: number;
  entries: ListEntry[];
}

/** The columns that `listState` needs. */
export const listSelect = {
  mode: true,
  version: true,
  entries: { select: { kind: true, value: true }, orderBy: [{ kind: 'asc' }, { value: 'asc' }] },
} satisfies Prisma.AllowListSelect;

/** Called inside `run` only: makes the owner's list what `wanted` says, touching no entry that stays. */
export async function setAllowList(
  tx: Tx,
  owner: ListOwner,
  wanted: { mode: ListMode; entries: ListEntry[]; version?: number | undefined },
): Promise<void> {
  const list = await tx.allowList.findFirst({ where: owner, include: { entries: true } });
  if (!list) {
    await tx.allowList.create({ data: { ...owner, mode: wanted.mode, entries: { create: wanted.entries } } });
    return;
  }
  if (wanted.version !== undefined && wanted.version !== list.version) {
    throw new Refusal(
      'conflict',
      'Somebody changed this list since you opened it. Open it again and repeat your change.',
    );
  }
  const key = (e: ListEntry) => `${e.kind} ${e.value}`;
  const stays = new Set(wanted.entries.map(key));
  const known = new Set(list.entries.map(key));
  await tx.allowListEntry.deleteMany({
    where: { id: { in: list.entries.filter((e) => !stays.has(key(e))).map((e) => e.id) } },
  });
  await tx.allowListEntry.createMany({
    data: wanted.entries.filter((e) => !known.has(key(e))).map((e) => ({ ...e, listId: list.id })),
  });
  await tx.allowList.update({
    where: { id: list.id },
    data: { mode: wanted.mode, version: { increment: 1 } },
  });
}
