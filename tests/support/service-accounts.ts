import { randomUUID } from 'node:crypto';
import { commands } from '#lib/registry.ts';
import { makeOperator } from '#prisma/factories.ts';
import { executeProven } from './proven.ts';
import { type Person, personOf } from './world.ts';

const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };

interface Wish {
  applicationId: string;
  name?: string;
  by?: Person;
  scopes?: string[];
  entries?: string[];
  mode?: 'off' | 'observe' | 'enforce';
}

/** A service account as a person makes one; without `by`, somebody who owns the whole house. */
export async function makeServiceAccount({ applicationId, by, ...wish }: Wish) {
  const person = by ?? (await personOf((await makeOperator({ role: 'account-owner' })).id));
  const input = {
    name: `sa-${randomUUID()}`,
    applicationId,
    scopes: ['read ApiKey'],
    mode: 'enforce',
    entries: ['192.0.2.0/24'],
    ...wish,
  };
  const outcome = await executeProven(commands.createServiceAccount, person.actor, input, { origin });
  if (outcome.kind !== 'done') throw new Error(`service_account.create: ${JSON.stringify(outcome)}`);
  return { ...outcome.result, person };
}
