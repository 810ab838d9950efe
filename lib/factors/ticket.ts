/** Promise: what an enrolment rests on cannot be read, altered or carried to another person or session while it waits. */
import { z } from 'zod';
import { open, type Place, seal } from '../vault/envelope.ts';
import type { Keyring } from '../vault/keyring.ts';

const minutes = 10;

/** `id` is that of the factor to be: its primary key makes a ticket count once. */
const Enrolment = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('passkey'),
    id: z.uuid(),
    credentialId: z.string(),
    publicKey: z.base64url(),
    transports: z.array(z.string()),
    backedUp: z.boolean(),
    discoverable: z.boolean().nullable(),
    counter: z.number(),
    expiresAt: z.number(),
  }),
  // `secret` is sealed already, for the cell that it will stand in.
  z.object({ kind: z.literal('totp'), id: z.uuid(), secret: z.string(), expiresAt: z.number() }),
]);
export type Enrolment = z.infer<typeof Enrolment>;
type New<E> = E extends Enrolment ? Omit<E, 'expiresAt'> : never;

export interface Holder {
  operatorId: string;
  sessionId: string;
}

/** Kept in the form and nowhere else: an enrolment that is given up leaves nothing behind. */
export function sealTicket(keyring: Keyring, holder: Holder, enrolment: New<Enrolment>, now: Date): string {
  const expiresAt = now.getTime() + minutes * 60_000;
  return seal(keyring, placeOf(holder), JSON.stringify({ ...enrolment, expiresAt }));
}

/** Null for a ticket of somebody else, of another session, altered or too old. */
export function openTicket<K extends Enrolment['kind']>(
  keyring: Keyring,
  holder: Holder,
  ticket: { kind: K; sealed: string },
  now: Date,
): Extract<Enrolment, { kind: K }> | null {
  try {
    const opened = open(keyring, placeOf(holder), ticket.sealed).toString('utf8');
    const enrolment = Enrolment.parse(JSON.parse(opened));
    if (enrolment.kind !== ticket.kind || enrolment.expiresAt <= now.getTime()) return null;
    return enrolment as Extract<Enrolment, { kind: K }>;
  } catch {
    return null;
  }
}

/** The cell of a TOTP seed. */
export function seedPlace(factorId: string): Place {
  return { table: 'factor', column: 'secret', row: factorId };
}

function placeOf({ operatorId, sessionId }: Holder): Place {
  return { table: 'factor', column: 'enrolment', row: `${operatorId}/${sessionId}` };
}
