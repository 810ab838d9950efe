/** What two people may mend of a provider, and what they may not touch by it. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { type By, confirm, preview } from '#lib/break-glass/act.ts';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { editConnection } from '#lib/connections/settings-commands.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import * as make from '#prisma/factories.ts';
import { agedKey } from '#tests/attack/aged-key.ts';
import { setPolicy } from '#tests/attack/kit.ts';
import { type Named, name, opened, proposed } from '#tests/support/break-glass.ts';
import { policy } from '#tests/support/connections.ts';
import { metadataOf, world } from '#tests/support/world.ts';

const w = world();
let anna: Named;
let ben: Named;
let one: By;
let two: By;
let id = '';

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent', BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  anna = await name((await w.another('security-officer')).id, await w.person('account-owner'));
  ben = await name((await w.another('security-officer')).id, await w.another('account-owner'));
  [one, two] = await opened(anna, ben);
});

beforeEach(async () => {
  // A certificate that is made in a test begins then.
  [one, two] = [one, two].map((by) => ({ ...by, now: new Date() })) as [By, By];
  const slug = `c${randomUUID().slice(0, 8)}`;
  id = (await make.makeConnection({ slug, metadata: await metadataOf(`https://${slug}.example.com`) })).id;
});

/** Of the curve secp256k1, until 2126. */
const secp256k1 = `-----BEGIN CERTIFICATE-----
MIIBbzCCARagAwIBAgIUJ054yKAH1E8izr9ZybViOJA7QNIwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDb2RkMCAXDTI2MTEyODE1MjYwMVoYDzIxMjYxMTA0MTUyNjAx
WjAOMQwwCgYDVQQDDANvZGQwVjAQBgcqhkjOPQIBBgUrgQQACgNCAAS3b3uWUaS2
8b35/IkFALsUyLDg8Kbav6juSh35a0J4gptjoKt5O2yLP1rQYJOhvbgbmHtwLGUQ
Z4TV94qKWAUho1MwUTAdBgNVHQ4EFgQUfBXgEBlI5D5FZ9+WW86MlHMPH60wHwYD
VR0jBBgwFoAUfBXgEBlI5D5FZ9+WW86MlHMPH60wDwYDVR0TAQH/BAUwAwEB/zAK
BggqhkjOPQQDAgNHADBEAiBLHqUZyBtjLuGrt4+pXKEvuASlFdUmrTqGXypUtdLD
DAIgW4yRZ7uhp5RTVFJ/jWZtYk/O4na17b/+ieib1yva/vQ=
-----END CERTIFICATE-----`;

const stored = () => db().connection.findUniqueOrThrow({ where: { id } });
const replacing = async (certificate: string, version = '1') => ({
  command: 'connection.replace_certificate',
  input: { id, version, certificate, reason: 'the provider lost its key' },
});

it('one new certificate replaces all former ones, which stay as a version, and nothing else changes', async () => {
  const before = await stored();
  const { certificate } = await makeSigningKey('the new one');
  const effect = await proposed(one, anna, await replacing(certificate));
  expect((await db().breakGlassEffect.findUniqueOrThrow({ where: { id: effect } })).summary).toMatch(
    /by one new certificate alone: SHA-256 ([0-9A-F]{2}:){31}/,
  );
  expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done' });
  const after = await stored();
  expect(after.certificates).toHaveLength(1);
  expect(after.certificates[0]?.trim()).toBe(certificate.trim());
  expect({ ...after, certificates: [], version: 0 }).toEqual({ ...before, certificates: [], version: 0 });
  const former = await db().connectionVersion.findFirstOrThrow({ where: { connectionId: id } });
  expect(former.settings).toMatchObject({ certificates: before.certificates });
});

it('what is no certificate, or the development provider’s, is refused before anybody proves anything', async () => {
  expect(await preview(one, await replacing('-----BEGIN CERTIFICATE-----\nAAAA'))).toMatchObject({
    kind: 'invalid',
    fields: { certificate: expect.stringContaining('no certificate') },
  });
  const { certificate } = await makeSigningKey('Gatehouse development IdP');
  expect(await preview(one, await replacing(certificate))).toMatchObject({
    kind: 'invalid',
    fields: { certificate: expect.stringContaining('development') },
  });
});

it('what metadata would refuse is refused here: another curve, an end behind, a beginning ahead', async () => {
  expect(await preview(one, await replacing(secp256k1))).toMatchObject({
    fields: { certificate: expect.stringContaining('weak') },
  });
  expect(await preview(one, await replacing((await agedKey(-60, -1)).certificate))).toMatchObject({
    fields: { certificate: expect.stringContaining('It ended on') },
  });
  const ahead = await preview(one, await replacing((await agedKey(1, 60)).certificate));
  expect(ahead).toMatchObject({ kind: 'refused', message: expect.stringContaining('nobody could sign in') });
});

it('an earlier version whose certificate has ended is not brought back: nobody could sign in', async () => {
  const { slug, certificates } = await stored();
  await setPolicy({ certificates: [(await agedKey(-60, -1)).certificate] }, slug);
  await make.must(editConnection, { id, ...policy, version: 2, reason: 'for this test' });
  await setPolicy({ certificates }, slug);
  const input = { id, version: '4', former: '2', reason: 'as it was' };
  expect(await preview(one, { command: 'connection.restore_provider', input })).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('nobody could sign in'),
  });
});

it('an earlier version takes back that unasked sign-ins are taken, and never brings it', async () => {
  const restore = async (version: string, former: string) => {
    const input = { id, version, former, reason: 'as it was' };
    const effect = await proposed(one, anna, { command: 'connection.restore_provider', input });
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done' });
    return stored();
  };
  const slipped = { ...policy, allowsUnsolicited: true };
  await make.must(editConnection, { id, ...slipped, reason: 'slipped in' });
  expect(await restore('2', '1')).toMatchObject({ allowsUnsolicited: false, withoutMfa: 'refuse' });
  expect(await restore('3', '2')).toMatchObject({ allowsUnsolicited: false, withoutMfa: 'ask' });
});

it('a connection that somebody changed after it was proposed is left as it is', async () => {
  const { certificate } = await makeSigningKey('the new one');
  const effect = await proposed(one, anna, await replacing(certificate));
  const faster = await proposed(two, ben, await replacing((await makeSigningKey('another')).certificate));
  await confirm(one, faster, anna.given());
  expect(await confirm(two, effect, ben.given())).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Somebody changed this connection'),
  });
});

it('an earlier version brings back how the provider is known and judged, and neither mapping nor ceiling', async () => {
  const before = await stored();
  const { certificate } = await makeSigningKey('the wrong one');
  await confirm(two, await proposed(one, anna, await replacing(certificate)), ben.given());
  // Since then people of this provider are let in without rights; the earlier version lets nobody in by itself.
  await make.must(editMapping, { id, email: 'mail', provisioning: 'bare', reason: 'meanwhile' } as never);
  const restore = {
    command: 'connection.restore_provider',
    input: { id, version: '3', former: '1', reason: 'pasted the wrong certificate' },
  };
  const effect = await proposed(one, anna, restore);
  expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done' });
  const after = await stored();
  expect(after.certificates).toEqual(before.certificates);
  expect([before.provisioning, after.provisioning]).toEqual(['off', 'bare']);
  expect(after.version).toBe(4);
  const absent = { ...restore, input: { ...restore.input, version: '4', former: '9' } };
  expect(await preview(one, absent)).toMatchObject({ kind: 'refused' });
});
