/** docs/access-table.md, asked over HTTP: every command a person may run, by a person of every role, of every case. */
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { matchRoute, routes } from '#lib/rest.ts';
import { makeApplication, makeOperator, makeSession } from '#prisma/factories.ts';
import { world } from '../support/world.ts';
import { type Answer, overHttp } from './http.ts';
import { type Asker, subjects } from './subjects.ts';
import { type Case, cases, roles } from './table.ts';

world();
const ask = overHttp();
const askers = new Map<Role, Asker & { secret: string }>();

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent' });
  const other = await makeOperator({ role: 'account-owner' });
  const others = await applicationsOf(other.id);
  for (const role of roles) {
    const { id } = await makeOperator({ role });
    askers.set(role, {
      id,
      role,
      otherId: other.id,
      own: await applicationsOf(id),
      others,
      ...(await signIn(id)),
    });
  }
});

describe.each(
  cases.map(
    (of) => [`${of.command}, ${of.of}${of.environment ? `, in ${of.environment}` : ''}`, of] as const,
  ),
)('%s', (_, of) => {
  it.each(roles)('as %s', async (role) => {
    const asker = await asking(role);
    const input = await inputFor(of, asker);
    const answer = await run(of, asker, input);
    expect(verdictOn(answer), JSON.stringify(answer)).toBe(of.may.has(role) ? 'may' : 'may not');
    if (of.may.has(role) || input.id === undefined) return;
    // What is not theirs is answered like what is not there, to the letter.
    const absent = await run(of, asker, { ...input, id: absentFor(of) });
    expect({ ...absent.body, reference: '' }).toEqual({ ...answer.body, reference: '' });
    expect(absent.status).toBe(answer.status);
  });
});

it('every operation of the management API has its rows', () => {
  const asked = new Set(cases.map(({ command }) => command));
  const missing = routes.flatMap((route) =>
    route.kind === 'command' && !asked.has(route.command.name) ? [route.command.name] : [],
  );
  expect(missing).toEqual([]);
});

it('would notice one rule that is turned round', async () => {
  const of = cases.find(
    ({ command, of, environment }) => command === 'key.revoke' && of === 'own' && environment === 'sandbox',
  );
  if (!of) throw new Error('no such case');
  const asker = await asking('developer');
  const turned: Case = { ...of, may: new Set([...of.may].filter((role) => role !== 'developer')) };
  const answer = await run(of, asker, await inputFor(of, asker));
  expect(verdictOn(answer)).not.toBe(turned.may.has('developer') ? 'may' : 'may not');
});

async function applicationsOf(ownerId: string): Promise<Record<string, string>> {
  const [production, sandbox] = await Promise.all(
    (['production', 'sandbox'] as const).map((environmentId) => makeApplication({ ownerId, environmentId })),
  );
  return { production: production?.id ?? '', sandbox: sandbox?.id ?? '' };
}

async function signIn(operatorId: string) {
  const secret = randomBytes(32).toString('base64url');
  const { id } = await makeSession(operatorId, { secret });
  return { secret, sessionId: id };
}

/** The asker of that role; signed in anew where a case has just ended their sessions. */
async function asking(role: Role): Promise<Asker & { secret: string }> {
  const known = askers.get(role);
  if (!known) throw new Error(`nobody is ${role}`);
  const open = await db().session.count({ where: { id: known.sessionId, endedAt: null } });
  if (open === 1) return known;
  const again = { ...known, ...(await signIn(known.id)) };
  askers.set(role, again);
  return again;
}

async function inputFor(of: Case, by: Asker): Promise<Record<string, unknown> & { id?: string }> {
  const make = subjects[of.command];
  if (!make) throw new Error(`tests/access/subjects.ts makes nothing for ${of.command}`);
  return make(of, by);
}

function run(of: Case, by: { secret: string }, { id, ...input }: { id?: string }): Promise<Answer> {
  const path = pathOf(of.command).replace('{id}', id ?? '');
  return ask(by.secret, path, of.command.startsWith('read ') ? undefined : input);
}

const readPaths: Record<string, string> = { 'read event': '/audit/{id}' };
function pathOf(command: string): string {
  if (command.startsWith('read ')) return readPaths[command] ?? `/${command.slice(5)}s/{id}`;
  const route = routes.find((r) => r.kind === 'command' && r.command.name === command);
  if (!route || !matchRoute('POST', route.path.replace('{id}', randomUUID())))
    throw new Error(`no door to ${command}`);
  return route.path;
}

function absentFor({ command }: Case): string {
  return command === 'read event' ? '999999999' : '00000000-0000-7000-8000-000000000001';
}

/** A second factor is asked of those alone who may; anything but the two answers is a fault of the case. */
function verdictOn({ status, body }: Answer): string {
  if (status === 200 || status === 201 || body.error === 'needs_factor') return 'may';
  // Its state does not allow it now; nobody learns that of what is not theirs.
  if (body.error === 'conflict' || body.error === 'already_done') return 'may';
  if (body.error === 'forbidden' || body.error === 'not_found') return 'may not';
  return `${status} ${body.error}`;
}
