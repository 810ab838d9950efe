/** Who comes back by a directory: somebody else where they were removed, and never without a person who answers for it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfService } from '#lib/access/service.ts';
import { causedAmong } from '#lib/approvals/caused.ts';
import { openersOf } from '#lib/approvals/openers.ts';
import { db } from '#lib/db/client.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import * as make from '#prisma/factories.ts';
import { address, type Client, clientOf, patch, person, recorded } from '../support/scim.ts';
import { makeServiceAccount } from '../support/service-accounts.ts';
import { personOf, world } from '../support/world.ts';

world();
let client: Client;
beforeAll(async () => {
  client = await clientOf();
});

const made = async () => (await client.call('POST', 'Users', person(address()))).body;
const stored = (id: string) => db().operator.findUniqueOrThrow({ where: { id } });

describe('the end of a person', () => {
  it('by DELETE leaves what they answered for an orphan and what they stood behind without rights, also when their name comes back', async () => {
    const owner = await make.makeOperator({ connection: client.slug, role: 'account-owner' });
    await make.makeOperator({ role: 'account-owner' });
    const { id: applicationId } = await make.makeApplication({ ownerId: owner.id });
    const account = await makeServiceAccount({ applicationId, by: await personOf(owner.id) });
    const grants = async () => (await accessOfService(db(), account.id, new Date())).can('read', 'ApiKey');
    expect(await grants()).toBe(true);
    const { nameId } = await stored(owner.id);
    expect((await client.call('DELETE', `Users/${owner.id}`)).status).toBe(204);
    const { orphanedAt } = await db().application.findUniqueOrThrow({ where: { id: applicationId } });
    expect(orphanedAt).not.toBeNull();
    const again = await client.call('POST', 'Users', person(nameId));
    expect(again.status).toBe(201);
    await make.giveRole(again.body.id, 'account-owner');
    expect(await db().application.findUniqueOrThrow({ where: { id: applicationId } })).toMatchObject({
      ownerId: owner.id,
      orphanedAt,
    });
    expect(await grants()).toBe(false);
    expect(await stored(again.body.id)).toMatchObject({ nameId, state: 'active' });
    await expect(make.must(enableOperator, { id: owner.id, reason: 'a mistake' })).rejects.toThrow(
      /to a new account/,
    );
  });

  it('by DELETE after an administrator disabled them is no way back under their name', async () => {
    const { id, userName } = await made();
    await make.must(disableOperator, { id, reason: 'a theft' });
    expect((await client.call('DELETE', `Users/${id}`)).status).toBe(204);
    expect(await client.call('POST', 'Users', person(userName))).toMatchObject({
      status: 409,
      body: { scimType: 'mutability', detail: expect.stringContaining('disabled in the console') },
    });
    expect(await db().operator.count({ where: { nameId: userName, state: 'active' } })).toBe(0);
    await make.must(enableOperator, { id, reason: 'it was another one' });
    expect((await client.call('DELETE', `Users/${id}`)).status).toBe(204);
    expect((await client.call('POST', 'Users', person(userName))).status).toBe(201);
  });
});

describe('the person behind a token', () => {
  const patchActive = (id: string, value: boolean) =>
    client.call('PATCH', `Users/${id}`, patch({ op: 'replace', path: 'active', value }));
  const day = 86_400_000;

  it('stands behind whom its directory lets in again, and behind whom it makes anew, for a week', async () => {
    const { id: author } = await make.makeOperator({ role: 'account-owner' });
    await recorded((tx) =>
      tx.scimToken.update({ where: { id: client.tokenId }, data: { causedBy: author } }),
    );
    const old = await make.makeOperator({ connection: client.slug });
    const early = await make.makeOperator({ connection: client.slug });
    await recorded((tx) =>
      tx.operator.updateMany({
        where: { id: { in: [old.id, early.id] } },
        data: { createdAt: new Date(Date.now() - 30 * day) },
      }),
    );
    const owed = async (id: string, at = new Date()) =>
      (await causedAmong(db(), [author], [id], at)).get(id) ?? null;
    const opened = async (id: string, at = new Date()) => [
      ...((await openersOf(db(), [id], at)).get(id) ?? []),
    ];
    expect([await owed(old.id), await opened(old.id)]).toEqual([null, []]);
    await patchActive(old.id, false);
    expect((await patchActive(old.id, true)).status).toBe(200);
    expect([await owed(old.id), await opened(old.id)]).toEqual(['their account', [author]]);
    const later = new Date(Date.now() + 8 * day);
    expect([await owed(old.id, later), await opened(old.id, later)]).toEqual([null, []]);
    const { nameId } = await stored(early.id);
    await client.call('DELETE', `Users/${early.id}`);
    const again = (await client.call('POST', 'Users', person(nameId))).body.id;
    expect([await owed(again), await opened(again)]).toEqual(['their account', [author]]);
  });
});
