import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GET as metadataRoute } from '#app/saml/[connection]/metadata/route.ts';
import { makeSigningKey } from '#dev/idp/keys.ts';
import type { Actor } from '#lib/access/actor.ts';
import {
  addConnection,
  disableConnection,
  enableConnection,
  removeConnection,
} from '#lib/connections/commands.ts';
import { connectionBySlug, devConnectionProblem, listEntrances } from '#lib/connections/queries.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { keyring } from '#lib/keyring.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { open } from '#lib/vault/envelope.ts';
import { localOrigin, makeApplication, makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, eventBehind, idpMetadata, right } from '../attack/kit.ts';
import { executeProven } from '../support/proven.ts';
import { personOf } from '../support/world.ts';

const house = acme();
const cli: Actor = { kind: 'cli', id: 'cli:root@test', name: 'root on test' };
const reason = 'for this test';
let made = 0;

const slugOf = () => `idp-${++made}`;
const metadataOf = async (entityId: string) => idpMetadata(await makeSigningKey('an IdP'), entityId);
const owner = async () => personOf((await makeOperator({ role: 'account-owner' })).id);
const run = <
  C extends
    | typeof addConnection
    | typeof enableConnection
    | typeof disableConnection
    | typeof removeConnection,
>(
  command: C,
  actor: Actor,
  input: object,
) => executeProven(command as typeof addConnection, actor, input, { origin: localOrigin, recovery: true });

async function another(of: { enabled?: boolean } = {}) {
  const slug = slugOf();
  const entityId = `https://${slug}.example/metadata`;
  const { id } = await makeConnection({ slug, name: slug, metadata: await metadataOf(entityId) });
  if (of.enabled === false) await must(disableConnection, { id, reason }, cli);
  return { id, slug };
}

