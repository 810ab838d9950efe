import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from '#tests/support/browser.ts';
import { callGate } from '#tests/support/gate.ts';
import { processesOf } from '#tests/support/product.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

/** Last in the order of files: it kills what the other tests need, and waits until `up` has brought it back. */
for (const victim of ['database', 'console', 'gate', 'worker'] as const) {
  test(`kill -9 of the ${victim} in the middle of twenty key creations loses none that was confirmed and leaves none without its audit event`, async ({
    page,
    product,
  }) => {
    test.setTimeout(120_000);
    await signIn(page, product, 'owner');
    const call = api(page, product);
    const me = await (await call.get('/me')).json();
    const application = await call.post('/applications', {
      environmentId: 'sandbox',
      name: `kill-${victim}-${randomUUID()}`,
      ownerId: me.operator.id,
    });
    const applicationId = (await application.json()).id as string;

    const confirmed: string[] = [];
    let unconfirmed = 0;
    for (let i = 0; i < 20; i++) {
      if (i === 7) kill(product.dataDir, victim);
      const create = () =>
        call.post(
          '/keys',
          { name: `key-${i}`, applicationId, kind: 'secret', scopes: ['checks:read'] },
          { 'idempotency-key': randomUUID() },
        );
      const answer = await create().catch(() => null);
      if (answer?.status() === 201) confirmed.push((await answer.json()).id);
      else unconfirmed += 1;
    }
    await expect
      .poll(
        async () => (await page.request.get(`${product.consoleUrl}/readyz`).catch(() => null))?.status(),
        { timeout: 60_000 },
      )
      .toBe(200);
    await expect
      .poll(async () => (await page.request.get(`${product.gateUrl}/readyz`).catch(() => null))?.status(), {
        timeout: 60_000,
      })
      .toBe(200);

    const database = new pg.Client({ connectionString: product.databaseUrls.DATABASE_MIGRATE_URL });
    await database.connect();
    const stored = await database.query<{ id: string }>(
      'SELECT id::text FROM api_key WHERE application_id = $1',
      [applicationId],
    );
    const events = await database.query<{ subject_id: string }>(
      `SELECT subject_id FROM audit_event WHERE action = 'key.create' AND outcome = 'done' AND subject_id = ANY($1)`,
      [stored.rows.map((r) => r.id)],
    );
    const gaps = await database.query(
      'SELECT count(*)::int AS events, max(number)::int AS head FROM audit_event',
    );
    await database.end();
    const ids = stored.rows.map((r) => r.id).sort();
    expect(confirmed.length + unconfirmed).toBe(20);
    expect(ids).toEqual(expect.arrayContaining(confirmed));
    expect(events.rows.map((r) => r.subject_id).sort()).toEqual(ids);
    expect(gaps.rows[0]?.events).toBe(gaps.rows[0]?.head);
    // The gate and the worker are not on the way of a creation: their death costs none.
    if (victim === 'gate' || victim === 'worker') expect(confirmed).toHaveLength(20);
  });
}

function kill(dataDir: string, victim: string): void {
  const mark = processesOf({ DATA_DIR: dataDir })[victim];
  if (!mark) throw new Error(`no process named ${victim}`);
  process.kill(mark.pid, 'SIGKILL');
}

test('while the database hangs nothing else does: the console says 503, the gate goes on deciding, and both come back', async ({
  page,
  product,
}) => {
  test.setTimeout(120_000);
  await signIn(page, product, 'owner');
  const call = api(page, product);
  const me = await (await call.get('/me')).json();
  const application = await call.post('/applications', {
    environmentId: 'sandbox',
    name: `hang-${randomUUID()}`,
    ownerId: me.operator.id,
  });
  const body = {
    name: 'still-judged',
    applicationId: (await application.json()).id,
    kind: 'secret',
    scopes: ['checks:read'],
    entries: ['127.0.0.1'],
  };
  const { token } = await (await call.post('/keys', body)).json();
  await expect.poll(async () => (await callGate(product, token)).status).toBe(204);

  const postgres = backendsOf(processesOf({ DATA_DIR: product.dataDir }).database?.pid ?? 0);
  for (const pid of postgres) process.kill(pid, 'SIGSTOP');
  try {
    const statuses = await Promise.all(
      ['/', '/keys', '/sign-in', '/readyz', '/api/v1/keys', '/saml/dev/login'].map(async (path) =>
        (
          await page.request.get(`${product.consoleUrl}${path}`, { timeout: 15_000, maxRedirects: 0 })
        ).status(),
      ),
    );
    expect(statuses).toEqual([503, 503, 503, 503, 503, 503]);
    expect((await callGate(product, token)).status).toBe(204);
    expect((await callGate(product, token, { from: '127.0.0.2' })).status).toBe(403);
  } finally {
    for (const pid of postgres) process.kill(pid, 'SIGCONT');
  }
  await expect
    .poll(async () => (await page.request.get(`${product.consoleUrl}/readyz`)).status(), { timeout: 30_000 })
    .toBe(200);
  await expect
    .poll(async () => (await page.request.get(`${product.consoleUrl}/keys`)).status(), { timeout: 30_000 })
    .toBe(200);
});

/** The postmaster and every process of it: stopping the first alone leaves its backends answering. */
function backendsOf(postmaster: number): number[] {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  return [postmaster, ...children.split(' ').map(Number).filter(Boolean)];
}
