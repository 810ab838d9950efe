/** One person who is an operator of two connections, and so could sit in both seats. */
import { expect, it } from 'vitest';
import { namePerson, removePerson, renewCodes } from '#lib/break-glass/people-commands.ts';
import { db } from '#lib/db/client.ts';
import { localOrigin, makeConnection, makeOperator } from '#prisma/factories.ts';
import { name } from '../support/break-glass.ts';
import { executeProven } from '../support/proven.ts';
import { metadataOf, personOf, world } from '../support/world.ts';

const w = world();

it.each([
  ['the same e-mail address', 'eva@acme.example', 'eva@acme.example'],
  ['the same e-mail address in other letters', 'ida@acme.example', 'IDA@Acme.example'],
])('is not named twice, by %s', async (_, here, there) => {
  const [owner, owner2] = [await w.another('account-owner'), await w.another('account-owner')];
  const slug = `second-${here.slice(0, 3)}`;
  await makeConnection({ slug, metadata: await metadataOf(`https://${slug}.example.com`) });
  const first = await makeOperator({ email: here, role: 'account-owner' });
  const second = await makeOperator({ connection: slug, email: there, role: 'account-owner' });
  const named = await name(first.id, owner);
  const input = { operatorId: second.id, codes: true, reason: 'on call' };
  expect(await executeProven(namePerson, owner2.actor, input, { origin: localOrigin })).toMatchObject({
    kind: 'invalid',
    fields: { operatorId: expect.stringContaining('the same person') },
  });
  expect(await db().breakGlassPerson.findMany({ select: { operatorId: true } })).toEqual([
    { operatorId: named.id },
  ]);
  const leave = { id: named.personId, reason: 'after the test' };
  await executeProven(removePerson, owner.actor, leave, { origin: localOrigin });
});

it('makes the sheets of both by neither of their accounts', async () => {
  await makeConnection({ slug: 'third', metadata: await metadataOf('https://third.example.com') });
  const email = 'mia@acme.example';
  const here = await personOf((await makeOperator({ email, role: 'account-owner' })).id);
  const there = await personOf(
    (await makeOperator({ connection: 'third', email: email.toUpperCase(), role: 'account-owner' })).id,
  );
  const [first, second] = [(await makeOperator({})).id, (await makeOperator({})).id];
  await name(first, here);
  const input = { operatorId: second, codes: true, reason: 'on call' };
  const seen = { kind: 'invalid', fields: { codes: expect.stringContaining('you could be both') } };
  expect(await executeProven(namePerson, there.actor, input, { origin: localOrigin })).toMatchObject(seen);
  const other = await name(second, await w.another('account-owner'));
  const renew = { id: other.personId, reason: 'after the drill' };
  expect(await executeProven(renewCodes, there.actor, renew, { origin: localOrigin })).toMatchObject(seen);
});