describe('adding a connection', () => {
  it('by an account owner leaves its event, critical, and a notice to all owners', async () => {
    const slug = slugOf();
    const { actor } = await owner();
    const input = {
      slug,
      name: 'Another',
      metadata: await metadataOf(`https://${slug}.example/m`),
      enable: false,
    };
    const outcome = await run(addConnection, actor, input);
    expect(outcome).toMatchObject({ kind: 'done', result: { slug, kind: 'saml', enabled: false } });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.add', subjectLabel: slug },
    });
    expect([event.sensitivity, event.actorId]).toEqual(['critical', actor.id]);
    expect(JSON.stringify(event.after)).not.toMatch(/private|gh1\./i);
    expect(await db().notice.count({ where: { text: { contains: slug } } })).toBe(1);
  });

  it('needs a role for it', async () => {
    const { actor } = await personOf((await makeOperator({ role: 'security-officer' })).id);
    const outcome = await run(addConnection, actor, {
      slug: slugOf(),
      name: 'x',
      metadata: await metadataOf('https://x.example/m'),
    });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'forbidden' });
  });

  it('needs a second factor of its own, however fresh the sign-in', async () => {
    const { actor } = await owner();
    const input = { slug: slugOf(), name: 'x', metadata: await metadataOf('https://x.example/m') };
    const outcome = await execute(addConnection, actor, input, { origin: localOrigin });
    expect(outcome).toMatchObject({ kind: 'needsFactor', binding: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('gives it two keys of its own, sealed to their row and column', async () => {
    const { id } = await another();
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    const opened = open(
      await keyring(),
      { table: 'connection', column: 'sp_private_key', row: id },
      row.spPrivateKey,
    ).toString();
    expect(opened).toContain('PRIVATE KEY');
    const ring = await keyring();
    const moved = () =>
      open(ring, { table: 'connection', column: 'encryption_private_key', row: id }, row.spPrivateKey);
    expect(moved).toThrow();
    expect(new X509Certificate(row.spCertificate).fingerprint256).not.toBe(
      new X509Certificate(row.encryptionCert).fingerprint256,
    );
  });

  it('under a name that is taken, or with metadata that is none, says so at the field', async () => {
    const taken = await run(addConnection, cli, {
      slug: 'acme',
      name: 'x',
      metadata: await metadataOf('https://x.example/m'),
    });
    expect(taken).toMatchObject({
      kind: 'invalid',
      fields: { slug: 'Another connection has this short name.' },
    });
    const none = await run(addConnection, cli, { slug: slugOf(), name: 'x', metadata: '<a/>' });
    expect(none).toMatchObject({
      kind: 'invalid',
      fields: { metadata: expect.stringContaining('md:EntityDescriptor') },
    });
  });

  it.each([
    ['a loopback entityID', 'http://127.0.0.1:7000/metadata', 'Elsewhere'],
    [
      'the certificate of the development IdP',
      'https://idp.moved.example/metadata',
      'Gatehouse development IdP',
    ],
  ])('with %s makes it a development connection', async (_, entityId, commonName) => {
    const slug = slugOf();
    const xml = idpMetadata(await makeSigningKey(commonName), entityId);
    await must(addConnection, { slug, name: 'x', metadata: xml }, cli);
    expect((await connectionBySlug(slug))?.kind).toBe('dev');
  });

  it.each([
    ['a loopback address', 'http://127.0.0.1:7000/metadata', 'Elsewhere', 'http://127.0.0.1:7000/metadata'],
    ['a known certificate', 'https://idp.moved.example/metadata', 'Gatehouse development IdP', 'certificate'],
  ])(
    'with %s is refused where others reach the console, which starts all the same',
    async (_, entityId, name, word) => {
      const xml = idpMetadata(await makeSigningKey(name), entityId);
      const slug = slugOf();
      setEnv({ PUBLIC_URL: 'https://gatehouse.example.com' });
      try {
        expect(
          await execute(addConnection, cli, { slug, name: 'x', metadata: xml }, { origin: localOrigin }),
        ).toMatchObject({ kind: 'invalid', fields: { metadata: expect.stringContaining(word) } });
      } finally {
        setEnv({ PUBLIC_URL: '' });
      }
      expect(await connectionBySlug(slug)).toBeNull();
    },
  );

  it('with a certificate that a development connection has makes it one, too', async () => {
    const key = await makeSigningKey('any name');
    const slugs = [slugOf(), slugOf()] as const;
    await must(
      addConnection,
      { slug: slugs[0], name: 'x', metadata: idpMetadata(key, 'http://localhost:9/metadata') },
      cli,
    );
    await must(
      addConnection,
      { slug: slugs[1], name: 'x', metadata: idpMetadata(key, 'https://y.example/metadata') },
      cli,
    );
    expect((await connectionBySlug(slugs[1]))?.kind).toBe('dev');
  });
});

describe('a development connection', () => {
  it('is neither offered nor tolerated where others can reach the console', async () => {
    expect((await listEntrances()).some((e) => e.slug === 'dev')).toBe(true);
    expect(await devConnectionProblem()).toBeNull();
    setEnv({ PUBLIC_URL: 'https://gatehouse.example.com' });
    try {
      expect((await listEntrances()).some((e) => e.kind === 'dev')).toBe(false);
      expect(await devConnectionProblem()).toContain('npx gatehouse connection remove --name dev');
    } finally {
      setEnv({ PUBLIC_URL: '' });
    }
  });
});

describe('disabling and removing', () => {
  it('disabling ends the sessions of its people in the same transaction', async () => {
    const { id, slug } = await another();
    const operator = await makeOperator({ connection: slug, role: 'viewer' });
    const browser = new Browser();
    const started = await browser.start();
    await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
    const session = await db().session.findFirstOrThrow({
      where: { endedAt: null },
      select: { id: true, connectionId: true },
    });
    const outcome = await run(disableConnection, cli, { id: session.connectionId, reason });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(await db().session.count({ where: { connectionId: session.connectionId, endedAt: null } })).toBe(
      0,
    );
    expect(await run(disableConnection, cli, { id: session.connectionId, reason })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    expect(await run(enableConnection, cli, { id: session.connectionId })).toMatchObject({ kind: 'done' });
    expect([id, operator.connectionId]).toEqual([id, id]);
  });

  it('one that is absent answers "no such connection"', async () => {
    const outcome = await run(removeConnection, cli, { id: '00000000-0000-7000-8000-000000000001', reason });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'not_found' });
  });

  it('removing takes its people along, and the trail keeps what they did', async () => {
    const { id, slug } = await another();
    await makeOperator({ connection: slug, role: 'viewer', name: 'Greta Gone' });
    const { actor } = await owner();
    expect(await run(removeConnection, actor, { id, reason })).toMatchObject({
      kind: 'done',
      result: { people: 1 },
    });
    expect(await db().connection.count({ where: { id } })).toBe(0);
    expect(await db().auditEvent.count({ where: { summary: { contains: 'Greta Gone' } } })).toBeGreaterThan(
      0,
    );
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.remove', subjectId: id },
    });
    expect([event.after, event.reason]).toEqual([null, reason]);
  });

  it('removing one whose people own applications waits for somebody to take them', async () => {
    const { id, slug } = await another();
    const gone = await makeOperator({ connection: slug, role: 'developer' });
    const application = await makeApplication({ ownerId: gone.id });
    const taker = await owner();
    expect(await run(removeConnection, taker.actor, { id, reason })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Hand them over first'),
    });
    expect(await run(removeConnection, taker.actor, { id, reason, successorId: taker.id })).toMatchObject({
      kind: 'done',
    });
    expect((await db().application.findUniqueOrThrow({ where: { id: application.id } })).ownerId).toBe(
      taker.id,
    );
  });

  it('the command line hands them to an account owner of another connection by itself', async () => {
    await owner();
    const { id, slug } = await another();
    const gone = await makeOperator({ connection: slug, role: 'developer' });
    const application = await makeApplication({ ownerId: gone.id });
    expect(await run(removeConnection, cli, { id, reason })).toMatchObject({ kind: 'done' });
    const { ownerId } = await db().application.findUniqueOrThrow({ where: { id: application.id } });
    const roles = await db().assignment.findMany({ where: { operatorId: ownerId }, select: { role: true } });
    expect(roles).toContainEqual({ role: 'account-owner' });
  });

  it('nobody in the console takes away the last way in', async () => {
    const { actor } = await owner();
    const enabled = await db().connection.findMany({ where: { enabled: true, slug: { not: 'dev' } } });
    for (const { id } of enabled) await must(disableConnection, { id, reason }, cli);
    const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    for (const command of [disableConnection, removeConnection])
      expect(await run(command, actor, { id, reason })).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('the only connection'),
      });
    for (const each of enabled) await must(enableConnection, { id: each.id }, cli);
  });

  it('nobody in the console takes away the last connection that two owners can use; with two owners elsewhere they may', async () => {
    const { actor } = await owner();
    await owner();
    const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    const { slug } = await another();
    await makeOperator({ connection: slug, role: 'account-owner' });
    const refused = { kind: 'refused', message: expect.stringContaining('last connection that two') };
    for (const command of [disableConnection, removeConnection])
      expect(await run(command, actor, { id, reason })).toMatchObject(refused);
    const second = await makeOperator({ connection: slug, role: 'account-owner' });
    // Whose days are counted, or who cannot sign in, is no second one.
    await must(disableOperator, { id: second.id, reason });
    expect(await run(disableConnection, actor, { id, reason })).toMatchObject(refused);
    expect((await connectionBySlug('dev'))?.enabled).toBe(true);
    await must(enableOperator, { id: second.id, reason });
    expect(await run(disableConnection, actor, { id, reason })).toMatchObject({ kind: 'done' });
    await must(enableConnection, { id }, cli);
  });

  it('of two who each take away the last but one at once, one is refused', async () => {
    const ways = [await another(), await another()];
    for (const { slug } of ways)
      for (const _ of [1, 2]) await makeOperator({ connection: slug, role: 'account-owner' });
    const { id: dev } = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    const rest = await db().connection.findMany({
      where: { enabled: true, id: { notIn: ways.map((way) => way.id) } },
    });
    const people = [await owner(), await owner()];
    // Not by the console, which would be refused: these are not what is tried here.
    for (const { id } of rest) if (id !== dev) await must(disableConnection, { id, reason }, cli);
    const first = await run(disableConnection, people[0]?.actor as Actor, { id: dev, reason });
    expect(first).toMatchObject({ kind: 'done' });
    const outcomes = await Promise.all(
      ways.map(async ({ id, slug }) => {
        const of = await db().operator.findFirstOrThrow({ where: { connection: { slug } } });
        return run(disableConnection, (await personOf(of.id)).actor, { id, reason });
      }),
    );
    expect(outcomes.map((o) => o.kind).sort()).toEqual(['done', 'refused']);
    for (const { id } of rest) await must(enableConnection, { id }, cli);
  });
});

