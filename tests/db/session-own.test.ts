import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { GET as api } from '#app/api/v1/[...path]/route.ts';
import { GET as me } from '#app/api/v1/me/route.ts';
import { POST as exportList } from '#app/exports/[list]/route.ts';
import { GET as live } from '#app/live/route.ts';
import type { Actor } from '#lib/access/actor.ts';
import { digestOf, newSecret } from '#lib/auth/cookies.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { noteMovesSeen, unseenMoves } from '#lib/auth/moves.ts';
import {
  endAllOwnSessions,
  endOwnSession,
  endSession,
  noteSessionMove,
  startSession,
} from '#lib/auth/session-commands.ts';
import { listOwnSessions } from '#lib/auth/session-queries.ts';
import { signOut } from '#lib/auth/sign-out.ts';
import { type Viewer, viewerOfRequest } from '#lib/auth/viewer.ts';
import { db, transaction } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { suspendKey } from '#lib/keys/commands.ts';
import { withRequest } from '#lib/request.ts';
import { localOrigin, makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { prove } from '../support/proven.ts';
import { personOf, world } from '../support/world.ts';

world();
// What is held up in these tests is logged as a fault.
beforeAll(() => setEnv({ LOG_LEVEL: 'silent' }));

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';
const laterFirefox = firefox.replaceAll('144', '145');
const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const edge = `${chrome} Edg/142.0.0.0`;
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';
const absent = '00000000-0000-7000-8000-000000000001';

interface Place {
  address: string;
  userAgent: string;
}
const office: Place = { address: '203.0.113.7', userAgent: firefox };

/** Signs somebody in at a place; returns what their browser holds. */
async function session(operatorId: string, at: Place = office): Promise<{ id: string; secret: string }> {
  const secret = newSecret();
  const operator = await db().operator.findUniqueOrThrow({ where: { id: operatorId } });
  const input = {
    operatorId,
    connectionId: operator.connectionId,
    digest: digestOf(secret),
    nameId: operator.nameId,
    nameIdFormat: null,
    sessionIndex: null,
    authnContext: 'https://refeds.org/profile/mfa',
    proofAt: new Date().toISOString(),
    notAfter: null,
    assertion: { issuer: 'test', id: randomUUID(), expiresAt: new Date(Date.now() + 60_000).toISOString() },
    formerDigest: null,
  };
  const outcome = await execute(startSession, signInActor, input, { origin: { channel: 'saml', ...at } });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return { id: outcome.result.id, secret };
}

function requestWith(secret: string, path = '/'): Request {
  const headers = { cookie: `__Host-gatehouse=${secret}`, origin: 'http://localhost:3000' };
  return new Request(`http://localhost:3000${path}`, { method: 'POST', headers });
}

function seen(secret: string, at: Place = office): Promise<Viewer | null> {
  return withRequest({ ...at, tlsVersion: null }, () => viewerOfRequest(requestWith(secret), 'console'));
}

async function viewerAt(secret: string, at: Place = office): Promise<Viewer> {
  const viewer = await seen(secret, at);
  if (!viewer) throw new Error('no session is in force');
  return viewer;
}

const eventsOf = (action: string, subjectId: string) =>
  db().auditEvent.findMany({ where: { action, subjectId }, orderBy: { number: 'asc' } });

describe('one’s own sessions', () => {
  it('are listed without anybody else’s, also for a role that may read everybody’s', async () => {
    const owner = await makeOperator({ role: 'account-owner' });
    const other = await makeOperator({ role: 'viewer' });
    const [first, second] = [await session(owner.id), await session(owner.id)];
    await session(other.id);
    const viewer = await viewerAt(first.secret);
    expect(viewer.can('session.end', 'Session')).toBe(true);
    const listed = await listOwnSessions(viewer.reader);
    expect(listed.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(JSON.stringify(listed)).not.toContain(digestOf(first.secret));
  });

  it('leave the list with their end, and when they were idle for too long', async () => {
    const { id: operatorId } = await makeOperator({ role: 'viewer' });
    const [kept, ended] = [await session(operatorId), await session(operatorId)];
    const viewer = await viewerAt(kept.secret);
    await execute(endOwnSession, viewer.actor, { id: ended.id }, { origin: viewer.origin });
    expect((await listOwnSessions(viewer.reader)).map(({ id }) => id)).toEqual([kept.id]);
    const later = new Date(Date.now() + 16 * 60_000);
    expect(await listOwnSessions({ ...viewer.reader, now: later })).toEqual([]);
  });
});

describe('signing out everywhere', () => {
  it('ends every session of the operator with the next request, and nobody else’s', async () => {
    const { id: operatorId } = await makeOperator({ role: 'developer' });
    const mine = [await session(operatorId), await session(operatorId), await session(operatorId)];
    const theirs = await session((await makeOperator({ role: 'developer' })).id);
    const viewer = await viewerAt(mine[0]?.secret ?? '');
    const outcome = await execute(
      endAllOwnSessions,
      viewer.actor,
      { id: viewer.sessionId },
      { origin: viewer.origin },
    );
    expect(outcome).toMatchObject({ kind: 'done', result: { open: 3 } });
    expect(await Promise.all(mine.map(({ secret }) => seen(secret)))).toEqual([null, null, null]);
    expect(await seen(theirs.secret)).not.toBeNull();
  });

  it('leaves one event that says how many ended and names each of their rows', async () => {
    const { id: operatorId } = await makeOperator({ role: 'auditor', name: 'Noor' });
    const mine = [await session(operatorId), await session(operatorId)];
    const viewer = await viewerAt(mine[1]?.secret ?? '');
    await execute(endAllOwnSessions, viewer.actor, { id: viewer.sessionId }, { origin: viewer.origin });
    const [event, ...more] = await eventsOf('session.end_all_own', viewer.sessionId);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      outcome: 'done',
      actorId: operatorId,
      summary: 'Noor signed out everywhere: 2 sessions ended',
    });
    expect(event?.touched).toEqual(expect.arrayContaining(mine.map(({ id }) => `session:${id}`)));
  });

  it('is done, and shown, without any role: what is theirs is theirs', async () => {
    const { id: operatorId } = await makeOperator({});
    const mine = [await session(operatorId), await session(operatorId), await session(operatorId)];
    const viewer = await viewerAt(mine[0]?.secret ?? '');
    expect((await listOwnSessions(viewer.reader)).map(({ id }) => id).sort()).toEqual(
      mine.map(({ id }) => id).sort(),
    );
    const one = { id: mine[1]?.id };
    expect((await execute(endOwnSession, viewer.actor, one, { origin: viewer.origin })).kind).toBe('done');
    const all = { id: viewer.sessionId };
    expect((await execute(endAllOwnSessions, viewer.actor, all, { origin: viewer.origin })).kind).toBe(
      'done',
    );
    expect(await Promise.all(mine.map(({ secret }) => seen(secret)))).toEqual([null, null, null]);
  });

  it('through another’s session answers like one that is not there, and ends nothing', async () => {
    const { id, secret } = await session((await makeOperator({ role: 'viewer' })).id);
    const owner = await personOf((await makeOperator({ role: 'account-owner' })).id);
    const answers = await Promise.all(
      [id, absent].map((named) =>
        execute(endAllOwnSessions, owner.actor, { id: named }, { origin: localOrigin }),
      ),
    );
    const same = ['not_found', 'This session does not exist, or you may not see it.'];
    expect(answers.map((a) => a.kind === 'refused' && [a.code, a.message])).toEqual([same, same]);
    expect(await seen(secret)).not.toBeNull();
  });
});

