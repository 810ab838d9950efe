/** Filters and pages: the database's answer is held to a plain predicate over the same people. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { termsOf, userAttributes } from '#lib/scim/attributes.ts';
import { comparisons, parseFilter } from '#lib/scim/filter.ts';
import { type Answers, matches } from '#lib/scim/matches.ts';
import { listUsers } from '#lib/scim/queries.ts';
import type { StoredUser } from '#lib/scim/shapes.ts';
import { userNameOf } from '#lib/scim/user-kind.ts';
import { type Client, clientOf, person, recorded } from '../support/scim.ts';
import { world } from '../support/world.ts';

world();

const everything = { filter: null, startIndex: 1, count: 200 };

describe('a filter', () => {
  let client: Client;
  let people: StoredUser[] = [];
  const names = [
    'Ada',
    'ada',
    'Bob%',
    'b_b',
    'Ärger',
    'ärger',
    'Zoë \\ x',
    "O'Brien",
    '50% "off"',
    '李',
    '𝒜',
    'Kelvin K',
  ];

  beforeAll(async () => {
    client = await clientOf();
    for (const [n, name] of names.entries()) {
      const more = { displayName: name, ...(n % 3 === 0 && { externalId: `X${n}` }), active: n % 4 !== 0 };
      const answer = await client.call(
        'POST',
        'Users',
        person(`P${n}@${n % 2 ? 'one' : 'TWO'}.example`, more),
      );
      expect(answer.status).toBe(201);
    }
    people = (await listUsers(client.connectionId, everything)).rows;
    expect(people).toHaveLength(names.length);
  });

  const said = fc.oneof(
    fc.constantFrom(
      ...names,
      'p1@one.example',
      'P2@two.example',
      'TWO',
      '%',
      '_',
      '',
      'X3',
      'x3',
      'work',
      '\\',
      'K',
    ),
    fc.string({ maxLength: 3 }).filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text)),
  );
  const text = fc
    .tuple(
      fc.constantFrom(
        'userName',
        'displayName',
        'name.formatted',
        'externalId',
        'id',
        'emails',
        'emails.value',
        'emails.type',
      ),
      fc.constantFrom(...comparisons),
      said,
    )
    .map(([path, by, value]) => `${path} ${by} ${JSON.stringify(value)}`);
  const other = fc.constantFrom(
    'active eq true',
    'active ne "True"',
    'externalId pr',
    'emails.primary eq true',
    'meta.created gt "2020-01-01T00:00:00Z"',
    'meta.created lt "2020-01-01T00:00:00+01:00"',
    'emails[type eq "work" and value co "one"]',
    'emails[not (value ew ".example")]',
  );
  const filter: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      other,
      tie('any').map((of) => `not (${of})`),
      fc
        .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
        .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    ),
  })).any;

  it('finds in the database whom a plain predicate finds', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (source) => {
        fc.pre(source.length < 1_500);
        const found = await listUsers(client.connectionId, { ...everything, filter: source });
        const term = termsOf(parseFilter(source), userAttributes);
        const wanted = people.filter((user) => matches(term, answersOf(user)));
        expect(found.rows.map((row) => row.id)).toEqual(wanted.map((row) => row.id));
        expect(found.total).toBe(wanted.length);
      }),
      { numRuns: 150 },
    );
  });

  it('is asked by POST to .search as well', async () => {
    const answer = await client.call('POST', 'Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'userName eq "P1@one.example"',
      attributes: ['userName'],
      startIndex: 1,
    });
    expect(answer.body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'p1@one.example' }] });
    expect(Object.keys(answer.body.Resources[0]).sort()).toEqual(['id', 'schemas', 'userName']);
  });
});

function answersOf(user: StoredUser): Answers {
  const held: Record<string, string | boolean | Date | null> = {
    id: user.id,
    externalid: user.externalId,
    username: userNameOf(user),
    displayname: user.name,
    'name.formatted': user.name,
    active: user.state === 'active',
    'emails.value': user.email,
    'emails.type': 'work',
    'emails.primary': true,
    'meta.created': user.createdAt,
  };
  const value = (path: string) => held[path] ?? null;
  return { value, several: () => [{ value, several: () => [] }] };
}

describe('pages', () => {
  it('over a thousand people hold each of them once, while others are made, and end at our cap', async () => {
    const client = await clientOf();
    const { connectionId } = client;
    const run = randomUUID().slice(0, 8);
    await recorded(async (tx) => {
      const ids = Array.from({ length: 1_000 }, () => randomUUID());
      await tx.operator.createMany({
        data: ids.map((id, n) => ({
          id,
          connectionId,
          nameId: `n${n}-${run}@corp.example`,
          email: `n${n}-${run}@corp.example`,
          name: `N ${n}`,
          source: 'scim',
          causedBy: 'test',
          // One instant for all: only the id then tells their order.
          createdAt: new Date('2026-01-01T00:00:00Z'),
        })),
      });
    });
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 1_000; startIndex += 150) {
      const { body } = await client.call(
        'GET',
        `Users?startIndex=${startIndex}&count=150&attributes=userName`,
      );
      expect(body.startIndex).toBe(startIndex);
      seen.push(...body.Resources.map((one: { id: string }) => one.id));
      expect(
        (await client.call('POST', 'Users', person(`new${startIndex}-${run}@corp.example`))).status,
      ).toBe(201);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(1_000);
    const capped = await client.call('GET', 'Users?count=100000');
    expect(capped.body.Resources).toHaveLength(200);
    expect((await client.call('GET', 'Users?count=0')).body).toMatchObject({
      totalResults: 1_007,
      Resources: [],
    });
    expect((await client.call('GET', 'Users?count=-5&startIndex=-1')).body).toMatchObject({
      startIndex: 1,
      itemsPerPage: 0,
    });
    expect((await client.call('GET', 'Users?startIndex=abc')).status).toBe(400);
  });
});
