/** Open pages: what a stream carries, and that it ends with its session and its rights, in whatever process these end. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { GET as live } from '#app/live/route.ts';
import { watchSessions } from '#lib/auth/watch.ts';
import { close } from '#lib/break-glass/act.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { keepStreams } from '#lib/live/streams.ts';
import { commands, execute } from '#lib/registry.ts';
import { withRequest } from '#lib/request.ts';
import * as make from '#prisma/factories.ts';
import { bgOrigin, knock, name, seatOf } from '#tests/support/break-glass.ts';
import { executeAlone } from '#tests/support/proven.ts';
import { metadataOf, type Person, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'for the test';

beforeAll(() => setEnv({ LOG_LEVEL: 'silent', DOOR_LIMIT_PER_MINUTE: '100000' }));

interface Stream {
  /** The events so far: name and data. */
  events: { name: string; data: string }[];
  closed: boolean;
  leave(): void;
  sessionId: string;
  operatorId: string;
}

/** The stream of a fresh session of somebody, read as a browser reads it. */
async function streamOf(operatorId: string): Promise<Stream> {
  const secret = randomBytes(32).toString('base64url');
  const { id } = await make.makeSession(operatorId, { secret });
  return read(secret, { sessionId: id, operatorId });
}

async function read(secret: string, of: { sessionId: string; operatorId: string }): Promise<Stream> {
  const gone = new AbortController();
  const answer = await open(secret, gone.signal);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const stream: Stream = { ...of, events: [], closed: false, leave: () => gone.abort() };
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (name) stream.events.push({ name, data });
      }
    }
    stream.closed = true;
  })().catch(() => {
    stream.closed = true;
  });
  return stream;
}

function open(secret: string, signal?: AbortSignal, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request('http://localhost:3000/live', {
    headers: { cookie: `__Host-gatehouse=${secret}`, 'sec-fetch-site': 'same-origin', ...headers },
    ...(signal && { signal }),
  });
  // The place in which `makeSession` signs people in.
  return withRequest({ address: 'unknown', tlsVersion: null, userAgent: 'test' }, () => live(request));
}

const named = (stream: Stream, name: string) => stream.events.filter((event) => event.name === name);
const lastState = (stream: Stream) =>
  JSON.parse(named(stream, 'state').at(-1)?.data ?? '{}') as Record<string, string>;
const speaks = (stream: Stream) => expect.poll(() => named(stream, 'state').length).toBeGreaterThan(0);
const endsWith = async (stream: Stream, name: string) => {
  await expect.poll(() => stream.closed, { interval: 20 }).toBe(true);
  expect(stream.events.at(-1)?.name).toBe(name);
};

async function somebody(role: 'viewer' | 'account-owner' | 'security-officer' | 'auditor'): Promise<Person> {
  return w.another(role);
}

test('disabling an operator closes their open streams, and nobody else’s', async () => {
  const [one, other] = [await somebody('viewer'), await somebody('viewer')];
  const [mine, theirs] = [await streamOf(one.id), await streamOf(other.id)];
  await Promise.all([speaks(mine), speaks(theirs)]);
  await make.must(commands.disableOperator, { id: one.id, reason });
  await endsWith(mine, 'ended');
  expect(theirs.closed).toBe(false);
  theirs.leave();
});

test('ending a session closes its streams', async () => {
  const { id } = await somebody('viewer');
  const stream = await streamOf(id);
  await speaks(stream);
  await make.must(commands.endSession, { id: stream.sessionId, reason });
  await endsWith(stream, 'ended');
});

test('a role that is given, or taken, tells the page to ask anew and ends the stream of the former rights', async () => {
  const { id } = await somebody('viewer');
  const before = await streamOf(id);
  await speaks(before);
  await make.giveRole(id, 'auditor');
  await endsWith(before, 'rights');
  // A browser waits before it comes again: what changed meanwhile it sees by a number that its page was not made with.
  const after = await streamOf(id);
  await speaks(after);
  expect(lastState(after).rights).not.toBe(lastState(before).rights);
  const { id: given } = await db().assignment.findFirstOrThrow({
    where: { operatorId: id, role: 'auditor' },
  });
  await make.must(commands.endAssignment, { id: given, reason });
  await endsWith(after, 'rights');
});

