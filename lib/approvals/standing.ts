/** Promise: an approval counts only of another person who may do the same themselves and owes none of it to the requester. */
import { type Access, accessOfOperator, mayOn, type Reader } from '../access/ability.ts';
import type { Command, Context } from '../command.ts';
import { titleOf } from '../command-words.ts';
import type { Database, Tx } from '../db/client.ts';
import { onceEach } from '../db/once.ts';
import { Refusal } from '../errors.ts';
import { keyring } from '../keyring.ts';
import { type Asker, dependentsOf, type Objection, selvesOf } from './caused.ts';
import { commandNamed } from './directory.ts';
import { openersOf } from './openers.ts';
import { mayOweTo } from './owing.ts';
import { causedDays } from './rules.ts';

type Reading = Tx | Database;

/** What others are asked to agree to. */
export interface Matter {
  command: string;
  input: unknown;
  subjectType: string;
  environmentId: string | null;
  requestedBy: string;
  requestedByName: string;
}

const inactive: Objection = { they: 'is disabled', you: 'Your account is disabled.' };
const cannot = (command: string): Objection => ({
  they: 'may not do this themselves',
  you: `Your roles do not permit “${titleOf(command)}” on this, so you cannot decide it for somebody else.`,
});
const opened = (name: string): Objection => ({
  they: `made or opened the account of ${name} in the last ${causedDays} days`,
  you: `You made or opened the account of ${name}, who asked for this, in the last ${causedDays} days.`,
});
const sibling = (name: string): Objection => ({
  they: `got their account through the same person as ${name} in the last ${causedDays} days`,
  you: `You and ${name}, who asked for this, got your accounts through the same person in the last ${causedDays} days.`,
});

/** Each of `people` who does not count for this asker, whatever is asked for, with the reason. */
export async function personalObjections(
  tx: Reading,
  asker: Asker,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Objection>> {
  const dependent = await dependentsOf(tx, asker, people, now);
  const rows = await tx.operator.findMany({
    where: { id: { in: [...people] }, state: 'active', connection: { enabled: true } },
    select: { id: true },
  });
  const { ids } = await selvesOf(tx, asker.id);
  const openers = await openersOf(tx, [...ids, ...people], now);
  const ofSelf = new Set(ids.flatMap((id) => [...(openers.get(id) ?? [])]));
  const found = new Map<string, Objection>();
  for (const id of people) {
    const owes = dependent.get(id);
    if (id !== asker.id && !rows.some((row) => row.id === id)) found.set(id, inactive);
    else if (owes) found.set(id, owes);
    // Or one person with a second account asks with one and agrees with the other.
    else if (ofSelf.has(id)) found.set(id, opened(asker.name));
    else if ([...(openers.get(id) ?? [])].some((by) => ofSelf.has(by))) found.set(id, sibling(asker.name));
  }
  return found;
}

const askerOf = ({ requestedBy: id, requestedByName: name }: Matter): Asker => ({ id, name });

/** Each of `people` who does not count, with the reason; with `most`, what is known once so many would count. */
export async function objections(
  tx: Reading,
  matter: Matter,
  people: readonly string[],
  now: Date,
  most = people.length,
): Promise<Map<string, Objection>> {
  const found = await personalObjections(tx, askerOf(matter), people, now);
  let counting = 0;
  for (const id of people) {
    if (found.has(id)) continue;
    const objection = counting < most ? await abilityObjection(tx, matter, id, now) : cannot(matter.command);
    if (objection) found.set(id, objection);
    else counting += 1;
  }
  return found;
}

/**
 * Judges many matters for one person. What does not differ from one to the next is asked once, and who of all that ask
 * has anything to do with the person in one go: mostly nobody has.
 */
export async function judgeFor(
  client: Database,
  { operatorId, access, now }: Reader,
  matters: readonly Pick<Matter, 'requestedBy'>[],
) {
  const tx = onceEach(client);
  const askers = [...new Set(matters.map(({ requestedBy }) => requestedBy))];
  const near = await mayOweTo(tx, askers, operatorId, now);
  const far = new Set(askers.filter((asker) => !near.has(asker)));
  return async (matter: Matter): Promise<Objection | null> => {
    const personal = far.has(matter.requestedBy)
      ? null
      : await personalObjections(tx, askerOf(matter), [operatorId], now);
    return personal?.get(operatorId) ?? abilityObjection(tx, matter, operatorId, now, access);
  };
}

/** Null where they may do themselves what is asked for, and decide about it: approving and declining alike ask that. */
export async function abilityObjection(
  tx: Reading,
  matter: Matter,
  operatorId: string,
  now: Date,
  access?: Access,
): Promise<Objection | null> {
  const command = await commandNamed(matter.command);
  const theirs = access ?? (await accessOfOperator(tx, operatorId, now)).access;
  return command && (await couldDo(tx, command, matter, { operatorId, access: theirs, now }))
    ? null
    : cannot(matter.command);
}

/** May they approve requests like it, and run that very command on that very subject? */
async function couldDo(
  tx: Reading,
  command: Command,
  matter: Matter,
  { operatorId, access, now }: Omit<Reader, 'environment'>,
): Promise<boolean> {
  if (!mayOn(access, 'approval.approve', 'ApprovalRequest', { ...matter })) return false;
  const parsed = command.input.safeParse(matter.input);
  if (!parsed.success) return false;
  const cx: Context = {
    tx: tx as Tx,
    actor: {
      kind: 'operator',
      id: matter.requestedBy,
      name: matter.requestedByName,
      sessionId: '',
      proofAt: now,
      proofContext: '',
    },
    origin: { channel: 'console', address: null, userAgent: null },
    now,
    keyring: await keyring(),
    access,
    holder: operatorId,
  };
  try {
    await command.requireReach(cx, parsed.data);
    return true;
  } catch (error) {
    // What could not be made at all, nobody may agree to.
    if (error instanceof Refusal) return false;
    throw error;
  }
}
