/** Promise: whether somebody owes anything to one of many who ask is found with one look at all of them, and nobody is passed over who does. */
import type { Database, Tx } from '../db/client.ts';
import { causedAmong } from './caused.ts';
import { openersOf } from './openers.ts';
import { personKey } from './rules.ts';

type Reading = Tx | Database;

/** Of these askers those to whom this person may owe their say, or whom they are: of all others nothing needs to be asked one by one. */
export async function mayOweTo(
  tx: Reading,
  askers: readonly string[],
  person: string,
  now: Date,
): Promise<Set<string>> {
  if (askers.length === 0) return new Set();
  const active = { id: person, state: 'active' as const, connection: { enabled: true } };
  if ((await tx.operator.count({ where: active })) === 0) return new Set(askers);
  const selves = await selvesOfEach(tx, askers);
  const openers = await openersOf(tx, [...new Set([person, ...[...selves.values()].flat()])], now);
  const theirs = openers.get(person) ?? new Set<string>();
  const isNear = (asker: string) => {
    const ids = selves.get(asker) ?? [asker];
    const opened = ids.flatMap((id) => [...(openers.get(id) ?? [])]);
    return ids.includes(person) || opened.includes(person) || opened.some((by) => theirs.has(by));
  };
  const owed = await causersAmong(askers, async (some) => {
    const ids = some.flatMap((asker) => selves.get(asker) ?? [asker]);
    return (await causedAmong(tx, ids, [person], now)).size > 0;
  });
  return new Set([...owed, ...askers.filter(isNear)]);
}

/** Those of whom it is true, by halves: mostly it is true of nobody, and that is asked once. */
async function causersAmong(
  askers: readonly string[],
  isTrueOfSome: (askers: readonly string[]) => Promise<boolean>,
): Promise<string[]> {
  if (askers.length === 0 || !(await isTrueOfSome(askers))) return [];
  if (askers.length === 1) return [...askers];
  const half = Math.ceil(askers.length / 2);
  const first = await causersAmong(askers.slice(0, half), isTrueOfSome);
  return [...first, ...(await causersAmong(askers.slice(half), isTrueOfSome))];
}

/** Each asker under all their accounts, as `selvesOf` tells it of one. */
async function selvesOfEach(tx: Reading, askers: readonly string[]): Promise<Map<string, string[]>> {
  const own = await tx.operator.findMany({
    where: { id: { in: [...askers] } },
    select: { id: true, email: true },
  });
  const emails = [...new Set(own.map(({ email }) => email.trim()))];
  const alike = await tx.operator.findMany({
    where: { OR: emails.map((email) => ({ email: { equals: email, mode: 'insensitive' as const } })) },
    select: { id: true, email: true },
  });
  const same = (email: string) => alike.filter((other) => personKey(other.email) === personKey(email));
  return new Map(own.map(({ id, email }) => [id, [...new Set([id, ...same(email).map((o) => o.id)])]]));
}
