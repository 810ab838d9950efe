/** Account owners are told by e-mail: against a real SMTP receiver on loopback, and a real queue in Postgres. */
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import pg from 'pg';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#lib/access/actor.ts';
import { addConnection, removeConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { childEnv, env, readEnv, setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { messageOf } from '#lib/mail/message.ts';
import { mailState, ownerAddresses } from '#lib/mail/queries.ts';
import { deliver, smtpOptions, tryMailServer } from '#lib/mail/transport.ts';
import { signOffNotice } from '#lib/notices/commands.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { metadataOf, type Person, personOf, world } from '#tests/support/world.ts';
import { beat } from '#worker/beat.ts';
import { sendMail } from '#worker/send-mail.ts';
import { addTotp, session } from './factors-kit.ts';
import { makePair } from './tls-kit.ts';

const w = world();
const minute = 60_000;

interface Received {
  from: string;
  to: string[];
  raw: string;
  secure: boolean;
}

interface Receiver {
  port: number;
  got: Received[];
  close(): Promise<void>;
}

const open = new Set<Receiver>();

/** A mail server that keeps what it is given. */
async function receiver(options: SMTPServerOptions = {}, port = 0): Promise<Receiver> {
  const got: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    ...options,
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk.toString();
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          raw,
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
        });
        done();
      });
    },
  });
  // A client that breaks the handshake off is what some tests are about.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const made = {
    got,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  open.add(made);
  return made;
}

/** A critical change of the command line, whose actor bears that name. */
async function tell(actorName = 'root@host'): Promise<string> {
  const slug = `c${Math.random().toString(36).slice(2, 10)}`;
  const { id } = await makeConnection({ slug, metadata: await metadataOf(`https://${slug}.example.com`) });
  const actor: Actor = { kind: 'cli', id: 'root@host', name: actorName };
  const outcome = await execute(
    removeConnection,
    actor,
    { id, reason: 'for the test' },
    { origin: { channel: 'cli', address: null, userAgent: null } },
  );
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return slug;
}

const use = (url: string, more: Record<string, string> = {}) =>
  setEnv({
    SMTP_URL: url,
    MAIL_FROM: '',
    PUBLIC_URL: 'https://gatehouse.example.com',
    LOG_LEVEL: 'silent',
    ...more,
  });

/** Headers alone, unfolded. */
const headersOf = (raw: string) => (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]/g, ' ').split('\r\n');

let olivia: Person;

beforeAll(async () => {
  olivia = await personOf(
    (await makeOperator({ role: 'account-owner', email: 'olivia@example.test', name: 'Olivia Owner' })).id,
  );
  await makeOperator({ role: 'account-owner', email: 'otto@example.test' });
  await makeOperator({ role: 'account-owner', email: 'gone@example.test', state: 'disabled' });
  await makeOperator({ role: 'administrator', email: 'ada@example.test' });
});

// What earlier tests told of is not news to the next one.
beforeEach(async () => {
  await db().$executeRaw`
    INSERT INTO notice_mail (notice_id, next_attempt_at, sent_at) SELECT id, now(), now() FROM notice
    ON CONFLICT (notice_id) DO UPDATE SET sent_at = now(), error = NULL`;
});

afterEach(async () => {
  for (const server of open) await server.close();
  open.clear();
});

test('a first second factor is mailed to the person whom it is about, too, and once to an owner', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  const metadata = await metadataOf('https://asks.example.com');
  await must(addConnection, { slug: 'asks', name: 'Asks', metadata, withoutMfa: 'ask', enable: true });
  const vera = await makeOperator({ connection: 'asks', email: 'vera@example.test' });
  await addTotp(await session(vera.id, { pending: true }));
  await sendMail(new Date());
  const mails = server.got.filter(({ raw }) => raw.includes('factor.enrol_totp'));
  expect(mails.map(({ to }) => to.sort())).toEqual([
    ['olivia@example.test', 'otto@example.test', 'vera@example.test'],
  ]);
});

