/** Where a key may be made: an id of an application is no question about what exists. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { execute } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import { makeApplication } from '#prisma/factories.ts';
import { world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const list = { mode: 'enforce', entries: ['203.0.113.0/28'] };

it.each([
  ['key.create', commands.createKey, { kind: 'secret', scopes: ['checks:read'], ...list }],
  ['service_account.create', commands.createServiceAccount, { scopes: ['read ApiKey'], ...list }],
] as const)(
  '%s answers alike for an application that is another’s and for none',
  async (_, command, input) => {
    const developer = await w.person('developer');
    const owner = await w.person('account-owner');
    const hidden = await makeApplication({ ownerId: owner.id, environmentId: 'production' });
    const seen = await makeApplication({ ownerId: owner.id, environmentId: 'sandbox' });
    const into = async (applicationId: string) => {
      const given = { name: randomUUID(), applicationId, ...input };
      const outcome = await execute(command as typeof commands.createKey, developer.actor, given, { origin });
      return { ...outcome, reference: '' };
    };
    const absent = await into(randomUUID());
    expect(absent).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(await into(hidden.id)).toEqual(absent);
    // What they see is there; they are told that it is not theirs.
    expect(await into(seen.id)).toMatchObject({ kind: 'refused', code: 'forbidden' });
  },
);