describe('our metadata', () => {
  const ask = (slug: string) =>
    new Browser().ask(`/saml/${slug}/metadata`, { headers: { host: 'evil.example' } });

  it('names addresses of PUBLIC_URL, both certificates and no weak algorithm', async () => {
    const xml = await (await ask('acme')).text();
    expect(xml).toContain('entityID="http://localhost:3000/saml/acme/metadata"');
    expect(xml).toContain('Location="http://localhost:3000/saml/acme/acs"');
    expect(xml.match(/<KeyDescriptor use="(signing|encryption)">/g)).toHaveLength(2);
    expect(xml).not.toMatch(/evil|cbc|rsa-1_5|sha1"/);
  });

  it.each(['\0', '\u{d800}', '%', 'Acme', 'a'.repeat(400)])(
    'is not there under %j, which is no name',
    async (slug) => {
      const answer = await metadataRoute({} as Request, { params: Promise.resolve({ connection: slug }) });
      expect(answer.status).toBe(404);
    },
  );

  it('is there before the connection is enabled, and not for one that does not exist', async () => {
    const { slug } = await another({ enabled: false });
    expect([(await ask(slug)).status, (await ask('nothing')).status]).toEqual([200, 404]);
  });
});

it('a response for one connection, posted to another one, starts nothing', async () => {
  const { slug } = await another();
  const browser = new Browser();
  const started = await browser.start('', slug);
  const response = await right(house.key, started);
  const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState }, slug);
  expect((await eventBehind(answer)).code).toBe('destination');
});
