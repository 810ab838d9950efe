import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRoleProblems, gateRoleProblems } from '#lib/db/inspect.ts';
import { audit, guarded, ledger } from '#lib/db/tables.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

let database: FreshDatabase;
let app: pg.Client;
const event = (summary: string, outcome: 'done' | 'refused' = 'done') => ({
  text: `INSERT INTO audit_event (number, id, at, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary, xact, xact_at)
         VALUES (0, gen_random_uuid(), now(), 'test.act', '${outcome}', 'routine', 'cli', 'psql', 'cli', 'Notice', 'n', $1, '', now()) RETURNING number::int, touched`,
  values: [summary],
});
const notice = (id = randomUUID()) => ({
  text: `INSERT INTO notice (id, action, text, actor_name) VALUES ($1, 'a', 'b', 'c')`,
  values: [id],
});

beforeAll(async () => {
  database = await freshDatabase();
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

async function attempt(...statements: (string | { text: string; values?: unknown[] })[]): Promise<string> {
  try {
    await app.query('BEGIN');
    for (const statement of statements) await app.query(statement as string);
    await app.query('COMMIT');
    return 'committed';
  } catch (error) {
    await app.query('ROLLBACK');
    return (error as pg.DatabaseError).code ?? String(error);
  }
}

describe("as a psql user of the application's role", () => {
  it('a guarded row without an audit event of the same transaction does not commit', async () => {
    expect(await attempt(notice())).toBe('GH001');
  });

  it('a guarded row commits with an event that the database has made name it', async () => {
    const id = randomUUID();
    await app.query('BEGIN');
    await app.query(notice(id));
    const { rows } = await app.query(event('made a notice'));
    await app.query('COMMIT');
    expect(rows[0].touched).toEqual([`notice:${id}`]);
  });

  it('an event written before the change does not cover it', async () => {
    expect(await attempt(event('too early'), notice())).toBe('GH001');
  });

  it('an event that tells of a refusal covers no change', async () => {
    expect(await attempt(notice(), event('nothing happened', 'refused'))).toBe('GH001');
  });

  it("an event of an earlier transaction does not cover a later one's change", async () => {
    const id = randomUUID();
    expect(await attempt(notice(id), event('made it'))).toBe('committed');
    expect(
      await attempt({ text: 'UPDATE notice SET text = $2 WHERE id = $1', values: [id, 'changed'] }),
    ).toBe('GH001');
    expect(await attempt({ text: 'DELETE FROM notice WHERE id = $1', values: [id] })).toBe('GH001');
  });

  it('naming the row by hand does not help without an event', async () => {
    expect(await attempt(`SELECT set_config('gatehouse.touched', 'notice:x', true)`, notice())).toBe('GH001');
  });

  it('the trail cannot be changed, emptied or truncated', async () => {
    expect(await attempt(`UPDATE audit_event SET summary = 'nothing happened'`)).toBe('42501');
    expect(await attempt('DELETE FROM audit_event')).toBe('42501');
    expect(await attempt('TRUNCATE audit_event')).toBe('42501');
  });

  it('no guarded table can be truncated, which would pass every row trigger', async () => {
    for (const table of guarded) expect(await attempt(`TRUNCATE ${table} CASCADE`), table).toBe('42501');
  });

  it('a temporary table cannot shadow the trail', async () => {
    expect(await attempt('CREATE TEMPORARY TABLE audit_event (xact text)')).toBe('42501');
  });

  it('triggers cannot be switched off, by the table or by the session', async () => {
    expect(await attempt('ALTER TABLE notice DISABLE TRIGGER ALL')).toBe('42501');
    expect(await attempt(`SET session_replication_role = 'replica'`)).toBe('42501');
  });

  it('the epoch and the head of the trail move by the database alone', async () => {
    expect(await attempt('UPDATE epoch SET number = number + 1')).toBe('42501');
    expect(await attempt('UPDATE audit_head SET number = 0')).toBe('42501');
    expect(await attempt(`UPDATE policy_change SET touched = '{}'`)).toBe('42501');
    expect(
      await attempt(
        'INSERT INTO policy_change (epoch, touched, at, previous_at) VALUES (2, NULL, now(), now())',
      ),
    ).toBe('42501');
  });

  it('an allow-list entry comes and goes only with its list, of which gates are told', async () => {
    const [list, entry, another] = [randomUUID(), randomUUID(), randomUUID()];
    const add = (id: string, value: string) => ({
      text: `INSERT INTO allow_list_entry (id, list_id, kind, value) VALUES ($1, $2, 'cidr', $3)`,
      values: [id, list, value],
    });
    const bump = { text: 'UPDATE allow_list SET version = version + 1 WHERE id = $1', values: [list] };
    const remove = { text: 'DELETE FROM allow_list_entry WHERE id = $1', values: [entry] };
    const make = {
      text: `INSERT INTO allow_list (id, environment_id, mode) VALUES ($1, 'sandbox', 'off')`,
      values: [list],
    };
    expect(await attempt(make, add(entry, '10.0.0.0/8'), event('made a list'))).toBe('committed');
    expect(await attempt(add(another, '10.1.0.0/16'), event('added behind the list'))).toBe('GH001');
    expect(await attempt(remove, event('removed behind the list'))).toBe('GH001');
    expect(await attempt(remove, bump, event('removed'))).toBe('committed');
    expect(
      await attempt({ text: 'DELETE FROM allow_list WHERE id = $1', values: [list] }, event('dropped')),
    ).toBe('committed');
  });

  it('numbers, transaction and touched rows of an event are not what the writer says', async () => {
    const { rows } = await app.query(
      `INSERT INTO audit_event (number, id, at, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary, xact, xact_at, touched)
       VALUES (999999, gen_random_uuid(), '2001-01-01', 'x', 'done', 'routine', 'cli', 'psql', 'cli', 'x', 'x', 'forged', '1', '2001-01-01', '{notice:forged}') RETURNING number::int, touched, at > now() - interval '1 minute' AS fresh`,
    );
    expect(rows[0].number).toBeLessThan(999_999);
    expect(rows[0]).toMatchObject({ touched: [], fresh: true });
  });
});

it('even the owner cannot change what the trail says without dropping its triggers', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await expect(owner.query(`UPDATE audit_event SET summary = 'x'`)).rejects.toMatchObject({ code: 'GH002' });
  await owner.end();
});

it('numbers follow commit order without gaps while twenty transactions race and some fail', async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => open(database.appUrl)));
  await Promise.all(
    clients.map(async (client, n) => {
      for (let i = 0; i < 4; i++) {
        await client.query('BEGIN');
        await client.query(event(`race ${n} ${i}`));
        await client.query(i === 2 ? 'ROLLBACK' : 'COMMIT');
      }
      await client.end();
    }),
  );
  const { rows } = await app.query('SELECT number::int AS number, at FROM audit_event ORDER BY number');
  expect(rows.map((r) => r.number)).toEqual(rows.map((_, i) => i + 1));
  expect(rows.map((r) => r.at.getTime())).toEqual(rows.map((r) => r.at.getTime()).sort((a, b) => a - b));
});