test('a critical change is mailed to every active account owner and to nobody else, as plain text with the way to the console', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  const slug = await tell();
  expect(await sendMail(new Date())).toBe(1);
  expect(server.got).toHaveLength(1);
  const [mail] = server.got;
  expect(mail?.to.sort()).toEqual(['olivia@example.test', 'otto@example.test']);
  expect(mail?.from).toBe('gatehouse@gatehouse.example.com');
  const headers = headersOf(mail?.raw ?? '');
  expect(headers).toContain(`Subject: [gatehouse.example.com] Connection ${slug} removed with 0 people`);
  expect(headers.find((h) => h.startsWith('Content-Type:'))).toMatch(/^Content-Type: text\/plain/);
  expect(mail?.raw).toContain('https://gatehouse.example.com/');
  expect(mail?.raw).toContain('connection.remove');
  expect(await sendMail(new Date(Date.now() + 60 * minute))).toBe(0);
  expect(server.got).toHaveLength(1);
});

test('while the mail server is away the change stands, Overview says so to owners alone, and the mail comes when it is back', async () => {
  const gone = await receiver();
  await gone.close();
  open.delete(gone);
  use(`smtp://127.0.0.1:${gone.port}`);
  await tell();
  const now = new Date();
  expect(await sendMail(now)).toBe(0);
  expect(await mailState(now)).toMatchObject({ kind: 'failing', waiting: 1 });
  const kinds = async (who: Person) => (await needsNow(await w.reader(who))).map((need) => need.kind);
  expect(await kinds(olivia)).toContain('mail');
  expect(await kinds(await w.person('viewer'))).not.toContain('mail');

  const back = await receiver({}, gone.port);
  expect(await sendMail(new Date(now.getTime() + 5_000)), 'the pause is kept').toBe(0);
  expect(await sendMail(new Date(now.getTime() + 5 * minute))).toBe(1);
  expect(back.got).toHaveLength(1);
  expect(await mailState(now)).toEqual({ kind: 'well' });
});

test('a certificate that no authority vouches for gets no mail, over smtps or after STARTTLS', async () => {
  const pair = await makePair();
  const [implicit, raised] = [
    await receiver({ secure: true, ...pair }),
    await receiver({ disabledCommands: ['AUTH'], ...pair }),
  ];
  for (const url of [`smtps://localhost:${implicit.port}`, `smtp://0.0.0.0:${raised.port}`]) {
    use(url);
    await tell();
    expect(await sendMail(new Date()), url).toBe(0);
    expect(await mailState(new Date())).toMatchObject({ error: expect.stringMatching(/certificate/i) });
  }
  expect([...implicit.got, ...raised.got]).toEqual([]);
});

test('a server beyond loopback that offers no TLS gets no mail', async () => {
  const server = await receiver();
  // For the kernel this is loopback as well; by its name it is not.
  use(`smtp://0.0.0.0:${server.port}`);
  await tell();
  expect(await sendMail(new Date())).toBe(0);
  expect(server.got).toEqual([]);
  expect(smtpOptions('smtp://mail.example.com')).toMatchObject({
    port: 587,
    requireTLS: true,
    ignoreTLS: false,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
  });
});

test('with a certificate that is vouched for the mail goes over TLS', async () => {
  const pair = await makePair();
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, pair.cert]);
  try {
    const server = await receiver({ secure: true, ...pair });
    use(`smtps://localhost:${server.port}`);
    await tell();
    expect(await sendMail(new Date())).toBe(1);
    expect(server.got).toMatchObject([{ secure: true }]);
    await tryMailServer(`smtps://localhost:${server.port}`);
  } finally {
    tls.setDefaultCACertificates(before);
  }
});

test('two workers at the same queue send each mail once', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  const slugs = [await tell(), await tell(), await tell()];
  const now = new Date();
  const sent = await Promise.all([sendMail(now), sendMail(now), sendMail(now)]);
  expect(sent.reduce((sum, n) => sum + n, 0)).toBe(3);
  const subjects = server.got.map(({ raw }) => headersOf(raw).find((h) => h.startsWith('Subject:')) ?? '');
  for (const slug of slugs) expect(subjects.filter((s) => s.includes(slug))).toHaveLength(1);
});

