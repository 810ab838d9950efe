/** A request that was let in while its session was in force reaches the corridor after the session has ended. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Origin } from '#lib/audit/record.ts';
import { endSession } from '#lib/auth/session-commands.ts';
import { disableConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { createKey } from '#lib/keys/commands.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { makeApplication, makeConnection, makeOperator } from '#prisma/factories.ts';
import { executeProven, prove } from '../support/proven.ts';
import { metadataOf, type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin: Origin = { channel: 'console', address: '192.0.2.7', userAgent: 'Mozilla/5.0 Firefox/140.0' };
const reason = 'somebody else has it';

/** A critical change whose proof is given, and a sensitive one that the sign-in carries. */
async function poised(officer: Person) {
  const { id: applicationId } = await makeApplication({ ownerId: officer.id });
  const names = [randomUUID(), randomUUID()];
  const form = { applicationId, kind: 'secret', scopes: ['checks:read'] };
  const list = { mode: 'enforce', entries: ['192.0.2.0/24'] };
  const critical = { ...form, name: names[0], mode: 'off' };
  const asked = await execute(createKey, officer.actor, critical, { origin });
  expect(asked).toMatchObject({ kind: 'needsFactor' });
  await prove(officer.actor, asked.kind === 'needsFactor' ? asked.binding : null, { origin });
  return async () => ({
    outcomes: await Promise.all([
      execute(createKey, officer.actor, critical, { origin }),
      execute(createKey, officer.actor, { ...form, ...list, name: names[1] }, { origin }),
    ]),
    made: await db().apiKey.count({ where: { applicationId } }),
  });
}

const refusedBoth = {
  outcomes: [
    { kind: 'refused', code: 'forbidden' },
    { kind: 'refused', code: 'forbidden' },
  ],
  made: 0,
};

describe('a change, proven and on its way, is refused where meanwhile', () => {
  it('its session was ended', async () => {
    const officer = await w.another('security-officer');
    const go = await poised(officer);
    const { actor } = await w.person('account-owner');
    const id = officer.actor.sessionId;
    expect(await execute(endSession, actor, { id, reason }, { origin })).toMatchObject({ kind: 'done' });
    expect(await go()).toMatchObject(refusedBoth);
  });

  it('its person was disabled', async () => {
    const officer = await w.another('security-officer');
    const go = await poised(officer);
    const owner = await w.person('account-owner');
    const input = { id: officer.id, reason };
    expect(await executeProven(disableOperator, owner.actor, input, { origin })).toMatchObject({
      kind: 'done',
    });
    expect(await go()).toMatchObject(refusedBoth);
  });

  it('its connection was switched off', async () => {
    const slug = 'lent';
    const { id } = await makeConnection({ slug, metadata: await metadataOf('https://idp.lent.example') });
    const made = await makeOperator({
      connection: slug,
      email: 'eve@lent.example',
      role: 'security-officer',
    });
    const go = await poised(await personOf(made.id));
    const owner = await w.person('account-owner');
    await w.another('account-owner');
    expect(await executeProven(disableConnection, owner.actor, { id, reason }, { origin })).toMatchObject({
      kind: 'done',
    });
    expect(await go()).toMatchObject(refusedBoth);
  });
});
