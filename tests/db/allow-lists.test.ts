/** What a change of a list weighs: nobody alone opens what was held to addresses. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import { executeAlone } from '../support/proven.ts';
import { type Person, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'tried by a test';
const host = ['app.example.com'];
let officer: Person;
let applicationId = '';

beforeAll(async () => {
  // Two other owners have signed in, so that what is critical waits for one.
  for (const _ of [1, 2]) await w.another('account-owner');
  officer = await w.person('security-officer');
  applicationId = (await make.makeApplication({ ownerId: officer.id })).id;
});

const keyOf = (of: object = {}) =>
  make.makeKey({ applicationId, entries: ['203.0.113.0/28'], ...of }).then(({ id }) => id);
const setKeyList = (id: string, entries: string[], mode = 'enforce') =>
  executeAlone(commands.editKeyAllowList, officer.actor, { id, mode, entries, reason }, { origin });
const setAppList = (id: string, entries: string[]) =>
  executeAlone(
    commands.editApplicationAllowList,
    officer.actor,
    { id, mode: 'enforce', entries, reason },
    { origin },
  );
const entriesOf = async (keyId: string) =>
  (await db().allowListEntry.findMany({ where: { list: { keyId } } })).map(({ value }) => value);

describe('an enforced list of hosts alone, which any caller can state', () => {
  it('in the place of addresses waits for somebody else, over an empty list as well', async () => {
    const id = await keyOf();
    expect((await setKeyList(id, host)).kind).toBe('awaitsApproval');
    expect(await entriesOf(id)).toEqual(['203.0.113.0/28']);
    expect((await setKeyList(id, [])).kind).toBe('done');
    expect((await setKeyList(id, host)).kind).toBe('awaitsApproval');
    expect(await entriesOf(id)).toEqual([]);
  });

  it('of an application waits as well', async () => {
    const { id } = await make.makeApplication({ ownerId: officer.id });
    expect((await setAppList(id, ['203.0.113.0/28'])).kind).toBe('done');
    expect((await setAppList(id, host)).kind).toBe('awaitsApproval');
  });

  it('of a new secret key waits; of a publishable one it is what such a key is for', async () => {
    const create = (kind: string) =>
      executeAlone(
        commands.createKey,
        officer.actor,
        { name: randomUUID(), applicationId, kind, scopes: ['checks:read'], mode: 'enforce', entries: host },
        { origin },
      );
    expect((await create('secret')).kind).toBe('awaitsApproval');
    expect((await create('publishable')).kind).toBe('done');
    expect((await setKeyList(await keyOf({ kind: 'publishable' }), host)).kind).toBe('done');
  });

  it('beside addresses holds to both, and waits for nobody; fewer hosts wait for nobody either', async () => {
    expect((await setKeyList(await keyOf(), ['203.0.113.0/28', ...host])).kind).toBe('done');
    const id = await keyOf({ entries: [...host, 'other.example.com'] });
    expect((await setKeyList(id, host)).kind).toBe('done');
  });
});
