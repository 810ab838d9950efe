/** A certificate was taken off because its key is in other hands, and a former version that trusts it is brought back. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { preview } from '#lib/break-glass/act.ts';
import { risksOf } from '#lib/connections/difference.ts';
import { readSettings } from '#lib/connections/settings.ts';
import { removeCertificate, restoreConnection } from '#lib/connections/settings-commands.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { localOrigin, makeConnection } from '#prisma/factories.ts';
import { idpMetadata } from '../attack/kit.ts';
import { name, opened } from '../support/break-glass.ts';
import { executeProven } from '../support/proven.ts';
import { type Person, world } from '../support/world.ts';

const w = world();
const reason = 'its key lay in a backup';
let owner: Person;
let id = '';
let lost = '';

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent', BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  owner = await w.person('account-owner');
});

/** Two certificates, as during a rollover; then the lost one is taken off. Version 2 stands, version 1 trusted both. */
beforeEach(async () => {
  const [former, next] = await Promise.all(['lost', 'next'].map(makeSigningKey));
  if (!former || !next) throw new Error('no keys');
  const slug = `c${randomUUID().slice(0, 8)}`;
  const entityId = `https://${slug}.example.com/metadata`;
  const descriptor = /<KeyDescriptor[\s\S]*<\/KeyDescriptor>/;
  const second = descriptor.exec(idpMetadata(next, entityId))?.[0] ?? '';
  const metadata = idpMetadata(former, entityId).replace(descriptor, (first) => first + second);
  id = (await makeConnection({ slug, metadata })).id;
  lost = new X509Certificate(former.certificate).fingerprint256;
  const input = { id, version: 1, fingerprint: lost, reason };
  const removed = await executeProven(removeCertificate, owner.actor, input, { origin: localOrigin });
  expect(removed).toMatchObject({ kind: 'done' });
});

it('its page says which certificate is trusted again, as a risk', async () => {
  const { settings } = await readForChange(await w.reader(owner), id, 'connection.restore');
  const kept = await db().connectionVersion.findFirstOrThrow({ where: { connectionId: id, version: 1 } });
  const former = readSettings(kept.settings);
  expect(risksOf(settings, former).join('\n')).toContain(lost);
  expect(risksOf(former, settings).join('\n')).not.toMatch(/SHA-256/);
});

it('the trail, and so the notice to all owners, names the certificate', async () => {
  const input = { id, version: 2, former: 1, reason };
  const restored = await executeProven(restoreConnection, owner.actor, input, { origin: localOrigin });
  expect(restored).toMatchObject({ kind: 'done' });
  const where = { action: 'connection.restore' };
  const event = await db().auditEvent.findFirstOrThrow({ where, orderBy: { number: 'desc' } });
  expect(event.summary).toContain(lost);
  const notice = await db().notice.findFirstOrThrow({ where, orderBy: { createdAt: 'desc' } });
  expect(notice.text).toContain(lost);
});

it('in break-glass both people read which certificates count afterwards, before they prove anything', async () => {
  const anna = await name((await w.another('security-officer')).id, owner);
  const ben = await name((await w.another('security-officer')).id, await w.another('account-owner'));
  const [one] = await opened(anna, ben);
  const restore = {
    command: 'connection.restore_provider',
    input: { id, version: '2', former: '1', reason },
  };
  expect(await preview(one, restore)).toMatchObject({
    kind: 'preview',
    summary: expect.stringContaining(lost),
  });
});
