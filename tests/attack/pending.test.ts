/** A sign-in that proved no second factor, at a connection where Gatehouse asks for its own: what it opens, and how it ends. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseParameters } from '#dev/idp/response.ts';
import { digestOf, newSecret } from '#lib/auth/cookies.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { findPending } from '#lib/auth/pending.ts';
import { completeSession } from '#lib/auth/pending-commands.ts';
import {
  enrolAndComplete,
  type Pending,
  pendingBehind,
  proveAndComplete,
} from '#lib/auth/pending-sign-in.ts';
import { findSession } from '#lib/auth/session.ts';
import { endSession } from '#lib/auth/session-commands.ts';
import { viewerBehind } from '#lib/auth/viewer.ts';
import { disableConnection, enableConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { secondFactorActor } from '#lib/factors/actor.ts';
import { beginTotp } from '#lib/factors/begin.ts';
import { enrolTotp } from '#lib/factors/enrol-commands.ts';
import { present } from '#lib/factors/present.ts';
import { giveProof } from '#lib/factors/proof-commands.ts';
import { codeAt, stepAt } from '#lib/factors/totp.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { withRequest } from '#lib/request.ts';
import { localDefault, makeOperator, must } from '#prisma/factories.ts';
import { addCodes, addTotp, session, someone } from '../db/factors-kit.ts';
import { acme, Browser, eventBehind, fromConsole, publicUrl, right, setPolicy } from './kit.ts';

const house = acme();
const cookie = '__Host-gatehouse';
const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const minute = 60_000;
let count = 0;

beforeAll(() => setPolicy({ withoutMfa: 'ask' }));

interface Owed {
  browser: Browser;
  secret: string;
  operatorId: string;
  row: { id: string; endsAt: Date };
}

/** Somebody new who came from the IdP without a second factor. */
async function owed(
  change: Partial<ResponseParameters> = {},
  who?: { id: string; nameId: string },
): Promise<Owed> {
  count += 1;
  const made =
    who ?? (await makeOperator({ connection: 'acme', email: `owes-${count}@acme.example`, role: 'viewer' }));
  const browser = new Browser();
  const started = await browser.start();
  const response = await right(house.key, started, {
    nameId: made.nameId,
    contextClass: password,
    ...change,
  });
  const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
  expect(answer.headers.get('location')).toBe(`${publicUrl}/sign-in/factor?returnTo=%2Fkeys`);
  const secret = browser.cookies.get(cookie) ?? '';
  const row = await db().session.findUniqueOrThrow({ where: { digest: digestOf(secret) } });
  return { browser, secret, operatorId: made.id, row };
}

/** As the page finds them, asked from `address`. */
function pendingOf({ secret }: Owed, { address = '203.0.113.7', now = new Date() } = {}) {
  return withRequest({ address, tlsVersion: null, userAgent: 'a browser' }, () => pendingBehind(secret, now));
}

async function mustOwe(of: Owed): Promise<Pending> {
  const pending = await pendingOf(of);
  if (!pending) throw new Error('nothing is pending');
  return pending;
}

/** Enrols an app as the page does; the answer holds the new secret. */
async function enrolled(of: Owed, pending?: Pending) {
  const by = pending ?? (await mustOwe(of));
  const start = await beginTotp(by, by.now);
  if (start.kind !== 'ready') return { kind: 'barred' as const, message: start.message };
  const code = codeAt(start.typed.replaceAll(' ', ''), stepAt(by.now) - 1);
  return enrolAndComplete(enrolTotp, by, { ticket: start.ticket, code, name: 'Phone' }, null);
}

/** Somebody of the connection with an app and recovery codes. */
async function holder() {
  const person = await someone({ connection: 'acme' });
  const app = await addTotp(person);
  const codes = await addCodes(person);
  const { nameId } = await db().operator.findUniqueOrThrow({ where: { id: person.operatorId } });
  return { person, app, codes, id: person.operatorId, nameId };
}

