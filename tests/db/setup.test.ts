/** The first start of a production installation: one link, one browser, one owner. */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { POST as begin } from '#app/(entrance)/setup/begin/route.ts';
import type { Actor } from '#lib/access/actor.ts';
import type { Origin } from '#lib/audit/record.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { recordTest } from '#lib/connections/test-commands.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { addOperator } from '#lib/operators/commands.ts';
import { commands, execute } from '#lib/registry.ts';
import { withRequest } from '#lib/request.ts';
import { setupCookie } from '#lib/setup/browser.ts';
import { bindLink, makeSetupLink, offerSetup, setupActor, setupDigest } from '#lib/setup/link.ts';
import { linkOfBrowser } from '#lib/setup/queries.ts';
import { stepOf } from '#lib/setup/rules.ts';
import { makeOperator } from '#prisma/factories.ts';
import { metadataOf, world } from '#tests/support/world.ts';

const origin: Origin = { channel: 'console', address: '192.0.2.7', userAgent: 'test' };
const cli: Actor = { kind: 'cli', id: 'root@host', name: 'root@host' };
const secret = () => randomUUID().replaceAll('-', '').padEnd(43, 'x');
const minutes = (n: number) => new Date(Date.now() + n * 60_000);
const olivia = 'olivia@example.com';

async function link(now?: Date): Promise<string> {
  const made = await makeSetupLink(setupActor, now ? { now } : {});
  if (made.kind !== 'made') throw new Error(made.message);
  return new URL(made.url).searchParams.get('token') ?? '';
}

/** A link that belongs to a browser, whose secret is returned with the link's id. */
async function bound(): Promise<{ browser: string; id: string }> {
  const [token, browser] = [await link(), secret()];
  expect(await bindLink(token, browser, origin)).toBe(true);
  const row = await linkOfBrowser(setupDigest(browser), new Date());
  return { browser, id: row?.id ?? '' };
}

const run = (
  name: 'nameFirstOwner' | 'connectFirst' | 'finishSetup',
  input: { id: string },
  more: { now?: Date } = {},
) => execute(commands[name], setupActor, input, { origin, ...more });

const slug = () => `s${randomUUID().slice(0, 8)}`;

async function connected(id: string): Promise<string> {
  await run('nameFirstOwner', { id, name: 'Olivia Owner', email: olivia, nameId: '' } as { id: string });
  const metadata = await metadataOf(`https://${randomUUID()}.example.com`);
  const outcome = await run('connectFirst', { id, slug: slug(), name: 'First', metadata } as { id: string });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return (outcome.result as unknown as { connectionId: string }).connectionId;
}

/** What the test sign-in leaves: whom the provider named, and whether every check passed. */
async function tested(id: string, connectionId: string, nameId: string, passed = true): Promise<void> {
  const { version } = await db().connection.findUniqueOrThrow({ where: { id: connectionId } });
  const check = { name: 'Subject', rule: 'subject', outcome: 'passed', value: nameId, detail: null };
  const last = { name: 'MFA', rule: 'mfa', outcome: passed ? 'passed' : 'failed', value: null, detail: null };
  const input = {
    ...{ connectionId, version, testedBy: id, passed, fingerprint: null, assertion: null },
    checks: [check, last],
  };
  const outcome = await execute(recordTest, signInActor, input, { origin });
  expect(outcome).toMatchObject({ kind: 'done' });
}

