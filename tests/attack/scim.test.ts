/** Who knocks at /scim/v2 with what they should not have, and what hostile bodies do there. */
import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { mintProvisioningToken, mintToken } from '#lib/check/token.ts';
import { db } from '#lib/db/client.ts';
import { env, setEnv } from '#lib/env.ts';
import { answerScim } from '#lib/scim/door.ts';
import { endScimToken } from '#lib/scim/token-commands.ts';
import * as make from '#prisma/factories.ts';
import { proxy } from '../../proxy.ts';
import {
  address,
  anotherToken,
  type Client,
  callerWith,
  clientOf,
  groupUrn,
  patch,
  person,
  recorded,
} from '../support/scim.ts';
import { world } from '../support/world.ts';

world();
let ours: Client;
let theirs: Client;
let their: { user: string; group: string };
beforeAll(async () => {
  [ours, theirs] = [await clientOf(), await clientOf()];
  const user = (await theirs.call('POST', 'Users', person(address()))).body.id;
  const group = await theirs.call('POST', 'Groups', {
    schemas: [groupUrn],
    displayName: `T ${randomUUID()}`,
    members: [],
  });
  their = { user, group: group.body.id };
});

describe('a token', () => {
  it('that is wrong, expired, ended, of the gate or absent gets one answer, to the letter', async () => {
    const ended = await anotherToken(ours.connectionId);
    await make.must(endScimToken, { id: ended.tokenId, reason: 'not needed' });
    const expired = await anotherToken(ours.connectionId);
    const far = new Date(Date.now() + 400 * 86_400_000);
    const late = await answerScim(
      new Request('http://localhost:3000/scim/v2/Users', {
        headers: { authorization: `Bearer ${expired.token}` },
      }),
      ['Users'],
      far,
    );
    const gate = mintToken({ kind: 'sk', environment: 'production' }).token;
    const answers = await Promise.all(
      [ended.token, mintProvisioningToken(), gate, 'x', `${ours.token}x`, null].map((token) =>
        callerWith(token)('GET', 'Users'),
      ),
    );
    const wanted = { status: 401, body: JSON.parse(await late.text()) };
    expect(late.status).toBe(401);
    for (const answer of answers) {
      expect({ status: answer.status, body: answer.body }).toEqual(wanted);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('is stored as a digest alone', async () => {
    const row = await db().scimToken.findUniqueOrThrow({ where: { id: ours.tokenId } });
    expect(JSON.stringify(row)).not.toContain(ours.token.slice(7));
    expect(row.digest).toHaveLength(32);
  });

  it('opens what its scopes name and nothing else', async () => {
    const narrow = await anotherToken(ours.connectionId, ['groups']);
    expect((await narrow.call('GET', 'Users')).status).toBe(403);
    expect((await narrow.call('POST', 'Users', person(address()))).status).toBe(403);
    expect((await narrow.call('GET', 'Groups')).status).toBe(200);
  });

  it('says when it was last used, and from where', async () => {
    await ours.call('GET', 'Users?count=0');
    expect(await db().credentialUse.count({ where: { credentialId: ours.tokenId } })).toBe(1);
  });

  it('that ended while the request waited changes nothing', async () => {
    const racing = await anotherToken(ours.connectionId);
    const before = await db().operator.count({ where: { connectionId: ours.connectionId } });
    const [, ...answers] = await Promise.all([
      make.must(endScimToken, { id: racing.tokenId, reason: 'a race' }),
      ...Array.from({ length: 8 }, () => racing.call('POST', 'Users', person(address()))),
    ]);
    for (const answer of answers) expect([201, 401]).toContain(answer.status);
    const after = await db().operator.count({ where: { connectionId: ours.connectionId } });
    expect(after - before).toBe(answers.filter((one) => one.status === 201).length);
    expect((await racing.call('POST', 'Users', person(address()))).status).toBe(401);
  });

  it('of a connection that is switched off opens nothing, and opens again with it', async () => {
    const off = await clientOf();
    const enabled = (value: boolean) =>
      recorded((tx) => tx.connection.update({ where: { id: off.connectionId }, data: { enabled: value } }));
    await enabled(false);
    const body = person(address());
    expect((await off.call('POST', 'Users', body)).status).toBe(401);
    expect((await off.call('GET', 'Users')).status).toBe(401);
    await enabled(true);
    expect((await off.call('POST', 'Users', body)).status).toBe(201);
  });

  it('is what counts: a cookie carries nobody here, and no Origin is asked for', async () => {
    const headers = {
      cookie: '__Host-gatehouse=x',
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    };
    setEnv({
      ...process.env,
      PUBLIC_URL: env().publicUrl,
      DATABASE_URL: env().databaseUrl ?? '',
      DATA_DIR: env().dataDir,
    });
    const passed = proxy(new NextRequest('http://127.0.0.1:3000/scim/v2/Users', { method: 'POST', headers }));
    expect(passed.status).toBe(200);
    const refused = proxy(new NextRequest('http://127.0.0.1:3000/scim', { method: 'POST', headers }));
    expect(refused.status).toBe(403);
    expect((await callerWith(null)('GET', 'Users', undefined, headers)).status).toBe(401);
  });
});

describe('another connection’s people and groups', () => {
  const bodies: [string, string, unknown][] = [
    ['GET', '', undefined],
    ['PUT', '', 'self'],
    ['PATCH', '', patch({ op: 'replace', path: 'displayName', value: 'Mine now' })],
    ['DELETE', '', undefined],
  ];
  it.each(bodies)('answer %s like what does not exist, and stay', async (method, _, body) => {
    for (const [kind, id] of [
      ['Users', their.user],
      ['Groups', their.group],
    ]) {
      const self =
        kind === 'Users' ? person(address()) : { schemas: [groupUrn], displayName: `X ${randomUUID()}` };
      const given = body === 'self' ? self : body;
      const absent = await ours.call(method, `${kind}/${randomUUID()}`, given);
      const other = await ours.call(method, `${kind}/${id}`, given);
      expect({ status: other.status, body: other.body }).toEqual({ status: 404, body: absent.body });
    }
    expect((await theirs.call('GET', `Users/${their.user}`)).status).toBe(200);
    expect((await theirs.call('GET', `Groups/${their.group}`)).status).toBe(200);
  });

  it('are in no list, by no filter', async () => {
    for (const filter of [
      'active eq true',
      `id eq "${their.user}"`,
      'not (userName eq "x")',
      'userName pr or id pr',
    ]) {
      const { body } = await ours.call('GET', `Users?filter=${encodeURIComponent(filter)}`);
      expect(JSON.stringify(body)).not.toContain(their.user);
    }
    const groups = await ours.call(
      'GET',
      `Groups?filter=${encodeURIComponent(`members.value eq "${their.user}" or id pr`)}`,
    );
    expect(JSON.stringify(groups.body)).not.toContain(their.group);
  });
});

describe('a body', () => {
  it.each([
    ['that is no JSON', '{', 400, 'invalidSyntax'],
    ['that is a list', '[]', 400, 'invalidSyntax'],
    ['that is larger than any', `"${'a'.repeat(600_000)}"`, 413, undefined],
    ['of a hundred thousand brackets', '['.repeat(100_000), 400, 'invalidSyntax'],
    [
      'of another schema',
      JSON.stringify({ ...person('a@corp.example'), schemas: ['urn:x'] }),
      400,
      'invalidSyntax',
    ],
    [
      'that poses as an object of another kind',
      '{"__proto__":{"active":true},"constructor":1}',
      400,
      'invalidValue',
    ],
  ])('%s is refused, and nothing breaks', async (_, body, status, scimType) => {
    const answer = await ours.call('POST', 'Users', body);
    expect(answer.status).toBe(status);
    expect(answer.body.scimType).toBe(scimType);
    expect(answer.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  });

  it('of another media type is not read', async () => {
    const answer = await ours.call('POST', 'Users', person(address()), { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it('deep inside a value is refused for its place, not walked', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"displayName","value":${deep}}]}`;
    const { id } = (await ours.call('POST', 'Users', person(address()))).body;
    expect(await ours.call('PATCH', `Users/${id}`, body)).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue' },
    });
  });
});

describe('what the door says of itself', () => {
  it('names PATCH, filters and versions, and neither bulk nor sorting nor passwords', async () => {
    const { body } = await ours.call('GET', 'ServiceProviderConfig');
    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      sort: { supported: false },
      etag: { supported: true },
      changePassword: { supported: false },
    });
    expect((await ours.call('POST', 'Bulk', {})).status).toBe(501);
    expect((await ours.call('GET', 'Me')).status).toBe(501);
  });

  it('lists its schemas and types, each at the place that it names', async () => {
    for (const kind of ['Schemas', 'ResourceTypes']) {
      const { body } = await ours.call('GET', kind);
      expect(body.totalResults).toBe(2);
      for (const one of body.Resources) {
        const path = one.meta.location.split('/scim/v2/')[1];
        expect((await ours.call('GET', path)).body).toEqual(one);
      }
    }
    expect((await ours.call('GET', 'Schemas/urn:none')).status).toBe(404);
  });

  it('is nothing for whoever has no token', async () => {
    expect((await callerWith(null)('GET', 'ServiceProviderConfig')).status).toBe(401);
  });
});

it('is counted by address without a token, and by token with one', async () => {
  const now = new Date('2026-11-23T10:00:30Z');
  const call = (token: string | null) =>
    answerScim(
      new Request('http://localhost:3000/scim/v2/Users?count=0', {
        headers: token ? { authorization: `Bearer ${token}` } : {},
      }),
      ['Users'],
      now,
    );
  let last = 401;
  for (let n = 0; n <= env().doorLimitPerMinute && last === 401; n++) last = (await call(null)).status;
  expect(last).toBe(429);
  const fresh = await anotherToken(ours.connectionId);
  const { countHit } = await import('#lib/db/ledger.ts');
  expect((await call(fresh.token)).status).toBe(200);
  const windowAt = new Date('2026-11-23T10:00:00Z');
  await db()
    .$executeRaw`UPDATE rate_window SET hits = 1500 WHERE key = ${`scim:${fresh.tokenId}`} AND window_at = ${windowAt}`;
  const over = await call(fresh.token);
  expect(over.status).toBe(429);
  expect(over.headers.get('retry-after')).toBe('60');
  expect(await countHit(`scim:${fresh.tokenId}`, now)).toBeGreaterThan(1_500);
});