const opened = (secret: string) => findSession(secret, new Date());
const give = (of: Pending, code: string) => proveAndComplete(of, { assertion: null, code });

describe('a pending session', () => {
  it('leaves its event, and that of a connection that refuses is none at all', async () => {
    const { row } = await owed();
    expect(
      await db().auditEvent.findFirstOrThrow({ where: { action: 'session.start', subjectId: row.id } }),
    ).toMatchObject({
      outcome: 'done',
      summary: expect.stringContaining('their second factor is still to come'),
    });
    await setPolicy({ withoutMfa: 'refuse' });
    const browser = new Browser();
    const started = await browser.start();
    const response = await right(house.key, started, { contextClass: password });
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    await setPolicy({ withoutMfa: 'ask' });
    expect([(await eventBehind(answer)).code, browser.cookies.has(cookie)]).toEqual(['mfa', false]);
  });

  it('is none where the IdP proves a second factor', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const response = await right(house.key, started);
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(answer.headers.get('location')).toBe(`${publicUrl}/keys`);
    expect(await opened(browser.cookies.get(cookie) ?? '')).not.toBeNull();
  });

  it('is nobody to the house: no session, no viewer', async () => {
    const { secret } = await owed();
    expect(await opened(secret)).toBeNull();
    expect(await viewerBehind({ session: secret, environment: undefined }, 'console')).toBeNull();
  });

  it.each<[string, (browser: Browser) => Promise<Response>, number]>([
    ['who am I', (b) => b.ask('/api/v1/me'), 401],
    ['a list by the API', (b) => b.ask('/api/v1/keys'), 401],
    [
      'a change by the API',
      (b) => b.ask('/api/v1/keys', { method: 'POST', body: '{}', headers: fromConsole }),
      401,
    ],
    [
      'a new factor by the API',
      (b) =>
        b.ask('/api/v1/factors/authenticator-apps', { method: 'POST', body: '{}', headers: fromConsole }),
      401,
    ],
  ])('opens nothing: %s', async (_, ask, status) => {
    const { browser } = await owed();
    expect((await ask(browser)).status).toBe(status);
  });

  it.each(['step-up', 'test'])(
    'opens nothing: a %s at the IdP is not asked for in its name',
    async (purpose) => {
      const { browser } = await owed();
      const headers = { 'sec-fetch-site': 'same-origin' };
      const answer = await browser.ask(`/saml/acme/login?purpose=${purpose}`, { headers });
      expect((await eventBehind(answer)).code).toBe('asker');
    },
  );

  it('signs nobody out but itself: the cookie goes', async () => {
    const { browser } = await owed();
    const answer = await browser.ask('/sign-out', { method: 'POST', headers: fromConsole });
    expect([answer.status, browser.cookies.has(cookie)]).toEqual([303, false]);
  });

  it('ends after ten minutes', async () => {
    const { secret } = await owed();
    const now = Date.now();
    expect(await findPending(secret, new Date(now + 9 * minute))).not.toBeNull();
    expect(await findPending(secret, new Date(now + 11 * minute))).toBeNull();
  });

  it('is replaced by the next sign-in of its browser', async () => {
    const { browser, secret } = await owed();
    const started = await browser.start();
    const response = await right(house.key, started, { contextClass: password });
    await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await findPending(secret, new Date())).toBeNull();
  });
});

