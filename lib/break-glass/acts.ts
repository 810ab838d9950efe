/**
 * Promise: the closed list of what break-glass can do. Each act is a command that runs as an actor of its own, which
 * holds no other permission; what is missing here cannot be proposed.
 */
import { accessOfMachine } from '../access/ability.ts';
import { endSession } from '../auth/session-commands.ts';
import type { Actor, Command, Context, Walked } from '../command.ts';
import { Prisma } from '../db/generated/client.ts';
import { Refusal } from '../errors.ts';
import { revokeKey } from '../keys/commands.ts';
import { endSessionsOf, valuesOf, widenApplicationAllowList, widenKeyAllowList } from './act-commands.ts';
import { readCertificate, replaceCertificate, restoreProvider } from './connection-acts.ts';
import { WidenAllowList } from './schema.ts';

interface Act {
  command: Command;
  /** What it will do, before it is done: what both people read and prove. */
  say(label: string, input: Record<string, unknown>, now: Date): string;
}

const act = (command: unknown, say: Act['say']): Act => ({ command: command as Command, say });
const added = (input: unknown) => valuesOf(WidenAllowList.parse(input).entries);

export const acts: Record<string, Act> = {
  'session.end': act(endSession, (label) => `End one session of ${label}`),
  'operator.end_sessions': act(endSessionsOf, (label) => `End every session of ${label}`),
  'key.revoke': act(revokeKey, (label) => `Revoke the key ${label} for good`),
  'key.widen_allow_list': act(
    widenKeyAllowList,
    (label, input) => `Let the key ${label} be used from ${added(input)}, too`,
  ),
  'application.widen_allow_list': act(
    widenApplicationAllowList,
    (label, input) => `Let every key of ${label} be used from ${added(input)}, too`,
  ),
  'connection.replace_certificate': act(
    replaceCertificate,
    (label, input, now) =>
      `Trust ${label} by one new certificate alone: SHA-256 ${readCertificate(String(input.certificate), now).fingerprint256}`,
  ),
  'connection.restore_provider': act(
    restoreProvider,
    (label, input) => `Bring the provider of ${label} back to version ${input.former}`,
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