test('a session that goes idle loses its stream; that the stream is open, or opened again, is no sign of life', async () => {
  const { id } = await somebody('viewer');
  const secret = randomBytes(32).toString('base64url');
  const { id: sessionId } = await make.makeSession(id, { secret });
  const seenAt = async () =>
    (await db().sessionActivity.findUniqueOrThrow({ where: { sessionId } })).lastSeenAt.getTime();
  // Some seconds are left in which the stream must be open, on any machine.
  const longAgo = Date.now() - 14.92 * 60_000;
  await db().sessionActivity.update({ where: { sessionId }, data: { lastSeenAt: new Date(longAgo) } });
  const stream = await read(secret, { sessionId, operatorId: id });
  await speaks(stream);
  expect(await seenAt()).toBe(longAgo);
  await expect.poll(() => stream.closed).toBe(true);
  expect(stream.events.at(-1)?.name).toBe('ended');
  expect(await (await open(secret)).text()).toBe('event: ended\ndata: {}\n\n');
  expect(await seenAt()).toBe(longAgo);
});

test('a stream says that something changed, by numbers that its reader may see and no others', async () => {
  const viewer = await streamOf((await somebody('viewer')).id);
  const auditor = await streamOf((await somebody('auditor')).id);
  const owner = await streamOf((await somebody('account-owner')).id);
  await Promise.all([viewer, auditor, owner].map(speaks));
  const was = { epoch: Number(lastState(owner).epoch), audit: Number(lastState(owner).audit) };
  const { id } = await make.makeApplication({ ownerId: owner.operatorId });
  await make.makeKey({ applicationId: id });
  await expect.poll(() => Number(lastState(viewer).epoch)).toBeGreaterThan(was.epoch);
  await expect.poll(() => Number(lastState(auditor).audit)).toBeGreaterThan(was.audit);
  expect(Object.keys(lastState(viewer)).sort()).toEqual(['epoch', 'gates', 'opening', 'rights']);
  expect(Object.keys(lastState(auditor)).sort()).toEqual(['audit', 'epoch', 'gates', 'opening', 'rights']);
  expect(Object.keys(lastState(owner)).sort()).toEqual([
    'approvals',
    'audit',
    'epoch',
    'gates',
    'notices',
    'opening',
    'rights',
  ]);
  for (const { data } of named(owner, 'state')) expect(data).toMatch(/^\{("\w+":"[\d/]+",?)+\}$/);
  const { number } = await db().epoch.findUniqueOrThrow({ where: { id: 1 } });
  await expect.poll(() => lastState(viewer).epoch).toBe(String(number));
  const told = viewer.events.length;
  // What a viewer may not see does not move their stream either.
  await execute(
    commands.addConnection,
    { kind: 'cli', id: 'root@host', name: 'root@host' },
    { slug: 'quiet', name: 'Quiet', metadata: await metadataOf('https://quiet.example.com') },
    { origin, recovery: true },
  );
  await expect.poll(() => lastState(owner).notices).not.toBe('0');
  expect(viewer.events.length).toBe(told);
  for (const stream of [viewer, auditor, owner]) stream.leave();
});

test('break-glass that is begun, and that opens, moves the pages of everybody', async () => {
  const owner = await somebody('account-owner');
  const [first, second] = [
    await name((await somebody('auditor')).id, owner),
    await name((await somebody('auditor')).id, await somebody('account-owner')),
  ];
  const viewer = await streamOf((await somebody('viewer')).id);
  await speaks(viewer);
  expect(lastState(viewer).opening).toBe('0');
  const one = await seatOf(await knock(first));
  await expect.poll(() => lastState(viewer).opening).toMatch(/^\d+\/1$/);
  const two = await seatOf(await knock(second));
  await expect.poll(() => lastState(viewer).opening).toMatch(/^\d+\/2$/);
  expect(one.openingId).toBe(two.openingId);
  await close({ seat: two, origin: bgOrigin, now: new Date() });
  await expect.poll(() => lastState(viewer).opening).toBe('0');
  viewer.leave();
});