describe('the first factor', () => {
  it('added right after the sign-in completes it: new cookie, fresh proof, an event that says how', async () => {
    const of = await owed();
    const outcome = await enrolled(of);
    if (outcome.kind !== 'completed') throw new Error(JSON.stringify(outcome));
    expect(outcome.secret).not.toBe(of.secret);
    expect([await opened(of.secret), await pendingOf(of)]).toEqual([null, null]);
    const now = await opened(outcome.secret);
    expect(now).toMatchObject({ id: of.row.id, authnContext: 'urn:gatehouse:totp', endsAt: of.row.endsAt });
    expect(Date.now() - (now?.proofAt.getTime() ?? 0)).toBeLessThan(minute);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'session.complete', subjectId: of.row.id },
    });
    expect(event).toMatchObject({
      outcome: 'done',
      actorKind: 'system',
      before: { pending: true },
      after: { pending: false },
    });
  });

  it('never outlasts what the IdP gave its session', async () => {
    const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 30 * minute);
    const stated = `<saml:AuthnStatement SessionNotOnOrAfter="${end.toISOString()}" `;
    const of = await owed({ edit: { assertion: (x) => x.replace('<saml:AuthnStatement ', () => stated) } });
    const outcome = await enrolled(of);
    expect(outcome.kind === 'completed' && (await opened(outcome.secret))?.endsAt).toEqual(end);
  });

  it('is not added on an old sign-in: the IdP may have known somebody who left', async () => {
    const of = await owed({ authnInstant: new Date(Date.now() - 60 * minute) });
    expect(await enrolled(of)).toMatchObject({ kind: 'barred' });
    expect(await pendingOf(of)).not.toBeNull();
  });

  it('is not added by somebody who has one: whoever knows the password alone would add theirs', async () => {
    const known = await holder();
    const of = await owed({}, known);
    expect(await enrolled(of)).toMatchObject({
      kind: 'barred',
      message: expect.stringContaining('prove it first'),
    });
    const pending = await mustOwe(of);
    const outcome = await enrolAndComplete(
      enrolTotp,
      pending,
      { ticket: 'made-up', code: '000000', name: 'Phone' },
      null,
    );
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(await db().factor.count({ where: { operatorId: known.id, kind: 'totp', endedAt: null } })).toBe(1);
  });

  it('begun in one pending session is not finished in another', async () => {
    const [one, two] = [await owed(), await owed()];
    const [first, second] = [await mustOwe(one), await mustOwe(two)];
    const start = await beginTotp(first, first.now);
    if (start.kind !== 'ready') throw new Error(start.message);
    const code = codeAt(start.typed.replaceAll(' ', ''), stepAt(first.now) - 1);
    const outcome = await enrolAndComplete(
      enrolTotp,
      second,
      { ticket: start.ticket, code, name: 'Phone' },
      null,
    );
    expect(outcome).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect(await pendingOf(two)).not.toBeNull();
  });
});

