/** What is exported is what the list shows, to the row and to the field, and no longer than the right to it stands. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { POST } from '#app/exports/[list]/route.ts';
import type { Role } from '#lib/access/roles.ts';
import { listApplications } from '#lib/applications/queries.ts';
import { ApplicationFilter } from '#lib/applications/schema.ts';
import { listEvents } from '#lib/audit/queries.ts';
import { AuditFilter } from '#lib/audit/schema.ts';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import type { ExportName } from '#lib/exports/schema.ts';
import { sources } from '#lib/exports/sources.ts';
import { exported } from '#lib/exports/stream.ts';
import { createGroup } from '#lib/groups/commands.ts';
import { listKeys } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { listOperators } from '#lib/operators/list-queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { commands } from '#lib/registry.ts';
import { withRequest } from '#lib/request.ts';
import * as make from '#prisma/factories.ts';
import { type Person, world } from '#tests/support/world.ts';

const w = world();
const roles: Role[] = ['account-owner', 'security-officer', 'developer', 'auditor', 'viewer'];
const secrets = new Map<Person, string>();

beforeAll(async () => {
  const owner = await w.person('account-owner');
  const developer = await w.person('developer');
  const application = await make.makeApplication({ ownerId: owner.id, name: '=cmd|calc' });
  const own = await make.makeApplication({ ownerId: developer.id });
  for (let i = 0; i < 4; i++) await make.makeKey({ applicationId: (i % 2 ? own : application).id });
  await make.makeKey({ applicationId: own.id, state: 'revoked' });
});

async function secretOf(person: Person): Promise<string> {
  const secret = secrets.get(person) ?? `${'s'.repeat(40)}${String(secrets.size).padStart(3, '0')}`;
  if (!secrets.has(person)) await make.makeSession(person.id, { secret });
  secrets.set(person, secret);
  return secret;
}

async function post(person: Person, list: ExportName, fields: Record<string, string> = {}) {
  const request = new Request(`${env().publicUrl}/exports/${list}`, {
    method: 'POST',
    headers: {
      cookie: `__Host-gatehouse=${await secretOf(person)}; gatehouse-environment=production`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ format: 'json', ...fields }),
  });
  // The place in which `makeSession` signs people in.
  const facts = { address: 'unknown', tlsVersion: null, userAgent: 'test' };
  return withRequest(facts, () => POST(request, { params: Promise.resolve({ list }) }));
}
const rowsOf = async (answer: Response) => JSON.parse(await answer.text()) as Record<string, unknown>[];

describe('for each role, the rows of the export are the rows of the list', () => {
  it.each(roles)('%s', async (role) => {
    const person = await w.person(role);
    const { environment } = await db()
      .environment.findFirstOrThrow({
        orderBy: { position: 'asc' },
        select: { id: true },
      })
      .then(({ id }) => ({ environment: id }));
    const reader = await w.reader(person, environment);
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
    const keys = await listKeys(reader, KeyFilter.parse({ size: 200 }));
    const applications = await listApplications(reader, ApplicationFilter.parse({ size: 200 }));
    const operators = await listOperators(reader, OperatorFilter.parse({ size: 200 }));
    expect((await rowsOf(await post(person, 'keys'))).map((r) => r.id)).toEqual(ids(keys.rows));
    expect((await rowsOf(await post(person, 'applications'))).map((r) => r.id)).toEqual(
      ids(applications.rows),
    );
    expect((await rowsOf(await post(person, 'operators'))).map((r) => r.id)).toEqual(ids(operators.rows));
    const revoked = await listKeys(reader, KeyFilter.parse({ state: 'revoked', size: 200 }));
    expect((await rowsOf(await post(person, 'keys', { state: 'revoked' }))).map((r) => r.id)).toEqual(
      ids(revoked.rows),
    );
  });

  it('whoever sees names only takes names only along', async () => {
    const rows = await rowsOf(await post(await w.person('viewer'), 'operators'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row)).toEqual(['id', 'name']);
  });

  it('groups and roles go along as their lists show them under the same words', async () => {
    const word = randomUUID().slice(0, 8);
    const group = await make.must(createGroup, { name: `Night ${word}`, reason: 'for a test' });
    await make.must(createGroup, { name: `Day ${randomUUID()}`, reason: 'for a test' });
    const person = await w.person('auditor');
    const groups = await rowsOf(await post(person, 'groups', { q: word }));
    expect(groups.map(({ id }) => id)).toEqual([group.id]);
    const roles = await rowsOf(await post(person, 'roles', { q: 'auditor' }));
    expect(roles.map(({ slug }) => slug)).toContain('auditor');
    expect(roles.map(({ slug }) => slug)).not.toContain('viewer');
    for (const list of ['groups', 'roles'] as const)
      expect((await post(await w.person('viewer'), list)).status).toBe(404);
  });

  it('the roles of operators go along for those whom the list of operators shows, and for nobody else', async () => {
    const word = randomUUID().slice(0, 8);
    const { id } = await make.makeOperator({ name: `Nora ${word}`, role: 'viewer' });
    const rows = await rowsOf(await post(await w.person('auditor'), 'assignments', { q: word }));
    expect(rows.map(({ operator }) => operator)).toEqual([`Nora ${word}`]);
    await make.must(disableOperator, { id, reason: 'for a test' });
    const active = { q: word, state: 'active' };
    expect(await rowsOf(await post(await w.person('auditor'), 'assignments', active))).toEqual([]);
  });

  it('the assignments are for those who read them', async () => {
    expect((await post(await w.person('viewer'), 'assignments')).status).toBe(404);
    const rows = await rowsOf(await post(await w.person('auditor'), 'assignments'));
    expect(rows).toHaveLength(await db().assignment.count());
  });
});

describe('the trail', () => {
  it.each(['viewer', 'developer', 'security-officer', 'administrator'] as const)(
    'is taken along by no %s, though some of them read parts of it',
    async (role) => {
      expect((await post(await w.person(role), 'audit')).status).toBe(404);
    },
  );

  it('leaves an event with the filter and the number of rows, before the first row leaves', async () => {
    const auditor = await w.person('auditor');
    const reader = await w.reader(auditor);
    const list = await listEvents(reader, AuditFilter.parse({ outcome: 'done', size: 500 }));
    const answer = await post(auditor, 'audit', { outcome: 'done' });
    expect(answer.headers.get('content-disposition')).toMatch(
      /filename="gatehouse-audit-\d{4}-\d\d-\d\d\.json"/,
    );
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'audit.export' },
      orderBy: { number: 'desc' },
    });
    const rows = await rowsOf(answer);
    // The auditor's session begins between the two: at most its own event more.
    const known = new Set(list.rows.map(({ number }) => Number(number)));
    expect(rows.filter(({ number }) => known.has(Number(number)))).toHaveLength(list.rows.length);
    expect(rows.map(({ rowsChanged }) => rowsChanged)).toContain(list.rows[0]?.touched.join(' '));
    expect(event).toMatchObject({ actorId: auditor.id, outcome: 'done' });
    expect(event.summary).toContain(`${rows.length} events up to number `);
    expect(event.summary).toContain('exported as JSON: outcome done');
  });
});

describe('the file', () => {
  it('shows a formula that somebody gave as a name, and does not run it', async () => {
    const text = await (
      await post(await w.person('auditor'), 'applications', { format: 'csv' })
    ).arrayBuffer();
    const bytes = Buffer.from(text);
    expect([...bytes.subarray(0, 3)], 'UTF-8 with the mark that Excel needs').toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString('utf8')).toContain(",'=cmd|calc,");
    expect(bytes.toString('utf8').split('\r\n')[0]).toBe(
      '\uFEFFid,name,description,environment,owner,deputy,activeKeys,allowList,allowListEntries,createdAt',
    );
  });

  it('ends in the middle, and not as if it were whole, when the session ends meanwhile', async () => {
    const person = await w.another('auditor');
    const reader = await w.reader(person);
    let open = true;
    const pages: string[] = [];
    const source = {
      ...sources.keys,
      page: async (of: typeof reader, filter: object, after: string | null) => {
        const page = await sources.keys.page(of, filter, after);
        return { ...page, next: after === null ? 'more' : null };
      },
    };
    const text = exported({
      source,
      filter: KeyFilter.parse({}),
      format: 'json',
      reader: async () => (open ? reader : null),
    });
    const all = (async () => {
      for await (const page of text) {
        pages.push(page);
        open = false;
      }
    })();
    await expect(all).rejects.toThrow('Your session or your right to this list has ended.');
    expect(pages).toHaveLength(1);
    expect(() => JSON.parse(pages.join(''))).toThrow();
  });

  it('is read a page at a time, and no page is fetched before the one before it was taken', async () => {
    const reader = await w.reader(await w.person('auditor'));
    let fetched = 0;
    const line = { id: 'x', name: 'n'.repeat(100) };
    const source = {
      ...sources.keys,
      async page(_: unknown, __: object, after: string | null) {
        fetched++;
        const at = Number(after ?? 0) + 1;
        return { lines: Array.from({ length: 200 }, () => line), next: at < 500 ? String(at) : null };
      },
    };
    const text = exported({ source, filter: {}, format: 'csv', reader: async () => reader });
    let taken = 0;
    let lines = 0;
    for await (const page of text) {
      taken++;
      lines += page.split('\r\n').length - 1;
      expect(fetched).toBe(taken);
    }
    expect(lines, '100,000 rows and their head').toBe(100_001);
  });

  it('a link leads nobody to take a list along: it is asked for by POST alone', async () => {
    const route = await import('#app/exports/[list]/route.ts');
    expect(Object.keys(route).sort()).toEqual(['POST', 'dynamic']);
  });

  it('whoever has no session is led to sign in', async () => {
    const request = new Request(`${env().publicUrl}/exports/keys`, { method: 'POST' });
    expect((await POST(request, { params: Promise.resolve({ list: 'keys' }) })).status).toBe(303);
  });
});

it('a session that has ended takes no export along', async () => {
  const person = await w.another('auditor');
  expect((await post(person, 'keys')).status).toBe(200);
  const session = await db().session.findFirstOrThrow({
    where: { operatorId: person.id, id: { not: person.actor.sessionId } },
    select: { id: true },
  });
  await make.must(commands.endOwnSession, session, person.actor);
  expect((await post(person, 'keys')).status).toBe(303);
});
