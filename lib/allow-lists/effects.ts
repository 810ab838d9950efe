import type { Tx } from '../db/client.ts';
import type { Prisma } from '../db/generated/client.ts';
import { Refusal } from '../errors.ts';
import { cidrsOf, isHeavy, type ListEntry, type ListMode } from './schema.ts';

/** Whose list it is: exactly one of the two. */
export type ListOwner = { keyId: string } | { applicationId: string };

/** What a subject shows of its list, in the trail and on its page. */
export interface ListState {
  mode: ListMode;
  version: number;
  entries: ListEntry[];
}

/** With what widening is counted from, which is no fact of the trail. */
export interface StoredList extends ListState {
  agreed: string[];
}

/** Of a subject: its list as the trail tells it, and apart from it what was agreed to. */
export function apart(list: StoredList | null): { allowList: ListState | null; agreed: string[] } {
  if (!list) return { allowList: null, agreed: [] };
  const { agreed, ...allowList } = list;
  return { allowList, agreed };
}

/** The columns of a `StoredList`. */
export const listSelect = {
  mode: true,
  agreed: true,
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
    const agreed = isHeavy(null, wanted) ? cidrsOf(wanted.entries) : [];
    await tx.allowList.create({
      data: { ...owner, mode: wanted.mode, agreed, entries: { create: wanted.entries } },
    });
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
    data: {
      mode: wanted.mode,
      version: { increment: 1 },
      // It could only come so far as a critical change. What is lighter adds up until the next one.
      ...(isHeavy(list, wanted) && { agreed: cidrsOf(wanted.entries) }),
    },
  });
}