describe('proving the factor one has', () => {
  let known: Awaited<ReturnType<typeof holder>>;
  beforeEach(async () => {
    known = await holder();
  });

  it('by a code of the app completes the sign-in', async () => {
    const of = await owed({}, known);
    const outcome = await give(await mustOwe(of), known.app.codeAt(new Date()));
    expect(outcome.kind).toBe('completed');
    expect(outcome.kind === 'completed' && (await opened(outcome.secret))?.authnContext).toBe(
      'urn:gatehouse:totp',
    );
  });

  it('by a recovery code completes it once; the second sign-in by the same code stays shut', async () => {
    const [code = ''] = known.codes;
    const first = await give(await mustOwe(await owed({}, known)), code);
    expect(first.kind === 'completed' && (await opened(first.secret))?.authnContext).toBe(
      'urn:gatehouse:recovery-code',
    );
    const again = await owed({}, known);
    expect((await give(await mustOwe(again), code)).kind).toBe('refused');
    expect(await opened(again.secret)).toBeNull();
  });

  it('by a code of somebody else’s app, or one of their recovery codes, opens nothing', async () => {
    const other = await holder();
    const of = await owed({}, known);
    const pending = await mustOwe(of);
    expect((await give(pending, other.app.codeAt(new Date()))).kind).toBe('refused');
    expect((await give(pending, other.codes[0] ?? '')).kind).toBe('refused');
    expect([await opened(of.secret), await db().proof.count({ where: { sessionId: of.row.id } })]).toEqual([
      null,
      0,
    ]);
  });

  it('is not skipped: no factor given, or none that holds, and nothing is open', async () => {
    const of = await owed({}, known);
    const pending = await mustOwe(of);
    expect(await proveAndComplete(pending, { assertion: null, code: null })).toEqual({
      kind: 'refused',
      message: null,
    });
    expect(await complete(of)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await opened(of.secret)).toBeNull();
  });

  it('is not done by a proof of their provider, nor by one of another session of theirs', async () => {
    const of = await owed({}, known);
    const proof = { operatorId: known.id, kind: 'idp', context: 'https://refeds.org/profile/mfa' };
    const origin = { channel: 'saml' as const, address: '203.0.113.7', userAgent: 'a browser' };
    await execute(giveProof, secondFactorActor, { ...proof, sessionId: of.row.id }, { origin });
    const elsewhere = await session(known.id);
    await give({ ...(await mustOwe(of)), sessionId: elsewhere.sessionId }, known.codes[1] ?? '');
    expect(await complete(of)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await opened(of.secret)).toBeNull();
  });

  it('in another place than the one who completes: a pending cookie that was carried off stays shut', async () => {
    const of = await owed({}, known);
    const thief = await pendingOf(of, { address: '198.51.100.66' });
    // The person gives their factor, and the thief is faster with the rest.
    const pending = await mustOwe(of);
    await present(
      pending,
      { assertion: null, code: known.codes[2] ?? '' },
      { binding: null, origin: pending.origin, now: pending.now },
    );
    expect(await complete(of, thief?.origin)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await complete(of)).toMatchObject({ kind: 'done' });
  });

  it('twice at once completes once', async () => {
    const of = await owed({}, known);
    const pending = await mustOwe(of);
    const outcomes = await Promise.all([
      give(pending, known.codes[3] ?? ''),
      give(pending, known.codes[4] ?? ''),
    ]);
    expect(outcomes.map((o) => o.kind).sort()).toEqual(['completed', 'over']);
    const secrets = outcomes.flatMap((o) => (o.kind === 'completed' ? [o.secret] : []));
    expect(await opened(secrets[0] ?? '')).not.toBeNull();
    expect(
      await db().auditEvent.count({
        where: { action: 'session.complete', subjectId: of.row.id, outcome: 'done' },
      }),
    ).toBe(1);
  });

  it.each<[string, (of: Owed) => Promise<unknown>, () => Promise<unknown>]>([
    ['it was ended', (of) => must(endSession, { id: of.row.id, reason: 'ended in between' }), async () => {}],
    [
      'the person was disabled',
      (of) => must(disableOperator, { id: of.operatorId, reason: 'left the company' }),
      () => must(enableOperator, { id: known.id, reason: 'came back' }),
    ],
    [
      'the connection was disabled',
      async () => must(disableConnection, { id: await acmeId(), reason: 'rolled over' }, cli),
      async () => must(enableConnection, { id: await acmeId() }, localDefault),
    ],
  ])('after %s opens nothing', async (_, meanwhile, undo) => {
    const of = await owed({}, known);
    const pending = await mustOwe(of);
    await meanwhile(of);
    const outcome = await give(pending, known.codes[5] ?? '');
    expect(outcome.kind).not.toBe('completed');
    await undo();
    expect([await opened(of.secret), await pendingOf(of)]).toEqual([null, null]);
  });

  it('after its ten minutes opens nothing', async () => {
    const of = await owed({}, known);
    const pending = await mustOwe(of);
    const late = { ...pending, now: new Date(Date.now() + 11 * minute) };
    expect((await give(late, known.codes[6] ?? '')).kind).not.toBe('completed');
  });
});

const cli = { kind: 'cli', id: 'cli:test', name: 'test' } as const;
const acmeId = async () => (await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } })).id;

function complete({ row }: Owed, from?: Pending['origin']) {
  const origin = from ?? { channel: 'console', address: '203.0.113.7', userAgent: 'a browser' };
  return execute(completeSession, signInActor, { id: row.id, digest: digestOf(newSecret()) }, { origin });
}

it('somebody without any role adds their first factor, too, and is signed in without rights', async () => {
  const made = await makeOperator({ connection: 'acme', email: 'bare@acme.example' });
  expect(await enrolled(await owed({}, made))).toMatchObject({ kind: 'completed' });
});
