import { describe, expect, it } from 'vitest';
import { newSecret } from '#lib/auth/cookies.ts';
import { findSession } from '#lib/auth/session.ts';
import { endOwnSession, endSession, startSession } from '#lib/auth/session-commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { localOrigin, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, right } from '../attack/kit.ts';
import { personOf } from '../support/world.ts';

const house = acme();
const minute = 60_000;

async function signedIn() {
  const browser = new Browser();
  const started = await browser.start();
  await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
  const secret = browser.cookies.get('__Host-gatehouse') ?? '';
  const session = await findSession(secret, new Date());
  if (!session) throw new Error('no session was started');
  return { browser, secret, session };
}

const at = (ms: number) => new Date(Date.now() + ms);
const ask = (browser: Browser) => browser.ask('/api/v1/me');

describe('a session', () => {
  it('is stored as a digest: what is in the table opens nothing', async () => {
    const { secret, session } = await signedIn();
    const row = await db().session.findUniqueOrThrow({ where: { id: session.id } });
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(await findSession(row.digest, new Date())).toBeNull();
  });

  it('ends after fifteen idle minutes, and each request begins them anew', async () => {
    const { secret } = await signedIn();
    expect(await findSession(secret, at(14 * minute))).not.toBeNull();
    expect(await findSession(secret, at(28 * minute))).not.toBeNull();
    expect(await findSession(secret, at(44 * minute))).toBeNull();
  });

  it('ends after twelve hours, however busy it is', async () => {
    const { secret, session } = await signedIn();
    const last = new Date(session.startedAt.getTime() + 12 * 60 * minute);
    for (let passed = 0; passed < 12 * 60; passed += 10)
      expect(
        await findSession(secret, new Date(session.startedAt.getTime() + passed * minute)),
      ).not.toBeNull();
    expect(await findSession(secret, last)).toBeNull();
  });

  it('is seen at most every 20 seconds, so that reading does not become writing', async () => {
    const { secret, session } = await signedIn();
    const seen = () => db().sessionActivity.findUniqueOrThrow({ where: { sessionId: session.id } });
    const before = await seen();
    await findSession(secret, new Date(before.lastSeenAt.getTime() + 19_000));
    expect((await seen()).lastSeenAt).toEqual(before.lastSeenAt);
    await findSession(secret, new Date(before.lastSeenAt.getTime() + 20_000));
    expect((await seen()).lastSeenAt.getTime()).toBe(before.lastSeenAt.getTime() + 20_000);
  });

  it('of a disabled operator is over at the next request, and does not come back with them', async () => {
    const { browser } = await signedIn();
    expect((await ask(browser)).status).toBe(200);
    await must(disableOperator, { id: house.operatorId, reason: 'left the company' });
    expect((await ask(browser)).status).toBe(401);
    await must(enableOperator, { id: house.operatorId, reason: 'came back' });
    expect((await ask(browser)).status).toBe(401);
  });

  it('is new at each sign-in, and the former one of that browser ends', async () => {
    const { browser, secret } = await signedIn();
    const started = await browser.start();
    await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
    expect(browser.cookies.get('__Host-gatehouse')).not.toBe(secret);
    expect(await findSession(secret, new Date())).toBeNull();
  });

  it('leaves the event of its start, with person, context and address, in the transaction that made it', async () => {
    const { session } = await signedIn();
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'session.start', subjectId: session.id },
    });
    expect([event.outcome, event.actorKind, event.channel, event.address]).toEqual([
      'done',
      'system',
      'saml',
      '203.0.113.7',
    ]);
    expect(event.after).toMatchObject({
      operatorId: house.operatorId,
      connection: 'acme',
      authnContext: 'https://refeds.org/profile/mfa',
    });
    expect(event.touched).toContain(`session:${session.id}`);
    expect(JSON.stringify(event, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toContain('digest');
  });
});