describe('a session that turns up elsewhere', () => {
  it.each<[string, Partial<Place>]>([
    ['another address of the same /24', { address: '203.0.113.250' }],
    ['a newer version of the same browser', { userAgent: laterFirefox }],
  ])('keeps its proof at %s', async (_, change) => {
    const { id: operatorId } = await makeOperator({ role: 'viewer' });
    const { secret } = await session(operatorId);
    const viewer = await viewerAt(secret, { ...office, ...change });
    expect(viewer.moved).toBeNull();
    expect(Date.now() - viewer.proofAt.getTime()).toBeLessThan(60_000);
  });

  it.each<[string, Place, Place]>([
    ['another /24', office, { ...office, address: '203.0.114.7' }],
    ['another browser', office, { ...office, userAgent: chrome }],
    [
      'a browser that calls itself by its parent, too',
      { ...office, userAgent: chrome },
      { ...office, userAgent: edge },
    ],
    ['Safari in the place of Chrome', { ...office, userAgent: chrome }, { ...office, userAgent: safari }],
    ['a script', office, { ...office, userAgent: 'curl/8.14.1' }],
    ['another /48', { ...office, address: '2001:db8:1::7' }, { ...office, address: '2001:db8:2::7' }],
    ['an address that is not known', office, { ...office, address: 'unknown' }],
  ])('at %s has no proof that counts', async (_, from, to) => {
    const { id: operatorId } = await makeOperator({ role: 'viewer' });
    const { secret } = await session(operatorId, from);
    const viewer = await viewerAt(secret, to);
    expect(viewer.moved).not.toBeNull();
    expect([
      viewer.proofAt.getTime(),
      viewer.actor.kind === 'operator' && viewer.actor.proofAt.getTime(),
    ]).toEqual([0, 0]);
    expect((await viewerAt(secret, from)).moved).toBeNull();
  });

  it('within the same /48, or between the loopback addresses, has not moved', async () => {
    const { id: operatorId } = await makeOperator({ role: 'viewer' });
    const v6 = await session(operatorId, { ...office, address: '2001:db8:1::7' });
    expect((await viewerAt(v6.secret, { ...office, address: '2001:db8:1:ffff::9' })).moved).toBeNull();
    const local = await session(operatorId, { ...office, address: '127.0.0.1' });
    expect((await viewerAt(local.secret, { ...office, address: '::1' })).moved).toBeNull();
  });

  it('is refused a sensitive command until the person signs in there, and may still sign out', async () => {
    const { id: operatorId } = await makeOperator({ role: 'security-officer' });
    const application = await makeApplication({ ownerId: operatorId });
    const key = await makeKey({ applicationId: application.id });
    const { secret } = await session(operatorId);
    const train: Place = { ...office, address: '198.51.100.9' };
    const suspend = async (viewer: Viewer) =>
      execute(suspendKey, viewer.actor, { id: key.id, reason: 'leaked' }, { origin: viewer.origin });
    expect(await suspend(await viewerAt(secret, train))).toMatchObject({ kind: 'needsFactor' });
    const left = await withRequest({ ...train, tlsVersion: null }, () =>
      signOut(requestWith(secret, '/sign-out')),
    );
    expect([left.status, left.headers.get('location')]).toEqual([303, 'http://localhost:3000/signed-out']);
    expect(await seen(secret)).toBeNull();
    const { secret: anew } = await session(operatorId, train);
    expect(await suspend(await viewerAt(anew, train))).toMatchObject({ kind: 'done' });
  });

  it('opens nothing there: no page, no list, no stream, nothing of the management API', async () => {
    const { id: operatorId } = await makeOperator({ role: 'account-owner' });
    const { secret } = await session(operatorId);
    const train: Place = { ...office, address: '198.51.100.9' };
    const at = (place: Place, ask: () => Promise<Response>) =>
      withRequest({ ...place, tlsVersion: null }, ask);
    const get = (path: string) =>
      new Request(`http://localhost:3000${path}`, { headers: requestWith(secret).headers });
    const asks: [string, () => Promise<Response>][] = [
      ['api', () => api(get('/api/v1/keys'), { params: Promise.resolve({ path: ['keys'] }) })],
      ['me', () => me(get('/api/v1/me'))],
      ['live', () => live(get('/live'))],
      [
        'export',
        () => {
          const body = new URLSearchParams({ format: 'csv' });
          const { headers } = requestWith(secret);
          const sent = new Request('http://localhost:3000/exports/keys', { method: 'POST', headers, body });
          return exportList(sent, { params: Promise.resolve({ list: 'keys' }) });
        },
      ],
    ];
    const answers = new Map<string, Response>();
    for (const [name, ask] of asks) answers.set(name, await at(train, ask));
    for (const name of ['api', 'me']) {
      expect(answers.get(name)?.status).toBe(403);
      expect(await answers.get(name)?.json()).toMatchObject({ error: 'needs_factor' });
    }
    expect(await answers.get('live')?.text()).toBe('event: rights\ndata: {}\n\n');
    expect(answers.get('export')?.headers.get('location')).toBe('http://localhost:3000/step-up');
    for (const [name, ask] of asks) {
      const here = await at(office, ask);
      expect([name, here.status]).toEqual([name, 200]);
      await here.body?.cancel();
    }
  });

  it('does nothing routine there, whatever the door, but end its person’s sessions', async () => {
    const { id: operatorId } = await makeOperator({ role: 'account-owner' });
    const [{ secret }, other, further] = await Promise.all([
      session(operatorId),
      session(operatorId),
      session(operatorId),
    ]);
    const theirs = await session((await makeOperator({ role: 'viewer' })).id);
    const { actor, origin } = await viewerAt(secret, { ...office, address: '198.51.100.9' });
    expect(await execute(endSession, actor, { id: theirs.id }, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: null,
    });
    expect(await execute(endOwnSession, actor, { id: other.id }, { origin })).toMatchObject({ kind: 'done' });
    await prove(actor as Actor & { kind: 'operator' }, null, { origin });
    expect(await execute(endSession, actor, { id: theirs.id }, { origin })).toMatchObject({ kind: 'done' });
    expect((await viewerAt(secret, { ...office, address: '198.51.100.9' })).moved).toBeNull();
    const elsewhere = await viewerAt(further.secret, { ...office, userAgent: chrome });
    const all = { id: further.id };
    expect(
      await execute(endAllOwnSessions, elsewhere.actor, all, { origin: elsewhere.origin }),
    ).toMatchObject({
      kind: 'done',
    });
  });

  it('that cannot be ended just now is not said to be: its person is asked to try again, and keeps the cookie', async () => {
    const { id, secret } = await session((await makeOperator({ role: 'viewer' })).id);
    const leave = () =>
      withRequest({ ...office, tlsVersion: null }, () => signOut(requestWith(secret, '/sign-out')));
    const answer = await transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${id}::uuid FOR UPDATE`;
      return leave();
    });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([503, null]);
    expect(await answer.text()).toContain('You are still signed in');
    expect(await seen(secret)).not.toBeNull();
    expect((await leave()).headers.get('location')).toBe('http://localhost:3000/signed-out');
    expect(await seen(secret)).toBeNull();
  });

  it('whose move could not be recorded is recorded with the next request from there', async () => {
    const { id, secret } = await session((await makeOperator({ role: 'viewer' })).id);
    const train: Place = { ...office, address: '198.51.100.9' };
    await transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${id}::uuid FOR UPDATE`;
      await seen(secret, train);
    });
    const done = async () => (await eventsOf('session.note_move', id)).filter((e) => e.outcome === 'done');
    expect(await done()).toHaveLength(0);
    await seen(secret, train);
    await seen(secret, train);
    expect(await done()).toHaveLength(1);
  });

  it('stands in the trail once for each place, with from, to and the place itself', async () => {
    const { id: operatorId } = await makeOperator({ role: 'viewer', name: 'Ida' });
    const { id, secret } = await session(operatorId);
    const train: Place = { ...office, address: '198.51.100.9' };
    await Promise.all([1, 2, 3, 4, 5].map(() => seen(secret, train)));
    await seen(secret);
    await seen(secret, train);
    await seen(secret, { ...train, userAgent: chrome });
    const events = await eventsOf('session.note_move', id);
    expect(events.map(({ summary }) => summary)).toEqual([
      'Session of Ida moved from 203.0.113.0/24 with Firefox to 198.51.100.0/24 with Firefox: its second factor does not count there',
      'Session of Ida moved from 203.0.113.0/24 with Firefox to 198.51.100.0/24 with Chrome: its second factor does not count there',
    ]);
    expect(events[0]).toMatchObject({
      outcome: 'done',
      actorKind: 'system',
      actorId: 'sign-in',
      address: '198.51.100.9',
      touched: [],
    });
  });

  it('is shown to its person in the list of their sessions, and on every page until they look, and again for the next place', async () => {
    const { id: operatorId } = await makeOperator({ role: 'viewer' });
    const { secret } = await session(operatorId);
    const unseen = async () => (await unseenMoves(await viewerAt(secret))).map(({ place }) => place);
    expect(await unseen()).toEqual([]);
    await seen(secret, { ...office, address: '198.51.100.9' });
    expect(await unseen()).toEqual(['198.51.100.0/24 with Firefox']);
    const [listed] = await listOwnSessions((await viewerAt(secret)).reader);
    expect(listed?.alsoUsed).toMatchObject([
      { place: '198.51.100.0/24 with Firefox', since: expect.any(Date) },
    ]);
    await noteMovesSeen(await viewerAt(secret));
    expect(await unseen()).toEqual([]);
    await seen(secret, { ...office, userAgent: chrome });
    expect(await unseen()).toEqual(['203.0.113.0/24 with Chrome']);
  });

  it('is noted by the sign-in itself: nobody’s role permits it, and an absent session is not there', async () => {
    const { id } = await session((await makeOperator({ role: 'viewer' })).id);
    const owner = await personOf((await makeOperator({ role: 'account-owner' })).id);
    const origin = { channel: 'console', address: '198.51.100.9', userAgent: firefox } as const;
    expect(await execute(noteSessionMove, owner.actor, { id }, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
    expect(await execute(noteSessionMove, signInActor, { id: absent }, { origin })).toMatchObject({
      kind: 'refused',
      code: 'not_found',
    });
  });
});
