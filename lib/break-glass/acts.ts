/**
 * Promise: the closed list of what break-glass can do. Each act is a command that runs as an actor of its own, which
 * holds no other permission; what is missing here cannot be proposed.
 */
import { z } from 'zod';
import { accessOfMachine } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import { endSession } from '../auth/session-commands.ts';
import type { Command, Context, Walked } from '../command.ts';
import { trustedAnew } from '../connections/trusted-certificates.ts';
import { Prisma } from '../db/generated/client.ts';
import { Refusal } from '../errors.ts';
import { revokeKey } from '../keys/commands.ts';
import { endSessionsOf, valuesOf, widenApplicationAllowList, widenKeyAllowList } from './act-commands.ts';
import { readPasted, replaceCertificate, restoreProvider } from './connection-acts.ts';
import { WidenAllowList } from './schema.ts';

/** What trying it out showed: of what, and how that would stand afterwards. */
type Tried = Pick<Walked<object>['event'], 'subjectLabel' | 'after'>;

interface Act {
  command: Command;
  /** What it will do, before it is done: what both people read and prove. */
  say(of: Tried, input: Record<string, unknown>, now: Date): string;
}

const fingerprintsIn = (after: Tried['after']) => trustedAnew([], readPems.parse(after).certificates);
const act = (command: unknown, say: Act['say']): Act => ({ command: command as Command, say });
const readPems = z.object({ certificates: z.array(z.string()) });
const added = (input: unknown) => valuesOf(WidenAllowList.parse(input).entries);

export const acts: Record<string, Act> = {
  'session.end': act(endSession, ({ subjectLabel }) => `End one session of ${subjectLabel}`),
  'operator.end_sessions': act(endSessionsOf, ({ subjectLabel }) => `End every session of ${subjectLabel}`),
  'key.revoke': act(revokeKey, ({ subjectLabel }) => `Revoke the key ${subjectLabel} for good`),
  'key.widen_allow_list': act(
    widenKeyAllowList,
    ({ subjectLabel }, input) => `Let the key ${subjectLabel} be used from ${added(input)}, too`,
  ),
  'application.widen_allow_list': act(
    widenApplicationAllowList,
    ({ subjectLabel }, input) => `Let every key of ${subjectLabel} be used from ${added(input)}, too`,
  ),
  'connection.replace_certificate': act(
    replaceCertificate,
    ({ subjectLabel }, input, now) =>
      `Trust ${subjectLabel} by one new certificate alone: SHA-256 ${readPasted(String(input.certificate), now).fingerprint256}`,
  ),
  'connection.restore_provider': act(
    restoreProvider,
    // A version's number does not tell that it trusts a certificate which was taken off since.
    ({ subjectLabel, after }, input) =>
      `Bring the provider of ${subjectLabel} back to version ${input.former}, which trusts SHA-256 ${fingerprintsIn(after).join(' and ')}`,
  ),
};

/** Whoever it is done for stands in its name; no session and no person's rights are behind it. */
export function actorOf(names: string): Actor {
  return { kind: 'system', id: 'break-glass', name: `${names} (break-glass)` };
}

export interface Wanted {
  command: string;
  /** As it was sent: what is stored, proven and run is one text, and its schema reads it each time. */
  input: Record<string, unknown>;
}

/** The input as the act's own schema reads it. Throws `invalid` with the fields. */
export function readInput({ command, input }: Wanted): { id: string } {
  const parsed = actNamed(command).command.input.safeParse(input);
  if (parsed.success) return parsed.data as { id: string };
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? 'form')] ??= issue.message;
  throw new Refusal('invalid', 'Correct the marked fields. Nothing was proposed.', fields);
}

/** Walks the act in the transaction of its confirmation, as its own actor: it commits with both proofs or not at all. */
export async function carryOut(cx: Context, names: string, wanted: Wanted): Promise<Walked<object>> {
  const { command } = actNamed(wanted.command);
  const input = readInput(wanted);
  await cx.tx
    .$queryRaw`SELECT 1 FROM ${Prisma.raw(`"${command.table}"`)} WHERE id = ${input.id}::uuid FOR UPDATE`;
  const actor = actorOf(names);
  return command.walk({ ...cx, actor, access: accessOfMachine('break-glass') }, input);
}

/**
 * Walks it and takes everything back, but for what it said: permission, state and rules are judged as they would be.
 * What stood before the savepoint stays, and no row that was touched after it counts as touched.
 */
export async function rehearse(cx: Context, names: string, wanted: Wanted): Promise<Walked<object>['event']> {
  await cx.tx.$executeRaw`SAVEPOINT rehearsal`;
  const { event } = await carryOut(cx, names, wanted);
  await cx.tx.$executeRaw`ROLLBACK TO SAVEPOINT rehearsal`;
  return event;
}

export function actNamed(command: string): Act {
  const found = Object.hasOwn(acts, command) ? acts[command] : undefined;
  if (!found) throw new Refusal('forbidden', 'Break-glass does not do that.');
  return found;
}
