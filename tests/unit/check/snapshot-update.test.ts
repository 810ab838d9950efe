import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '#lib/check/decide.ts';
import { compileSnapshot, type GateRows, type ListRow, type TokenRow } from '#lib/check/snapshot.ts';
import { applyChange, type PolicyChange } from '#lib/check/snapshot-update.ts';
import { makeCall, makePolicy, now, peppers } from './policy.ts';

const environments = ['production', 'sandbox'];
const applications = ['app-1', 'app-2', 'app-3'];
const cidrs = ['10.0.0.0/8', '203.0.113.0/28', '2001:db8::/48'];

/** What the database holds: rows by id, and an epoch that each change raises. */
interface World {
  epoch: number;
  minTls: Record<string, '1.2' | '1.3'>;
  keys: Map<string, Omit<TokenRow, 'tokenId' | 'digest' | 'tokenState' | 'tokenEndsAt'>>;
  tokens: Map<string, { keyId: string; digest: string; state: TokenRow['tokenState'] }>;
  lists: Map<string, ListRow>;
}

/** One statement against the world; says which rows it touched, as the database's triggers do. */
type Step = (world: World) => string[];

const id = (name: string, most: number) => fc.nat(most).map((n) => `${name}-${n}`);
const keyId = id('key', 5);
const tokenId = id('token', 9);
const listId = id('list', 6);

const putKey = fc
  .record({
    keyId,
    keyState: fc.constantFrom('active', 'suspended', 'revoked', 'expired'),
    environmentId: fc.constantFrom(...environments),
    applicationId: fc.constantFrom(...applications),
    scopes: fc.subarray(['a', 'b']),
  })
  .map(
    (row): Step =>
      ({ keys }) => {
        keys.set(row.keyId, { ...row, keyName: row.keyId, keyKind: 'secret', expiresAt: now + 1 });
        return [`api_key:${row.keyId}`];
      },
  );
const dropKey = keyId.map(
  (key): Step =>
    ({ keys, tokens, lists }) => {
      const touched = keys.delete(key) ? [`api_key:${key}`] : [];
      for (const [token, row] of tokens)
        if (row.keyId === key && tokens.delete(token)) touched.push(`key_token:${token}`);
      for (const [list, row] of lists)
        if (row.keyId === key && lists.delete(list)) touched.push(`allow_list:${list}`);
      return touched;
    },
);
const putToken = fc
  .record({ tokenId, keyId, digest: fc.nat(1), state: fc.constantFrom('current', 'deprecated', 'ended') })
  .map(
    ({ tokenId: token, digest, ...row }): Step =>
      ({ keys, tokens }) => {
        if (!keys.has(row.keyId)) return [];
        tokens.set(token, { ...row, digest: `${token}/${digest}` });
        return [`key_token:${token}`];
      },
  );
const dropToken = tokenId.map(
  (token): Step =>
    ({ tokens }) =>
      tokens.delete(token) ? [`key_token:${token}`] : [],
);
const owner = fc.oneof(
  keyId.map((key) => ({ keyId: key, applicationId: null, environmentId: null })),
  fc.constantFrom(...applications).map((a) => ({ keyId: null, applicationId: a, environmentId: null })),
  fc.constantFrom(...environments).map((e) => ({ keyId: null, applicationId: null, environmentId: e })),
);
const putList = fc
  .record({
    listId,
    owner,
    mode: fc.constantFrom('off', 'observe', 'enforce'),
    cidrs: fc.subarray(cidrs),
    domains: fc.subarray(['a.example', '*.b.example']),
  })
  .map(
    ({ owner: of, ...row }): Step =>
      ({ lists, keys }) => {
        if (of.keyId && !keys.has(of.keyId)) return [];
        const same = [...lists.values()].find(
          (list) =>
            list.keyId === of.keyId &&
            list.applicationId === of.applicationId &&
            list.environmentId === of.environmentId,
        );
        if (same) lists.delete(same.listId);
        lists.set(row.listId, { ...row, ...of });
        return [...(same ? [`allow_list:${same.listId}`] : []), `allow_list:${row.listId}`];
      },
  );
const dropList = listId.map(
  (list): Step =>
    ({ lists }) =>
      lists.delete(list) ? [`allow_list:${list}`] : [],
);
const setTls = fc.tuple(fc.constantFrom(...environments), fc.constantFrom('1.2', '1.3')).map(
  ([environment, version]): Step =>
    ({ minTls }) => {
      minTls[environment] = version;
      return [`environment:${environment}`];
    },
);
const step = fc.oneof(
  putKey,
  putToken,
  putToken,
  putList,
  putList,
  dropKey,
  dropToken,
  dropList,
  setTls,
) as fc.Arbitrary<Step>;

function rowsOf({ epoch, minTls, keys, tokens, lists }: World): GateRows {
  return {
    epoch,
    environments: Object.entries(minTls).map(([environment, minTlsVersion]) => ({
      id: environment,
      minTlsVersion,
    })),
    lists: [...lists.values()],
    tokens: [...tokens].flatMap(([token, { keyId: key, digest, state }]) => {
      const row = keys.get(key);
      return row ? [{ ...row, tokenId: token, digest, tokenState: state, tokenEndsAt: null }] : [];
    }),
  };
}

