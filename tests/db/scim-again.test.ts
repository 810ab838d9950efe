/** Who comes back by a directory: somebody else where they were removed, and never without a person who answers for it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfService } from '#lib/access/service.ts';
import { db } from '#lib/db/client.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import * as make from '#prisma/factories.ts';
import { address, type Client, clientOf, person } from '../support/scim.ts';
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
