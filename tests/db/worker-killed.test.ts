/** A worker that ends in the middle of its work: killed, or in order. Nothing is lost, and nothing is done by halves. */
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db/client.ts';
import { childEnv, setEnv } from '#lib/env.ts';
import { makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { world } from '#tests/support/world.ts';

const w = world();
let admin: pg.Client;
const workers = new Set<ReturnType<typeof worker>>();

/** A mail server that keeps its last word, "taken", until `release`. */
const arrived: string[] = [];
let held: (() => void)[] | null = null;
const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData(stream, _session, done) {
    let raw = '';
    stream.on('data', (chunk: Buffer) => {
      raw += chunk.toString();
    });
    stream.on('end', () => {
      arrived.push(raw);
      if (held) held.push(() => done());
      else done();
    });
  },
});

function release(): void {
  for (const done of held ?? []) done();
  held = null;
}

beforeAll(async () => {
  // A worker that is killed breaks its connection.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  setEnv({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    PUBLIC_URL: 'https://gatehouse.example.com',
    LOG_LEVEL: 'warn',
  });
  admin = new pg.Client({ connectionString: w.database.superUrl });
  await admin.connect();
  // Past the guards, as no command would; and who waits is looked up anew each time, also within a transaction.
  await admin.query('SET session_replication_role = replica; SET stats_fetch_consistency = none');
  await makeOperator({ role: 'account-owner', email: 'olivia@example.test' });
});

beforeEach(async () => {
  held = [];
  arrived.length = 0;
  // What earlier tests told of is not news to the next one.
  await admin.query(`INSERT INTO notice_mail (notice_id, next_attempt_at, sent_at) SELECT id, now(), now() FROM notice
    ON CONFLICT (notice_id) DO UPDATE SET sent_at = now()`);
});

afterEach(async () => {
  release();
  await Promise.all([...workers].map((one) => one.end('SIGKILL')));
  workers.clear();
});

afterAll(async () => {
  await admin.end();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

function worker() {
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', 'worker/main.ts'], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const made = {
    said: () => text,
    end(signal: NodeJS.Signals) {
      child.kill(signal);
      return gone;
    },
  };
  workers.add(made);
  return made;
}

async function notice(text: string): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO notice (id, action, text, actor_name) VALUES (gen_random_uuid(), 'key.create', $1, 'Somebody') RETURNING id`,
    [text],
  );
  return rows[0]?.id ?? '';
}

const countOf = async (where: string) =>
  (
    await admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND ${where}`,
    )
  ).rows[0]?.n;
const mailsOf = (text: string) => arrived.filter((raw) => raw.includes(text)).length;

test('a worker killed in the middle of an expiry and of a mail leaves both to the next one, which does the one once and the other at least once', async () => {
  const applicationId = (await makeApplication({ ownerId: (await makeOperator({})).id })).id;
  const { id } = await makeKey({ applicationId });
  const noticeId = await notice('told in spite of a kill');
  const first = worker();
  await expect.poll(() => mailsOf('told in spite of a kill')).toBe(1);

  // The trail's last lock is taken: the expiry has changed its row, and waits with the event in its hand.
  await admin.query('BEGIN; SELECT 1 FROM audit_head FOR UPDATE');
  const other = new pg.Client({ connectionString: w.database.superUrl });
  await other.connect();
  await other.query('SET session_replication_role = replica');
  await other.query(`UPDATE api_key SET expires_at = now() - interval '1 minute' WHERE id = $1`, [id]);
  await other.end();
  await expect.poll(() => countOf(`wait_event_type = 'Lock'`), { interval: 20 }).toBeGreaterThan(0);
  await first.end('SIGKILL');
  await admin.query('ROLLBACK');
  release();

  const stored = () => db().apiKey.findUniqueOrThrow({ where: { id } });
  const mail = () => db().noticeMail.findUniqueOrThrow({ where: { noticeId } });
  expect((await stored()).state).toBe('active');
  expect(await mail()).toMatchObject({ sentAt: null, attempts: 1 });
  // Its claim runs out after two minutes.
  await db().noticeMail.update({ where: { noticeId }, data: { nextAttemptAt: new Date() } });
  worker();
  await expect.poll(async () => (await stored()).state).toBe('expired');
  await expect.poll(async () => (await mail()).sentAt).not.toBeNull();
  expect(mailsOf('told in spite of a kill')).toBe(2);
  expect(
    await db().auditEvent.count({ where: { subjectId: id, action: 'key.expire', outcome: 'done' } }),
  ).toBe(1);
});

test('a worker that is killed before it has entered a notice has told of it, and the next one tells once more', async () => {
  release();
  // Waits at its commit, after all that it does before.
  await admin.query(`
    CREATE FUNCTION commit_waits() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER commit_waits AFTER INSERT ON notice_mail DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION commit_waits()`);
  await admin.query('SELECT pg_advisory_lock(4711)');
  const id = await notice('told before the commit');
  const first = worker();
  await expect.poll(() => countOf(`wait_event_type = 'Lock'`), { interval: 20 }).toBeGreaterThan(0);
  await first.end('SIGKILL');
  expect(first.said()).toContain('told before the commit');
  // A server that has heard COMMIT commits, whoever is gone; the one here has not come so far.
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await admin.query('SELECT pg_advisory_unlock(4711)');
  await admin.query('DROP TRIGGER commit_waits ON notice_mail');
  expect(await db().noticeMail.count({ where: { noticeId: id } })).toBe(0);
  const second = worker();
  await expect.poll(() => second.said()).toContain('told before the commit');
});

test('a worker that is asked to end waits for the mail that is under way, and notes that it was sent', async () => {
  const noticeId = await notice('under way at the end');
  const one = worker();
  await expect.poll(() => mailsOf('under way at the end')).toBe(1);
  const ended = one.end('SIGTERM');
  await expect.poll(() => countOf(`application_name = 'gatehouse worker'`), { interval: 20 }).toBe(0);
  release();
  expect(await ended).toBe(0);
  expect((await db().noticeMail.findUniqueOrThrow({ where: { noticeId } })).sentAt).not.toBeNull();
});