const tls = (environment: string) => ({
  text: `UPDATE environment SET min_tls_version = '1.3' WHERE id = $1`,
  values: [environment],
});
const twoPolicies = [tls('sandbox'), event('one'), tls('production'), event('another')];

it('a change that a gate decides by raises the epoch and tells it and what it was; another change does not', async () => {
  const listener = await open(database.gateUrl);
  const heard: string[] = [];
  listener.on('notification', (n) => heard.push(n.payload ?? ''));
  await listener.query('LISTEN gatehouse_epoch');
  const before = (await listener.query('SELECT number::int AS n FROM gate_epoch')).rows[0].n;
  expect(await attempt(notice(), event('no policy'))).toBe('committed');
  expect(
    await attempt(`UPDATE environment SET min_tls_version = '1.3' WHERE id = 'sandbox'`, event('policy')),
  ).toBe('committed');
  await expect.poll(() => heard).toEqual([String(before + 1)]);
  const changes =
    'SELECT epoch::int, array(SELECT unnest(touched) ORDER BY 1) AS touched, previous_at FROM gate_change WHERE epoch > $1 ORDER BY epoch';
  const begun = (await listener.query('SELECT at FROM gate_epoch')).rows[0].at;
  expect(await attempt(...twoPolicies)).toBe('committed');
  expect((await listener.query(changes, [before])).rows).toEqual([
    { epoch: before + 1, touched: ['environment:sandbox'], previous_at: expect.any(Date) },
    { epoch: before + 2, touched: ['environment:sandbox'], previous_at: begun },
    {
      epoch: before + 3,
      touched: ['environment:production', 'environment:sandbox'],
      previous_at: expect.any(Date),
    },
  ]);
  await listener.end();
});

it('every table stands in exactly one of the three lists, and each guarded one bears the guard', async () => {
  const { rows } = await app.query<{ name: string; triggers: string[] }>(
    `SELECT c.relname AS name, array(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1) AS triggers
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')`,
  );
  const listed = [...guarded, ...ledger, ...audit];
  expect(new Set(listed).size).toBe(listed.length);
  expect(
    rows
      .map((r) => r.name)
      .filter((n) => n !== '_prisma_migrations')
      .sort(),
  ).toEqual([...listed].sort());
  for (const table of rows.filter((r) => (guarded as readonly string[]).includes(r.name))) {
    expect(table.triggers, table.name).toEqual(expect.arrayContaining(['guard_audited', 'note_touched']));
  }
});

it('the roles that `up` makes hold what they need and no more; the owner in their place is refused', async () => {
  expect(await appRoleProblems(database.appUrl)).toEqual([]);
  expect(await gateRoleProblems(database.gateUrl)).toEqual([]);
  expect((await appRoleProblems(database.ownerUrl)).join('\n')).toMatch(
    /owns .*run migrations as another role/,
  );
  expect((await gateRoleProblems(database.appUrl)).join('\n')).toMatch(/holds SELECT on api_key/);
});

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
