/** Who knocks at /scim/v2: a token of one connection, or nobody. Wrong, expired and ended are one answer. */

import type { Actor } from '../access/actor.ts';
import { digestToken, isProvisioningToken } from '../check/token.ts';
import { db, type Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { keyring } from '../keyring.ts';
import type { ScimScope } from './token-schema.ts';

export interface Caller {
  tokenId: string;
  connectionId: string;
  scopes: readonly string[];
  actor: Actor & { kind: 'system' };
}

/** Of a connection that is switched off nothing comes in: who disabled it meant its people and its directory. */
const inForceAt = (now: Date) => ({ endedAt: null, expiresAt: { gt: now }, connection: { enabled: true } });

/** Null for whatever is no token in force. Cookies are never looked at: a browser that is signed in carries nobody here. */
export async function callerOf(authorization: string | null, now: Date): Promise<Caller | null> {
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(authorization ?? '')?.[1] ?? '';
  if (!isProvisioningToken(token)) return null;
  const { peppers } = await keyring();
  // Looked up by digest: how long it takes says nothing about how near a guess came.
  const digests = peppers.map(({ key }) => new Uint8Array(digestToken(key, token)));
  const row = await db().scimToken.findFirst({
    where: { digest: { in: digests }, ...inForceAt(now) },
    select: {
      id: true,
      name: true,
      connectionId: true,
      scopes: true,
      connection: { select: { slug: true } },
    },
  });
  if (!row) return null;
  const name = actorName(row.connection.slug, row.name);
  const { id: tokenId, connectionId, scopes } = row;
  return { tokenId, connectionId, scopes, actor: { kind: 'system', id: 'scim', name } };
}

/** As the trail says it; by its beginning the console finds what a connection's clients did last. */
export function actorName(slug: string, token = ''): string {
  return `SCIM of ${slug}: ${token}`;
}

/**
 * Called inside `run` only: the token as it stands now, read under a lock that its end waits for. Whoever waited with a
 * token that has ended since must not finish. Returns the person behind what is made by it.
 */
export async function requireToken(
  tx: Tx,
  { tokenId, scope, now }: { tokenId: string; scope: ScimScope; now: Date },
): Promise<{ connectionId: string; causedBy: string }> {
  await tx.$queryRaw`SELECT 1 FROM scim_token WHERE id = ${tokenId}::uuid FOR SHARE`;
  const token = await tx.scimToken.findFirst({
    where: { id: tokenId, scopes: { has: scope }, ...inForceAt(now) },
    select: { connectionId: true, causedBy: true },
  });
  if (!token) throw new Refusal('forbidden', 'This provisioning token may not do that any more.');
  return token;
}