/** What the gate reads for these names. */
function changeOf(world: World, names: string[]): PolicyChange {
  const of = (table: string) =>
    new Set(names.filter((n) => n.startsWith(`${table}:`)).map((n) => n.slice(table.length + 1)));
  const [environmentIds, keyIds, tokenIds, listIds] = [
    of('environment'),
    of('api_key'),
    of('key_token'),
    of('allow_list'),
  ];
  const rows = rowsOf(world);
  return {
    epoch: world.epoch,
    environmentIds,
    keyIds,
    tokenIds,
    listIds,
    environments: environmentIds.size > 0 ? rows.environments : null,
    lists: rows.lists.filter((list) => listIds.has(list.listId)),
    tokens: rows.tokens.filter((token) => keyIds.has(token.keyId) || tokenIds.has(token.tokenId)),
  };
}

const emptyWorld = (): World => ({
  epoch: 1,
  minTls: { production: '1.2', sandbox: '1.2' },
  keys: new Map(),
  tokens: new Map(),
  lists: new Map(),
});

describe('a policy that follows its changes', () => {
  test('is the one that compiling everything gives, however the changes are cut into loads', () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        (before, loads) => {
          const world = emptyWorld();
          for (const take of before) take(world);
          let held = compileSnapshot(rowsOf(world), peppers);
          for (const steps of loads) {
            world.epoch += steps.length;
            held = applyChange(
              held,
              changeOf(
                world,
                steps.flatMap((take) => take(world)),
              ),
            );
            const { epoch, tokens, parts } = compileSnapshot(rowsOf(world), peppers);
            most = Math.max(most, tokens.size);
            expect({ epoch: held.epoch, tokens: held.tokens }).toEqual({ epoch, tokens });
            expect([held.parts.lists, held.parts.minTls]).toEqual([parts.lists, parts.minTls]);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(most).toBeGreaterThan(2);
  });

  const change = (over: Partial<PolicyChange>): PolicyChange => ({
    epoch: 48_214,
    environmentIds: new Set(),
    keyIds: new Set(),
    tokenIds: new Set(),
    listIds: new Set(),
    environments: null,
    lists: [],
    tokens: [],
    ...over,
  });
  const reasonOf = (snapshot: ReturnType<typeof makePolicy>['snapshot'], token: string) => {
    const decision = decide(snapshot, makeCall({ token }), now);
    return decision.allow ? 'allowed' : decision.reason;
  };

  test('refuses a token whose row is gone, and takes in one that came', () => {
    const { token, tokenId: gone, snapshot } = makePolicy();
    expect(reasonOf(applyChange(snapshot, change({ tokenIds: new Set([gone]) })), token)).toBe('unknown');
    const other = makePolicy({ token: { keyId: 'key-2' } });
    const rows = [...other.snapshot.tokens].map(
      ([digest, { id: tokenIdOf, key }]): TokenRow => ({
        tokenId: tokenIdOf,
        digest,
        tokenState: 'current',
        tokenEndsAt: null,
        keyId: key.id,
        keyName: key.name,
        keyKind: key.kind,
        keyState: key.state,
        expiresAt: key.expiresAt,
        scopes: key.scopes,
        environmentId: key.environmentId,
        applicationId: key.applicationId,
      }),
    );
    expect(reasonOf(snapshot, other.token)).toBe('unknown');
    const next = applyChange(snapshot, change({ keyIds: new Set(['key-2']), tokens: rows }));
    expect(reasonOf(next, other.token)).toBe('allowed');
    expect(next.epoch).toBe(48_214);
  });

  test('leaves a decision that waits to be written as it was judged', () => {
    const { token, snapshot } = makePolicy({ lists: [{ cidrs: ['10.0.0.0/8'] }] });
    const decision = decide(snapshot, makeCall({ token }), now);
    const before = structuredClone(decision.token);
    applyChange(snapshot, change({ listIds: new Set(['list-0']) }));
    expect(decision.token).toEqual(before);
    expect(snapshot.epoch).toBe(48_213);
  });

  test('holds the keys of an application or an environment to its list from the change on', () => {
    for (const owned of [
      { applicationId: 'app-1', environmentId: null },
      { applicationId: null, environmentId: 'production' },
    ]) {
      const { token, snapshot } = makePolicy();
      const row: ListRow = {
        listId: 'list-9',
        keyId: null,
        ...owned,
        mode: 'enforce',
        cidrs: [],
        domains: [],
      };
      const narrowed = applyChange(snapshot, change({ listIds: new Set(['list-9']), lists: [row] }));
      expect(reasonOf(narrowed, token)).toBe('address');
      expect(reasonOf(applyChange(narrowed, change({ listIds: new Set(['list-9']) })), token)).toBe(
        'allowed',
      );
    }
  });
});