test('an application that is handed over ends the streams of the former rights, of who had it and who has it', async () => {
  const [before, after] = [await w.another('developer'), await w.another('developer')];
  const { id } = await make.makeApplication({ ownerId: before.id });
  const [loses, gains] = [await streamOf(before.id), await streamOf(after.id)];
  await Promise.all([loses, gains].map(speaks));
  await make.must(commands.handOverApplication, { id, ownerId: after.id, reason });
  await Promise.all([endsWith(loses, 'rights'), endsWith(gains, 'rights')]);
});

test('requests that an approver is not asked about do not move their page', async () => {
  const [officer, owner] = [await somebody('security-officer'), await somebody('account-owner')];
  const sessions = await Promise.all([officer, owner].map(({ id }) => make.makeSession(id)));
  const ids = sessions.map(({ id }) => id);
  const counts = async () => {
    const told = await watchSessions(ids, new Date());
    return ids.map((id) => told.get(id)?.told.approvals);
  };
  const [before, ownersBefore] = await counts();
  const asked = await executeAlone(
    commands.createAssignment,
    (await somebody('account-owner')).actor,
    { operatorId: (await make.makeOperator({})).id, role: 'administrator', environmentId: null, reason },
    { origin },
  );
  expect(asked.kind).toBe('awaitsApproval');
  const [now, ownersNow] = await counts();
  expect(now).toBe(before);
  expect(ownersNow).not.toBe(ownersBefore);
});

test('without a session there is no stream, and a sibling host gets none', async () => {
  const nobody = await open(randomBytes(32).toString('base64url'));
  expect(await nobody.text()).toBe('event: ended\ndata: {}\n\n');
  const { id } = await somebody('viewer');
  const secret = randomBytes(32).toString('base64url');
  await make.makeSession(id, { secret });
  expect((await open(secret, undefined, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
});

test('one session has at most six streams; one that is left makes room', async () => {
  const { id } = await somebody('viewer');
  const secret = randomBytes(32).toString('base64url');
  const { id: sessionId } = await make.makeSession(id, { secret });
  const of = { sessionId, operatorId: id };
  const six = await Promise.all(Array.from({ length: 6 }, () => read(secret, of)));
  expect((await open(secret)).status).toBe(429);
  six[0]?.leave();
  const again = await read(secret, of);
  for (const stream of [...six, again]) stream.leave();
});

test('a process has at most as many as it is given, and streams close when nobody can look any more', async () => {
  const words: string[] = [];
  let isAway = false;
  const streams = keepStreams(async (ids, now) => {
    if (isAway) throw new Error('away');
    return watchSessions(ids, now);
  }, 1);
  const { id } = await make.makeSession((await somebody('viewer')).id);
  let closed = 0;
  const opened = streams.open(
    id,
    (text) => words.push(text),
    () => closed++,
  );
  expect(opened).not.toBeNull();
  expect(
    streams.open(
      'another',
      () => {},
      () => {},
    ),
  ).toBeNull();
  await expect.poll(() => words.join('')).toContain('event: state');
  isAway = true;
  await expect.poll(() => closed).toBe(1);
  expect(words.at(-1)).toMatch(/^event: away/);
  expect(streams.count()).toBe(0);
});

test('where announcing fails the beat alone ends the stream in time', async () => {
  const { id } = await somebody('viewer');
  const stream = await streamOf(id);
  await speaks(stream);
  // As when Postgres lets the listening connection go.
  await db()
    .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse console listen' AND pid <> pg_backend_pid()`;
  await make.must(commands.endSession, { id: stream.sessionId, reason });
  await endsWith(stream, 'ended');
});