test('two worker processes tell of each notice once: one line in the log and one mail, also when the one that led is gone', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`, { LOG_LEVEL: 'warn' });
  const workers = [worker(), worker()];
  try {
    const first = await tell();
    await expect.poll(() => server.got.length, { timeout: 15_000 }).toBe(1);
    const leader = workers.find(({ said }) => said().includes(first));
    await leader?.end();
    const second = await tell();
    await expect.poll(() => server.got.length, { timeout: 15_000 }).toBe(2);
    const lines = workers
      .flatMap(({ said }) => said().split('\n'))
      .filter((line) => line.includes('are told'))
      .map((line) => JSON.parse(line) as { at: string })
      .sort((x, y) => x.at.localeCompare(y.at));
    expect(lines).toMatchObject([
      {
        level: 'warn',
        action: 'connection.remove',
        what: expect.stringContaining(first),
        actor: 'root@host',
      },
      { level: 'warn', what: expect.stringContaining(second) },
    ]);
  } finally {
    await Promise.all(workers.map(({ end }) => end()));
  }
});

/** A worker as an installation runs it. */
function worker() {
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', 'worker/main.ts'], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return {
    said: () => text,
    async end() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function doctor(): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=DeprecationWarning', 'bin/command.js', 'doctor'],
    { env: childEnv(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: w.database.superUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

test('doctor tells whether mail is set, and whether the mail server does', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  expect(await doctor()).toContain('✓ account owners are told by mail');
  await server.close();
  open.delete(server);
  expect(await doctor()).toMatch(
    /✗ account owners are told by mail\n {4}The mail server of SMTP_URL does not do: .*ECONNREFUSED/,
  );
  use('');
  expect(await doctor()).toContain('✓ no mail: SMTP_URL is not set');
});

test('a name with line breaks begins no header and no line of its own', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  await tell('eve\r\nBcc: evil@example.com\r\n\r\nWho:   Olivia Owner\u2028Where: elsewhere');
  expect(await sendMail(new Date())).toBe(1);
  const [mail] = server.got;
  expect(mail?.to.sort()).toEqual(['olivia@example.test', 'otto@example.test']);
  expect(headersOf(mail?.raw ?? '').filter((h) => /^(bcc|who):/i.test(h))).toEqual([]);
  const body = (mail?.raw ?? '').split('\r\n\r\n').slice(1).join('\n\n');
  expect(body.match(/^Who:/gm)).toHaveLength(1);
  expect(body.match(/^Where:/gm)).toHaveLength(1);

  const evil = 'Removed eve\r\nBcc: evil@example.com\r\nX-Evil: 1';
  const notice = {
    id: 'n',
    action: 'a',
    text: evil,
    actorName: 'x',
    createdAt: new Date(),
    concernsEmail: null,
  };
  await deliver(env(), messageOf(notice, env().publicUrl), ['olivia@example.test']);
  const headers = headersOf(server.got.at(-1)?.raw ?? '');
  expect(headers.filter((h) => /^(bcc|x-evil):/i.test(h))).toEqual([]);
  expect(headers.find((h) => h.startsWith('Subject:'))).toContain('Removed eve Bcc: evil@example.com');
});

test('an owner whom the server will never take keeps the mail from nobody else; one whom it takes later gets it later', async () => {
  let code = 550;
  const server = await receiver({
    onRcptTo({ address }, _session, done) {
      const refused = address.startsWith('otto@') && code !== 0;
      done(refused ? Object.assign(new Error('not here'), { responseCode: code }) : null);
    },
  });
  use(`smtp://127.0.0.1:${server.port}`);
  await tell();
  const now = new Date();
  expect(await sendMail(now)).toBe(1);
  expect(server.got[0]?.to).toEqual(['olivia@example.test']);

  code = 451;
  await tell();
  expect(await sendMail(now)).toBe(0);
  expect(server.got[1]?.to).toEqual(['olivia@example.test']);
  expect(await mailState(now)).toMatchObject({ kind: 'failing', waiting: 1 });
  // Again and again: whoever has it is left in peace.
  expect(await sendMail(new Date(now.getTime() + 5 * minute))).toBe(0);
  expect(server.got).toHaveLength(2);
  code = 0;
  expect(await sendMail(new Date(now.getTime() + 10 * minute))).toBe(1);
  expect(server.got).toHaveLength(3);
  expect(server.got[2]?.to).toEqual(['otto@example.test']);
  expect(await mailState(now)).toEqual({ kind: 'well' });

  code = 451;
  await tell();
  expect(await sendMail(now)).toBe(0);
  code = 550;
  expect(await sendMail(new Date(now.getTime() + 5 * minute)), 'whom it never takes ends it').toBe(1);
  expect(await mailState(now)).toEqual({ kind: 'well' });
});

