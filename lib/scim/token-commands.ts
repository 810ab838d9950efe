import type { WhereOf } from '../access/scope.ts';
import { digestToken, mintProvisioningToken } from '../check/token.ts';
import { change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { notFound, Refusal } from '../errors.ts';
import { currentKey } from '../vault/keyring.ts';
import * as schema from './token-schema.ts';

const day = 86_400_000;
const mostTokens = 10;

async function find(tx: Tx, where: WhereOf<'ScimToken'>) {
  const row = await tx.scimToken.findFirst({
    where,
    select: {
      id: true,
      name: true,
      connectionId: true,
      scopes: true,
      expiresAt: true,
      endedAt: true,
      connection: { select: { slug: true } },
    },
  });
  return row && { ...row, connection: row.connection.slug };
}

const tokenKind: Kind<'ScimToken', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'ScimToken',
  table: 'scim_token',
  noun: 'This provisioning token',
  find,
  label: (token) => token.name,
};
const audited = ['name', 'connection', 'scopes', 'expiresAt', 'endedAt'] as const;

/** Opens `/scim/v2` for a client of one connection. Whoever holds it makes and ends that connection's people. */
export const createScimToken = creation({
  name: 'scim_token.create',
  kind: tokenKind,
  input: schema.CreateScimToken,
  audited,
  sensitivity: 'critical',
  async create({ tx }, { connectionId }) {
    // Two who add the last one at once take turns.
    const locked = await tx.$queryRaw<
      unknown[]
    >`SELECT 1 FROM connection WHERE id = ${connectionId}::uuid FOR UPDATE`;
    if (locked.length === 0) throw notFound('This connection');
    return { connectionId };
  },
  async run({ tx, now, actor, keyring }, _, { connectionId, name, scopes, expiresInDays }) {
    const open = { connectionId, endedAt: null, expiresAt: { gt: now } };
    if ((await tx.scimToken.count({ where: open })) >= mostTokens)
      throw new Refusal(
        'conflict',
        `This connection has ${mostTokens} tokens. End one that nothing uses first.`,
      );
    if ((await tx.scimToken.count({ where: { ...open, name } })) > 0)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        name: 'This connection has a token of that name already.',
      });
    const pepper = currentKey(keyring.peppers);
    const token = mintProvisioningToken();
    const digest = new Uint8Array(digestToken(pepper.key, token));
    const expiresAt = new Date(now.getTime() + expiresInDays * day);
    const made = await tx.scimToken.create({
      data: {
        connectionId,
        name,
        digest,
        pepperVersion: pepper.version,
        scopes,
        expiresAt,
        causedBy: actor.id,
      },
      select: { id: true },
    });
    return { id: made.id, connectionId, name, token, expiresAt };
  },
  summary: (token) =>
    `Provisioning token ${token.name} of ${token.connection} may keep ${token.scopes.join(' and ')} until ${token.expiresAt.toISOString().slice(0, 10)}`,
});

/** Its next request is refused; whom it made stays as they are. */
export const endScimToken = change({
  name: 'scim_token.end',
  kind: tokenKind,
  input: schema.EndScimToken,
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, token) {
    if (token.endedAt) throw new Refusal('conflict', 'This token has ended already. Nothing was changed.');
    await tx.scimToken.update({ where: { id: token.id }, data: { endedAt: now } });
    return { id: token.id, connectionId: token.connectionId };
  },
  summary: (token) => `Provisioning token ${token.name} of ${token.connection} ended`,
});