describe('a link', () => {
  const w = world();
  beforeAll(() => setEnv({ LOG_LEVEL: 'silent', DOOR_LIMIT_PER_MINUTE: '100000' }));

  it('is 256 random bits, of which the database has the digest alone; a new one ends the former', async () => {
    const [first, second] = [await link(), await link()];
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(first).not.toBe(second);
    const rows = await db().setupLink.findMany({ orderBy: { createdAt: 'asc' } });
    expect(JSON.stringify(rows)).not.toContain(first);
    expect(rows.at(-2)?.endedAt).not.toBeNull();
    expect(rows.at(-1)).toMatchObject({ digest: setupDigest(second), endedAt: null });
    expect(await bindLink(first, secret(), origin)).toBe(false);
  });

  it('belongs to the first browser that posts it, however often that one does; another is refused, and the trail says so', async () => {
    const [token, browser] = [await link(), secret()];
    expect(await bindLink(token, browser, origin)).toBe(true);
    expect(await bindLink(token, browser, origin)).toBe(true);
    expect(await bindLink(token, secret(), origin)).toBe(false);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'setup.bind', outcome: 'refused' },
      orderBy: { number: 'desc' },
    });
    expect(event).toMatchObject({ code: 'forbidden', actorId: 'setup' });
  });

  it('that two browsers post at once belongs to one of them', async () => {
    const token = await link();
    const bindings = await Promise.all(Array.from({ length: 6 }, () => bindLink(token, secret(), origin)));
    expect(bindings.filter(Boolean)).toHaveLength(1);
  });

  it('ends after 30 minutes, opened or not', async () => {
    const late = await link(minutes(-31));
    expect(await bindLink(late, secret(), origin)).toBe(false);
    const { browser, id } = await bound();
    expect(await linkOfBrowser(setupDigest(browser), minutes(31))).toBeNull();
    const input = { id, name: 'Olivia', email: olivia } as { id: string };
    expect(await run('nameFirstOwner', input, { now: minutes(31) })).toMatchObject({ code: 'forbidden' });
    expect(await run('nameFirstOwner', input)).toMatchObject({ kind: 'done' });
  });

  it('does nothing before a browser has it', async () => {
    await link();
    const row = await db().setupLink.findFirstOrThrow({ where: { endedAt: null } });
    const input = { id: row.id, name: 'Olivia', email: olivia } as { id: string };
    expect(await run('nameFirstOwner', input)).toMatchObject({ kind: 'refused', code: 'forbidden' });
  });

  it('is refused with the same bytes whatever is wrong with it', async () => {
    const [ended, open] = [await link(), await link()];
    await bindLink(open, secret(), origin);
    const answers = await Promise.all(
      [ended, open, secret(), 'short', ''].map(async (token) => {
        const body = new URLSearchParams({ token }).toString();
        const request = new Request('http://localhost:3000/setup/begin', {
          method: 'POST',
          body,
          headers: { 'content-length': String(body.length) },
        });
        const facts = { address: '192.0.2.9', tlsVersion: null, userAgent: 'test' };
        const answer = await withRequest(facts, () => begin(request));
        return { status: answer.status, headers: [...answer.headers], body: await answer.text() };
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(JSON.stringify(answers[0])).toContain('/setup/refused');
    expect(JSON.stringify(answers)).not.toContain(setupCookie);
  });

  it('takes up where a former one was left: owner and connection are not asked again', async () => {
    const { browser, id } = await bound();
    const connectionId = await connected(id);
    // The same browser after its console was ended, and another one with a new link.
    expect(stepOf((await linkOfBrowser(setupDigest(browser), new Date())) ?? never())).toBe('test');
    const next = await bound();
    const row = await linkOfBrowser(setupDigest(next.browser), new Date());
    expect(row).toMatchObject({ ownerEmail: olivia, connectionId });
    expect(await linkOfBrowser(setupDigest(browser), new Date())).toBeNull();
  });

  it('leaves one connection, switched off, when the provider is given anew', async () => {
    const { id } = await bound();
    const before = await connected(id);
    const after = await connected(id);
    expect(await db().connection.findUnique({ where: { id: before } })).toBeNull();
    expect(await db().connection.findUnique({ where: { id: after } })).toMatchObject({ enabled: false });
  });

  it('makes nobody an owner unless the latest test passed and named exactly that person', async () => {
    const { id } = await bound();
    expect(await run('finishSetup', { id })).toMatchObject({ kind: 'refused' });
    const connectionId = await connected(id);
    for (const [named, passed] of [
      ['mallory@example.com', true],
      [`${olivia} and others`, true],
      [olivia, false],
    ] as const) {
      await tested(id, connectionId, named, passed);
      expect(await run('finishSetup', { id }), named).toMatchObject({ kind: 'refused', code: 'conflict' });
    }
    expect(await db().operator.count()).toBe(0);
    expect(await db().connection.count({ where: { id: connectionId, enabled: true } })).toBe(0);
  });

  it('is written to a file of this user alone where no terminal shows it, and is not made anew while it is open', async () => {
    await db().setupLink.count();
    const shown = await offerSetup(true, minutes(40));
    expect(shown?.lines.join('\n')).toMatch(/\/setup\?token=[\w-]{43}/);
    const hidden = await offerSetup(false, minutes(80));
    const file = hidden?.file ?? '';
    expect(file.startsWith(w.dataDir)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const url = readFileSync(file, 'utf8').trim();
    expect(url).toMatch(/\/setup\?token=[\w-]{43}$/);
    expect(hidden?.lines.join('\n')).not.toContain(new URL(url).searchParams.get('token'));
    const again = await offerSetup(false, minutes(90));
    expect(again).toMatchObject({ file: null });
    expect(again?.lines.join('\n')).toMatch(/is open until/);
  });
});

describe('the last step', () => {
  world();
  let browser = '';
  let id = '';
  let connectionId = '';
  beforeAll(async () => {
    ({ browser, id } = await bound());
    connectionId = await connected(id);
    await tested(id, connectionId, `${olivia} (urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress)`);
  });

  it('is done once, however many processes finish at once: owner, connection and the end of the link together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => run('finishSetup', { id })));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const [owner] = await db().operator.findMany({ include: { assignments: true } });
    expect(await db().operator.count()).toBe(1);
    expect(owner).toMatchObject({ email: olivia, nameId: olivia, connectionId, state: 'active' });
    expect(owner?.assignments).toMatchObject([{ role: 'account-owner', environmentId: null }]);
    expect(await db().connection.findUnique({ where: { id: connectionId } })).toMatchObject({
      enabled: true,
    });
    expect(await db().setupLink.findUnique({ where: { id } })).toMatchObject({
      endedAt: expect.any(Date),
    });
    expect(await db().notice.count({ where: { action: 'setup.finish' } })).toBe(1);
  });

  it('closes this way in for good: no link is made, none is taken, and each says that somebody is there', async () => {
    expect(await linkOfBrowser(setupDigest(browser), new Date())).toBeNull();
    for (const actor of [setupActor, cli])
      expect(await makeSetupLink(actor)).toEqual({
        kind: 'refused',
        message: 'An operator exists already, so this installation is set up. Sign in instead.',
      });
    expect(await offerSetup(true)).toBeNull();
    const input = { id, name: 'Mallory', email: 'mallory@example.com' } as { id: string };
    expect(await run('nameFirstOwner', input)).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect(await run('finishSetup', { id })).toMatchObject({ kind: 'refused', code: 'conflict' });
  });
});

describe('beside the command line', () => {
  world();

  it('set-up never makes an owner where somebody was an operator before it', async () => {
    const { id } = await bound();
    const connectionId = await connected(id);
    await tested(id, connectionId, olivia);
    const input = { connection: 'dev', email: 'first@example.com', role: 'viewer', reason: 'first' };
    const [finished, added] = await Promise.all([
      run('finishSetup', { id }),
      execute(addOperator, cli, input, { origin }),
    ]);
    expect(added.kind).toBe('done');
    const order = await db().auditEvent.findMany({
      where: { action: { in: ['setup.finish', 'operator.add'] }, outcome: 'done' },
      orderBy: { number: 'asc' },
      select: { action: true },
    });
    if (finished.kind === 'done') expect(order[0]?.action).toBe('setup.finish');
    else expect(order).toEqual([{ action: 'operator.add' }]);
    await makeOperator({ email: 'second@example.com' });
    expect(await offerSetup(false)).toBeNull();
  });
});

function never(): never {
  throw new Error('there is no such link');
}
