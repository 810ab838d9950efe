/** Promise: the command line, which waits for nobody, does nothing critical in passing once set-up mode has ended. */
import type { Actor } from '../access/actor.ts';
import type { Walked } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/** What whoever sits at the terminal is told, instead of the change. */
const recoveryWords =
  'Set-up mode has ended, so changes like this one are asked for in the console, where other people approve them. ' +
  'If that is not possible, run the same command with --recovery: all account owners are told, and Overview shows ' +
  'it until one of them signs it off. Nothing was changed.';

/**
 * What the trail and the notice add where --recovery alone carries the change; the actor's name is the user and the
 * host. Refuses where that is missing: a script that somebody let run on the host would otherwise make an owner, or
 * change who vouches for people, without anybody meaning it.
 */
export async function recoveryNote(
  tx: Tx,
  actor: Actor,
  { event }: Pick<Walked<object>, 'event'>,
  recovery = false,
): Promise<string> {
  if (actor.kind !== 'cli' || event.sensitivity !== 'critical') return '';
  const ended = { id: 'current', setupEndedAt: { not: null } };
  if ((await tx.installation.count({ where: ended })) === 0) return '';
  if (!recovery) throw new Refusal('conflict', recoveryWords, {}, 'recovery_required');
  return `; done with --recovery on the command line by ${actor.name}`;
}
