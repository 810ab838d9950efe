/**
 * Promise: a critical change is carried by one proof of that very change, by that person, in that session, once; a
 * sensitive one by any proof that this session gave a short while ago, in the place from which it is used now.
 */
import { createHash } from 'node:crypto';
import { moveOf, type Place } from '../auth/place.ts';
import type { Tx } from '../db/client.ts';

/** How long a bound proof waits to be used. */
export const boundProofMinutes = 5;

export type ProofKind = 'passkey' | 'totp' | 'recovery_code' | 'idp';

/** What the audit event keeps of the proof that carried it. */
export interface ProofNote {
  kind: ProofKind | 'sign-in' | 'sealed_code' | 'two-people';
  at: Date;
  /** The factor's name, or the class or attribute that the IdP stated. */
  context: string;
  sessionId: string;
  id?: string;
  /** Set where the proof was of this change alone. */
  binding?: string;
}

/** What a bound proof is of. `subject` is the row as it stands, so that a proof of a change to something else since does not count. */
export interface Bound {
  command: string;
  input: unknown;
  subject: unknown;
  operatorId: string;
  sessionId: string;
  /** Of an approved request: its execution asks for a proof of its own. */
  approval?: string | undefined;
}

/** sha256, hex, over canonical JSON: the same change gives the same text whatever the order of its fields. */
export function bindingOf(bound: Bound): string {
  return createHash('sha256').update(canonicalJson(bound)).digest('hex');
}

/** JSON with sorted keys; dates as ISO 8601, bigint and bytes as text. */
export function canonicalJson(value: unknown): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
}

const columns = {
  id: true,
  kind: true,
  at: true,
  context: true,
  sessionId: true,
  address: true,
  userAgent: true,
} as const;

/** The latest proof of the session since `since` that was given in `place`; null when there is none. */
export async function recentProof(
  tx: Pick<Tx, 'proof'>,
  sessionId: string,
  since: Date,
  place: Place,
): Promise<ProofNote | null> {
  const proofs = await tx.proof.findMany({
    where: { sessionId, at: { gte: since } },
    orderBy: { at: 'desc' },
    take: 20,
    select: columns,
  });
  // A cookie that was carried off brings no proof from where it was taken.
  const here = proofs.find((p) => moveOf(p, place) === null);
  return here ? noteOf(here) : null;
}

/** Uses up the proof of exactly this change, in the transaction of the change: it is spent only when that commits. */
export async function takeProof(
  tx: Tx,
  by: { operatorId: string; sessionId: string; binding: string; now: Date; place: Place },
): Promise<ProofNote | null> {
  const { operatorId, sessionId, binding, now, place } = by;
  const open = { operatorId, sessionId, binding, usedAt: null, expiresAt: { gt: now } };
  const proofs = await tx.proof.findMany({ where: open, orderBy: { at: 'desc' }, take: 5, select: columns });
  const here = proofs.find((p) => moveOf(p, place) === null);
  if (!here) return null;
  // One UPDATE that counts: two copies of a change that arrive together must not both find it unused.
  const taken = await tx.proof.updateMany({ where: { ...open, id: here.id }, data: { usedAt: now } });
  return taken.count === 1 ? { ...noteOf(here), binding } : null;
}

function noteOf({
  id,
  kind,
  at,
  context,
  sessionId,
}: { id: string; kind: string } & Omit<ProofNote, 'kind' | 'id'>): ProofNote {
  return { id, kind: kind as ProofKind, at, context, sessionId };
}