describe('GET /api/v1/me', () => {
  it('tells who is signed in, with roles and permissions', async () => {
    const { browser } = await signedIn();
    const answer = await ask(browser);
    const body = (await answer.json()) as Record<string, unknown>;
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      operator: { id: house.operatorId, email: 'ada@acme.example' },
      connection: { slug: 'acme' },
      roles: [{ slug: 'security-officer', name: 'Security officer', environmentId: null }],
    });
    expect(body.permissions).toContain('key.create:ApiKey');
    expect(body.permissions).not.toContain('operator.add:Operator');
  });

  it.each([
    ['no cookie', undefined],
    ['a made-up secret', newSecret()],
    ['what is no secret', 'x'],
  ])('with %s answers 401', async (_, cookie) => {
    const browser = new Browser();
    if (cookie) browser.cookies.set('__Host-gatehouse', cookie);
    const answer = await ask(browser);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      401,
      'unauthenticated',
    ]);
  });
});

describe('ending sessions', () => {
  it('is permitted for one’s own, and the trail says so', async () => {
    const { secret, session } = await signedIn();
    const { actor } = await personOf(house.operatorId);
    expect(await execute(endOwnSession, actor, { id: session.id }, { origin: localOrigin })).toMatchObject({
      kind: 'done',
    });
    expect(await findSession(secret, new Date())).toBeNull();
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'session.end_own', subjectId: session.id },
    });
    expect([event.actorId, event.outcome]).toEqual([house.operatorId, 'done']);
  });

  it('of another’s as one’s own answers like one that is not there', async () => {
    const { secret, session } = await signedIn();
    const other = await personOf((await makeOperator({ role: 'viewer' })).id);
    const answers = await Promise.all(
      [session.id, '00000000-0000-7000-8000-000000000001'].map((id) =>
        execute(endOwnSession, other.actor, { id }, { origin: localOrigin }),
      ),
    );
    expect(answers.map((a) => a.kind === 'refused' && [a.code, a.message])).toEqual([
      ['not_found', 'This session does not exist, or you may not see it.'],
      ['not_found', 'This session does not exist, or you may not see it.'],
    ]);
    expect(await findSession(secret, new Date())).not.toBeNull();
  });

  it('of somebody else takes a role that may, and works once', async () => {
    const { session } = await signedIn();
    const viewer = await personOf((await makeOperator({ role: 'viewer' })).id);
    const admin = await personOf((await makeOperator({ role: 'administrator' })).id);
    const by = (who: typeof admin) =>
      execute(endSession, who.actor, { id: session.id }, { origin: localOrigin });
    expect(await by(viewer)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await by(admin)).toMatchObject({ kind: 'done' });
    expect(await by(admin)).toMatchObject({ kind: 'refused', code: 'already_done' });
  });

  it('of somebody else is nothing for a role in one environment, and asks a role in all for a recent proof', async () => {
    const { secret, session } = await signedIn();
    const officer = async (environmentId?: 'sandbox') =>
      (await makeOperator({ role: 'security-officer', ...(environmentId && { environmentId }) })).id;
    const by = (who: Awaited<ReturnType<typeof personOf>>, id: string) =>
      execute(endSession, who.actor, { id }, { origin: localOrigin });
    expect(await by(await personOf(await officer('sandbox')), session.id)).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
    const stale = await personOf(await officer(), 24 * 60);
    expect((await by(stale, session.id)).kind).toBe('needsFactor');
    expect(await findSession(secret, new Date())).not.toBeNull();
    expect((await by(stale, stale.actor.sessionId)).kind, 'their own').toBe('done');
  });

  it('nobody but the sign-in itself starts one', async () => {
    const owner = await personOf((await makeOperator({ role: 'account-owner' })).id);
    const input = {
      operatorId: house.operatorId,
      connectionId: (await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } })).id,
      digest: 'a'.repeat(64),
      nameId: 'ada@acme.example',
      nameIdFormat: null,
      sessionIndex: null,
      authnContext: 'https://refeds.org/profile/mfa',
      proofAt: new Date().toISOString(),
      notAfter: null,
      assertion: { issuer: 'x', id: 'y', expiresAt: new Date().toISOString() },
      formerDigest: null,
    };
    expect(await execute(startSession, owner.actor, input, { origin: localOrigin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });
});
