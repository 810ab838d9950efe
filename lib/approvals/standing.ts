/** Promise: an approval counts only of another person who may do the same themselves and owes none of it to the requester. */
import { accessOfOperator, mayOn } from '../access/ability.ts';
import type { Command, Context } from '../command.ts';
import type { Database, Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { keyring } from '../keyring.ts';
import { causedAmong } from './caused.ts';
import { commandNamed } from './directory.ts';
import { openersOf } from './openers.ts';
import { causedDays, personKey } from './rules.ts';

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

/** Why somebody's word does not count, of them and to them. */
export interface Objection {
  they: string;
  you: string;
}

const requester = (name: string): Objection => ({
  they: 'asked for it',
  you: `You asked for this yourself. Somebody other than ${name} decides it.`,
});
const inactive: Objection = { they: 'is disabled', you: 'Your account is disabled.' };
const samePerson = (name: string): Objection => ({
  they: `has the e-mail address of ${name}: that is the same person`,
  you: `You have the e-mail address of ${name}, who asked for this: that is the same person.`,
});
const cannot = (command: string): Objection => ({
  they: 'may not do this themselves',
  you: `Your roles do not permit ${command} on this, so you cannot agree to it for somebody else.`,
});
const caused = (name: string, what: string): Objection => ({
  they: `got ${what} through ${name} in the last ${causedDays} days`,
  you: `You got ${what} through ${name}, who asked for this, in the last ${causedDays} days.`,
});

const opened = (name: string): Objection => ({
  they: `made or opened the account of ${name} in the last ${causedDays} days`,
  you: `You made or opened the account of ${name}, who asked for this, in the last ${causedDays} days.`,
});
const sibling = (name: string): Objection => ({
  they: `got their account through the same person as ${name} in the last ${causedDays} days`,
  you: `You and ${name}, who asked for this, got your accounts through the same person in the last ${causedDays} days.`,
});

/** The requester, also under other connections. */
export async function selvesOf(tx: Reading, operatorId: string): Promise<{ ids: string[]; email: string }> {
  const own = await tx.operator.findUnique({ where: { id: operatorId }, select: { email: true } });
  if (!own) return { ids: [operatorId], email: '' };
  const same = await tx.operator.findMany({
    where: { email: { equals: own.email.trim(), mode: 'insensitive' } },
    select: { id: true },
  });
  return { ids: [...new Set([operatorId, ...same.map((o) => o.id)])], email: personKey(own.email) };
}

/** Who asks for something. */
interface Asker {
  id: string;
  name: string;
}

/** Each of `people` who is the asker under whichever account, or got something through them of late. */
export async function dependentsOf(
  tx: Reading,
  asker: Asker,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Objection>> {
  const self = await selvesOf(tx, asker.id);
  const others = people.filter((id) => id !== asker.id);
  const owed = await causedAmong(tx, self.ids, others, now);
  const found = new Map<string, Objection>();
  for (const id of others) {
    const what = owed.get(id);
    if (self.ids.includes(id)) found.set(id, samePerson(asker.name));
    else if (what) found.set(id, caused(asker.name, what));
  }
  if (people.includes(asker.id)) found.set(asker.id, requester(asker.name));
  return found;
}

/** Each of `people` who does not count, with the reason. */
export async function objections(
  tx: Reading,
  matter: Matter,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Objection>> {
  const { requestedBy, requestedByName: name } = matter;
  const dependent = await dependentsOf(tx, { id: requestedBy, name }, people, now);
  const rows = await tx.operator.findMany({
    where: { id: { in: [...people] }, state: 'active', connection: { enabled: true } },
    select: { id: true },
  });
  const { ids } = await selvesOf(tx, requestedBy);
  const openers = await openersOf(tx, [...ids, ...people], now);
  const ofSelf = new Set(ids.flatMap((id) => [...(openers.get(id) ?? [])]));
  const command = await commandNamed(matter.command);
  const found = new Map<string, Objection>();
  for (const id of people) {
    const owes = dependent.get(id);
    if (id !== requestedBy && !rows.some((row) => row.id === id)) found.set(id, inactive);
    else if (owes) found.set(id, owes);
    // Or one person with a second account asks with one and agrees with the other.
    else if (ofSelf.has(id)) found.set(id, opened(name));
    else if ([...(openers.get(id) ?? [])].some((by) => ofSelf.has(by))) found.set(id, sibling(name));
    else if (!command || !(await couldDo(tx, command, matter, id, now)))
      found.set(id, cannot(matter.command));
  }
  return found;
}

/** May they approve requests like it, and run that very command on that very subject? */
async function couldDo(
  tx: Reading,
  command: Command,
  matter: Matter,
  operatorId: string,
  now: Date,
): Promise<boolean> {
  const { access } = await accessOfOperator(tx, operatorId, now);
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
