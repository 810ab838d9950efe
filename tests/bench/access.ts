/** What deciding by policy costs: building a person's ability, and filtering a page of a million keys by it. */
import { loadavg } from 'node:os';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Access, accessOfGrants, accessOfOperator } from '#lib/access/ability.ts';
import { definitions } from '#lib/access/definitions.ts';
import { grantsOf } from '#lib/access/held.ts';
import { scopeOf } from '#lib/access/scope.ts';
import type { Database } from '#lib/db/client.ts';
import { type Prisma, PrismaClient } from '#lib/db/generated/client.ts';
import { databaseUrls, startCluster } from '#tests/support/cluster.ts';
import { fillAccess } from './access-fill.ts';
import { type AccessResult, type PageResult, section } from './access-report.ts';
import { median } from './load.ts';
import { writeSection } from './sign-in-report.ts';

const rounds = 200;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function timed(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** The two queries that an ability cannot do without, as they are sent, beside the building from what they gave. */
async function ability(database: Database, operatorId: string): Promise<AccessResult['ability']> {
  const now = new Date();
  const read: number[] = [];
  const whole: number[] = [];
  const build: number[] = [];
  const grants = (await grantsOf(database, [operatorId], now)).get(operatorId) ?? [];
  const { roles, asRead } = await rolesAsRead(database);
  for (let i = 0; i < rounds + 20; i++) {
    const queries = await timed(() =>
      Promise.all([
        database.assignment.findMany({
          where: { operatorId, endedAt: null },
          select: { role: true, environmentId: true },
        }),
        database.application.findMany({
          where: { OR: [{ ownerId: operatorId }, { deputyId: operatorId }] },
          select: { id: true },
        }),
      ]),
    );
    const built = await timed(async () => {
      await definitions(asRead);
      accessOfGrants(grants).can('key.rotate', 'ApiKey');
    });
    const all = await timed(() => accessOfOperator(database, operatorId, now));
    if (i < 20) continue;
    read.push(queries);
    build.push(built);
    whole.push(all);
  }
  return { assignments: grants.length, roles: roles.length, read, build, whole };
}

/** The very rows that the building asks for, once: with other columns they would count as changed, and be read anew. */
async function rolesAsRead(database: Database) {
  let roles: unknown[] = [];
  const findMany = async (asked: Prisma.RoleFindManyArgs) => {
    roles = await database.role.findMany(asked);
    return roles;
  };
  await definitions({ role: { findMany } } as unknown as Pick<Database, 'role'>);
  return { roles, asRead: { role: { findMany: async () => roles } } as unknown as Pick<Database, 'role'> };
}

interface Asked {
  name: string;
  access: Access;
  environment: string;
  /** The same filter as a person would write it who knows whose keys they may see. */
  byHand: Prisma.ApiKeyWhereInput;
}

const columns = { id: true, name: true, state: true, createdAt: true, applicationId: true } as const;

interface Asking {
  database: Database;
  superUrl: string;
  /** Every statement of the client, oldest first. */
  sent: { query: string; params: string }[];
}

async function page(asking: Asking, { name, access, environment, byHand }: Asked): Promise<PageResult> {
  const ask = (where: Prisma.ApiKeyWhereInput) =>
    asking.database.apiKey.findMany({
      where: { AND: [{ environmentId: environment }, where] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 51,
      select: columns,
    });
  const [first, second] = [await ask(scopeOf(access, 'read', 'ApiKey')), await ask(byHand)];
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).join();
  if (first.length !== 51 || ids(first) !== ids(second)) throw new Error(`${name}: the two pages differ`);
  const result: PageResult = { name, scoped: [], plain: [], scopedPlan: '', plainPlan: '' };
  for (let i = 0; i < rounds + 20; i++) {
    const plain = await timed(() => ask(byHand));
    const scoped = await timed(() => ask(scopeOf(access, 'read', 'ApiKey')));
    if (i < 20) continue;
    result.plain.push(plain);
    result.scoped.push(scoped);
  }
  say(`${name}: ${median(result.scoped).toFixed(2)} ms, by hand ${median(result.plain).toFixed(2)} ms`);
  await ask(byHand);
  const plainPlan = await planOf(asking);
  await ask(scopeOf(access, 'read', 'ApiKey'));
  return { ...result, plainPlan, scopedPlan: await planOf(asking) };
}

/** The plan of the very statement that Prisma sent last. */
async function planOf({ superUrl, sent }: Asking): Promise<string> {
  const last = sent.at(-1);
  if (!last) throw new Error('no statement was seen');
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const explain = `EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF) ${last.query}`;
    const { rows } = await client.query(explain, JSON.parse(last.params));
    return rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}

async function measure(): Promise<AccessResult> {
  const cluster = await startCluster();
  const { appUrl, superUrl } = databaseUrls(cluster, cluster.template);
  const sent: Asking['sent'] = [];
  const database = new PrismaClient({
    adapter: new PrismaPg({ connectionString: appUrl, max: 2 }),
    log: [{ emit: 'event', level: 'query' }],
  });
  database.$on('query', ({ query, params }) => {
    sent.push({ query, params });
    if (sent.length > 10) sent.shift();
  });
  try {
    say('Filling a million keys …');
    const { busy, developer, officer, narrow, team, named } = await fillAccess(superUrl);
    const otherLoad = loadavg()[0] ?? 0;
    const accessOf = async (id: string) => (await accessOfOperator(database, id, new Date())).access;
    const applicationsOf = async (id: string) =>
      (await database.application.findMany({ where: { ownerId: id }, select: { id: true } })).map(
        (a) => a.id,
      );
    const asked: Asked[] = [
      {
        name: 'a security officer, every key of an environment',
        access: await accessOf(officer),
        environment: 'production',
        byHand: {},
      },
      {
        name: 'a developer, in production those of five applications of a thousand',
        access: await accessOf(developer),
        environment: 'production',
        byHand: { applicationId: { in: await applicationsOf(developer) } },
      },
      {
        name: 'custom roles alone, their own applications, their team’s and five named ones',
        access: await accessOf(narrow),
        environment: 'production',
        byHand: { applicationId: { in: [...team, ...named] } },
      },
    ];
    const pages: PageResult[] = [];
    for (const one of asked) pages.push(await page({ database, superUrl, sent }, one));
    return { otherLoad, rounds, ability: await ability(database, busy), pages };
  } finally {
    await database.$disconnect();
    await cluster.stop();
  }
}

const text = section(await measure());
writeSection('## Access', text);
say(`\n${text}`);
