/** Who may sign off what all account owners are told: nobody their own change, while there is another owner. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import { executeProven } from '../support/proven.ts';
import { type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
let applicationId = '';
let owner: Person;

beforeAll(async () => {
  owner = await w.person('account-owner');
  await w.another('account-owner');
  applicationId = (await make.makeApplication({ ownerId: owner.id })).id;
});

/** A critical change of theirs, and the notice that it left. */
async function noticeBy(person: Person): Promise<string> {
  const input = { name: randomUUID(), applicationId, kind: 'secret', scopes: ['checks:read'], mode: 'off' };
  const outcome = await executeProven(commands.createKey, person.actor, input, { origin });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return (await db().notice.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })).id;
}
const signOff = (by: Person, id: string) =>
  executeProven(commands.signOffNotice, by.actor, { id }, { origin });

it('a notice of one’s own change is signed off by another account owner', async () => {
  const id = await noticeBy(owner);
  expect(await signOff(owner, id)).toMatchObject({
    kind: 'refused',
    code: 'conflict',
    message: expect.stringMatching(/^This notice tells of a change of your own/),
  });
  expect((await db().notice.findUniqueOrThrow({ where: { id } })).signedOffAt).toBeNull();
  expect((await signOff(await w.another('account-owner'), id)).kind).toBe('done');
});

it('asks for a recent proof: a stolen cookie signs nothing off', async () => {
  const id = await noticeBy(owner);
  const stale = await personOf((await w.another('account-owner')).id, 24 * 60);
  expect((await execute(commands.signOffNotice, stale.actor, { id }, { origin })).kind).toBe('needsFactor');
});

it('the only account owner left signs off their own, or it would stand for ever', async () => {
  const id = await noticeBy(owner);
  const others = await db().assignment.findMany({
    where: { role: 'account-owner', operatorId: { not: owner.id }, endedAt: null },
  });
  for (const other of others)
    await make.must(commands.endAssignment, { id: other.id, reason: 'the last one stays' });
  expect((await signOff(owner, id)).kind).toBe('done');
});
