/** What lib/access/effects-on-rights.ts says of waiting is what the corridor does: the search for paths believes it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { onRights } from '#lib/access/effects-on-rights.ts';
import { db } from '#lib/db/client.ts';
import { byName } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import { type Asker, subjects } from '../access/subjects.ts';
import type { Case } from '../access/table.ts';
import { executeAlone } from '../support/proven.ts';
import { type Person, world } from '../support/world.ts';
import { addPasskey, session as signedIn } from './factors-kit.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
let owner: Person;
let asker: Asker;

beforeAll(async () => {
  owner = await w.person('account-owner');
  // The second owner's sign-in ends set-up: from here on critical changes wait.
  const other = await w.another('account-owner');
  const { id } = await make.makeApplication({ ownerId: other.id });
  asker = {
    id: owner.id,
    role: 'account-owner',
    otherId: other.id,
    own: {},
    others: { production: id },
  };
});

const always = Object.entries(onRights)
  .filter(([name, { waits }]) => waits === 'always' && !byName.get(name)?.narrows)
  .map(([name]) => name);

/** Where the input of the table is not enough: without a factor, or a person above, nobody else has to agree. */
const prepared: Record<string, (input: { id?: string }) => Promise<unknown>> = {
  'connection.remove': async ({ id }) => {
    const { slug } = await db().connection.findUniqueOrThrow({ where: { id: id ?? '' } });
    await make.makeOperator({ connection: slug, role: 'account-owner' });
  },
  'factor.reset': async ({ id }) => addPasskey(await signedIn(id ?? '')),
};

describe('declared as waiting for somebody else, it does', () => {
  it.each(always)('%s', async (name) => {
    const command = byName.get(name);
    const inputOf = subjects[name];
    if (!command || !inputOf) throw new Error(`tests/access/subjects.ts has no input of ${name}`);
    const input = await inputOf({ of: 'viewer' } as Case, asker);
    await prepared[name]?.(input);
    expect(await executeAlone(command, owner.actor, input, { origin })).toMatchObject({
      kind: 'awaitsApproval',
    });
  });
});
