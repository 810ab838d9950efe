/** docs/access-table.md, asked over HTTP: every operation of the house, by a person of every role, of every case. */
import { describe, expect, it } from 'vitest';
import { type Role, roleRows } from '#lib/access/roles.ts';
import { inSandbox, type Row } from '#lib/access/rows.ts';
import { clientOf } from '../support/scim.ts';
import { world } from '../support/world.ts';
import { cases, nameOf } from './table.ts';
import { walk } from './walk.ts';

world();
const { failuresOf } = walk();

describe('who may', () => {
  it.each(cases.map((of) => [nameOf(of), of] as const))('%s', async (_, of) => {
    expect((await failuresOf([of])).join('\n')).toBe('');
  });
});

/** The product's own table of roles with the rows of one turned, while its cases are asked; put back whatever comes of it. */
async function failuresWith(
  role: Role,
  turn: (rows: readonly Row[]) => Row[],
  command: string,
  all?: 'all',
): Promise<string[]> {
  // The very list that the product reads, which it keeps: another in its place would be read by nobody.
  const rows = roleRows[role] as Row[];
  const former = [...rows];
  rows.splice(0, rows.length, ...turn(former));
  try {
    const asked = cases.filter((one) => one.command === command);
    return (await failuresOf(asked, all)).sort();
  } finally {
    rows.splice(0, rows.length, ...former);
  }
}

describe('one rule of the product that is turned round fails its own cases, and no other', () => {
  it('a verb that a role loses', async () => {
    const without = (row: Row) => ({ ...row, may: row.may.filter((verb) => verb !== 'key.revoke') });
    expect(await failuresWith('developer', (rows) => rows.map(without), 'key.revoke')).toEqual([
      'key.revoke, own, in sandbox, as developer in sandbox alone: may not instead of done',
      'key.revoke, own, in sandbox, as developer: may not instead of done',
    ]);
  });

  it('a verb that a role is given', async () => {
    const more: Row = { may: ['key.revoke'], on: 'ApiKey', where: inSandbox };
    expect(await failuresWith('viewer', (rows) => [...rows, more], 'key.revoke', 'all')).toEqual([
      "key.revoke, other's, in sandbox, as viewer in sandbox alone: done instead of may not",
      "key.revoke, other's, in sandbox, as viewer: done instead of may not",
      'key.revoke, own, in sandbox, as viewer in sandbox alone: done instead of may not',
      'key.revoke, own, in sandbox, as viewer: done instead of may not',
    ]);
  });

  it('a condition that a verb loses: the environment in which the role is held', async () => {
    const anywhere = (row: Row): Row => (row.may.includes('key.revoke') ? { may: row.may, on: row.on } : row);
    expect(await failuresWith('security-officer', (rows) => rows.map(anywhere), 'key.revoke')).toEqual([
      "key.revoke, other's, in production, as security-officer in sandbox alone: done instead of may not",
      "key.revoke, other's, in sandbox, as security-officer in production alone: done instead of may not",
      'key.revoke, own, in production, as security-officer in sandbox alone: done instead of may not',
      'key.revoke, own, in sandbox, as security-officer in production alone: done instead of may not',
    ]);
  });

  it('a mask that a question loses', async () => {
    const whole = ({ fields: _, ...row }: Row): Row => row;
    expect(await failuresWith('viewer', (rows) => rows.map(whole), 'listOperators', 'all')).toEqual([
      'listOperators, an address, as viewer in production alone: told instead of may not',
      'listOperators, an address, as viewer in sandbox alone: told instead of may not',
      'listOperators, an address, as viewer: told instead of may not',
    ]);
  });
});

it('every operation that provisioning offers to a token has its row', async () => {
  const client = await clientOf();
  const id = '00000000-0000-7000-8000-000000000001';
  const { body } = await client.call('GET', 'ResourceTypes');
  const kinds: string[] = body.Resources.map(({ endpoint }: { endpoint: string }) => endpoint.slice(1));
  const paths = kinds.flatMap((kind) => [kind, `${kind}/${id}`, `${kind}/.search`]);
  const offered: string[] = [];
  for (const path of [...paths, 'ServiceProviderConfig', 'ResourceTypes', 'Schemas'])
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, body: said } = await client.call(method, path, method === 'GET' ? undefined : {});
      const isThere = status !== 405 && said?.detail !== 'There is nothing here.';
      if (isThere) offered.push(`scim ${method} /${path.replace(id, '{id}')}`);
    }
  const rows = cases.map(({ command }) => command).filter((command) => command.startsWith('scim '));
  expect(offered.sort()).toEqual(rows.sort());
});