test('an owner whose role an access review has suspended gets no mail', async () => {
  const server = await receiver();
  use(`smtp://127.0.0.1:${server.port}`);
  const { id } = await makeOperator({ role: 'account-owner', email: 'sue@example.test' });
  expect(await ownerAddresses(new Date())).toContain('sue@example.test');
  await asSuperuser(`SET session_replication_role = replica;
    UPDATE assignment SET suspended_at = now() WHERE operator_id = '${id}'`);
  expect(await ownerAddresses(new Date())).toEqual(['olivia@example.test', 'otto@example.test']);
});

test('without a worker the mail does not seem well: a notice that nobody takes up is told of, and one that was given up until it is signed off', async () => {
  use('smtp://127.0.0.1:1');
  await tell();
  const now = new Date();
  const later = (minutes: number) => new Date(now.getTime() + minutes * minute);
  expect(await mailState(now)).toEqual({ kind: 'well' });
  expect(await mailState(later(6))).toMatchObject({ kind: 'failing', waiting: 1, lost: 0 });
  expect(await sendMail(now)).toBe(0);
  const week = 7 * 24 * 60;
  expect(await mailState(later(week + 1))).toMatchObject({ kind: 'failing', waiting: 0, lost: 1 });
  const { id } = await db().notice.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  await must(signOffNotice, { id }, olivia.actor);
  expect(await mailState(later(week + 1))).toEqual({ kind: 'well' });
});

test('what is older than the mail server is old news, and no failure', async () => {
  use('');
  await tell();
  await sendMail(new Date());
  use('smtp://127.0.0.1:1');
  expect(await mailState(new Date(Date.now() + 8 * 24 * 60 * minute))).toEqual({ kind: 'well' });
});

test('a worker that is dead or hangs is told of on Overview and by doctor; before the first start it is no fault for doctor', async () => {
  use('');
  await asSuperuser('DELETE FROM worker_beat');
  const viewer = await w.person('viewer');
  const told = async () => (await needsNow(await w.reader(viewer))).find(({ kind }) => kind === 'worker');
  expect(await told()).toMatchObject({ urgent: true, title: 'No worker has run yet' });
  expect(await doctor()).toContain('✓ a worker that has begun takes its turns');
  await beat(new Date());
  expect(await told()).toBeUndefined();
  const since = new Date(Date.now() - 3 * minute);
  await beat(since);
  expect(await told()).toMatchObject({ urgent: true, title: 'The worker is silent', at: since });
  expect(await doctor()).toMatch(
    new RegExp(
      `✗ a worker that has begun takes its turns\n {4}No worker has been heard of since ${since.toISOString()}`,
    ),
  );
});

test('options in SMTP_URL, which could switch the certificate check off, are refused with a sentence', () => {
  const read = (SMTP_URL: string) => () => readEnv({ SMTP_URL });
  expect(read('smtps://mail.example.com?tls.rejectUnauthorized=false')).toThrow(/SMTP_URL is wrong/);
  expect(read('http://mail.example.com')).toThrow(/SMTP_URL is wrong/);
  expect(read('smtps://user:p%40ss@mail.example.com:465')).not.toThrow();
  expect(smtpOptions('smtps://user:p%40ss@mail.example.com').auth).toEqual({ user: 'user', pass: 'p@ss' });
});
