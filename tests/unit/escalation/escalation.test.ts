import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customDefinition, type RoleDefinition, systemDefinition } from '#lib/access/definitions.ts';
import { onRights } from '#lib/access/effects-on-rights.ts';
import { pathsIn } from '#lib/access/escalation.ts';
import { type HouseRules, houseRules, nameOf, type PolicyState } from '#lib/access/escalation-state.ts';
import { folded, kinOf, openedBy, sentenceOf } from '#lib/access/escalation-stored.ts';
import { systemRoles } from '#lib/access/roles.ts';
import { byName } from '#lib/registry.ts';

const everywhere = null;
function custom(
  slug: string,
  rules: { may: string[]; on: string }[],
  ceiling: string[] = [],
): RoleDefinition {
  return customDefinition({ slug, name: slug, description: '', policy: { rules }, ceiling, version: 1 });
}

interface Somebody {
  id: string;
  roles: [role: string, environmentId?: string][];
  groups?: string[];
}

function policy(
  people: Somebody[],
  of: {
    custom?: RoleDefinition[];
    groups?: PolicyState['groups'];
    needed?: number;
    rules?: Partial<HouseRules>;
  } = {},
): PolicyState {
  const own = of.custom ?? [];
  const roles = new Map(
    [...systemRoles.map((slug) => systemDefinition(slug, own)), ...own].map((r) => [r.slug, r]),
  );
  const kin = kinOf(
    people.map(({ id, roles: held, groups = [] }) => ({
      person: { id, name: id, connectionId: 'idp' },
      holds: held.map(([role, environmentId = everywhere]) => ({ role, environmentId })),
      groups,
    })),
  );
  const needed = of.needed ?? 1;
  const rules = { ...houseRules, ...of.rules };
  return { roles, kin, groups: of.groups ?? [], waits: () => needed, rules };
}

const found = (state: PolicyState) =>
  pathsIn(state).map((path) => {
    const kin = state.kin.find(({ id }) => id === path.kinId);
    return sentenceOf(kin && nameOf(kin), path);
  });
const everyRole = systemRoles.map((role): Somebody => ({ id: role, roles: [[role]] }));

describe('paths to more power', () => {
  it('every command of the registry declares its effect on rights, and nothing else does', () => {
    expect(Object.keys(onRights).sort()).toEqual([...byName.keys()].sort());
  });

  it('with the system roles alone there are three, each reviewed in docs/escalation.md', () => {
    const by = new Set(
      pathsIn(policy(everyRole)).map(({ kinId, gain }) => `${kinId.split(' ')[1]?.split('@')[0]}: ${gain}`),
    );
    expect([...by].sort()).toEqual([
      'administrator: have what Auditor may',
      'administrator: have what Developer may',
      'administrator: have what Security officer may',
      'administrator: have what a Developer on the applications of others may',
      'developer: have what a Developer on the applications of others may',
    ]);
  });

  it('nobody becomes an administrator or an account owner alone, and nobody acts as somebody else', () => {
    for (const sentence of found(policy(everyRole)))
      expect(sentence).not.toMatch(/Administrator|Account owner|act as|Access manager|have to agree/);
  });

  it.each<[keyof HouseRules, RegExp]>([
    ['neverToOneself', /access-manager could have what Auditor may .*gives Auditor to themselves/],
    ['ceiling', /administrator could have what .*Account owner may|access-manager could have what Developer/],
    ['administrativeWaits', /administrator could have what Access manager may/],
  ])('a house without the rule %s is seen through', (rule, sentence) => {
    // Two of each, so that there is somebody else to give to.
    const state = policy([...everyRole, { id: 'second manager', roles: [['access-manager'], ['viewer']] }], {
      rules: { [rule]: false },
      ...(rule === 'ceiling' && { needed: 0 }),
    });
    expect(found(state).some((said) => sentence.test(said))).toBe(true);
  });

  it('where nobody is asked, an administrator acts as anybody, by a provider of theirs', () => {
    const said = found(policy(everyRole, { needed: 0 }));
    expect(said.some((one) => /administrator could act as account-owner .*connection/.test(one))).toBe(true);
  });

  it('a role with administrative verbs reaches no second account without somebody else', () => {
    const shape = custom(
      'shape',
      [
        { may: ['assignment.create'], on: 'Assignment' },
        { may: ['operator.add'], on: 'Operator' },
      ],
      ['administrator', 'shape'],
    );
    const gains = (rules: Partial<HouseRules>) =>
      found(policy([{ id: 'ada', roles: [['shape']] }], { custom: [shape], rules })).filter((said) =>
        said.includes('Administrator'),
      );
    expect(gains({})).toEqual([]);
    expect(gains({ administrativeWaits: false }).length).toBeGreaterThan(0);
  });

  it('a role of one’s own making is shaped for a second account that holds it, unless that waits', () => {
    const maker = custom(
      'maker',
      [
        { may: ['role.edit'], on: 'Role' },
        { may: ['operator.add'], on: 'Operator' },
        { may: ['assignment.create'], on: 'Assignment' },
      ],
      ['security-officer', 'plain'],
    );
    const plain = custom('plain', [{ may: ['read'], on: 'ApiKey' }]);
    const said = found(policy([{ id: 'ada', roles: [['maker']] }], { custom: [maker, plain] }));
    expect(said.some((one) => one.includes('ada could have what plain may'))).toBe(true);
    expect(said.some((one) => one.includes('Security officer'))).toBe(true);
  });

  it('a group brings what it holds to a second account of whoever fills it', () => {
    const filler = custom(
      'filler',
      [
        { may: ['group.add_member'], on: 'Group' },
        { may: ['operator.add'], on: 'Operator' },
      ],
      ['security-officer'],
    );
    const groups = [
      { id: 'g', name: 'Night shift', holds: [{ role: 'security-officer', environmentId: null }] },
    ];
    const people: Somebody[] = [{ id: 'ada', roles: [['filler']] }];
    expect(found(policy(people, { custom: [filler], groups })).join()).toMatch(
      /puts a second account of theirs into Night shift/,
    );
    const higher = [
      { id: 'g', name: 'Owners’ aides', holds: [{ role: 'administrator', environmentId: null }] },
    ];
    expect(found(policy(people, { custom: [filler], groups: higher }))).toEqual([]);
  });
});

describe('what a change would open', () => {
  const place = (role: string) => ({ role, environmentId: null });
  const filler = custom(
    'filler',
    [
      { may: ['assignment.create'], on: 'Assignment' },
      { may: ['operator.add'], on: 'Operator' },
    ],
    ['security-officer'],
  );

  it('is told per person, with the steps', () => {
    const state = policy(
      [
        { id: 'ada', roles: [['viewer']] },
        { id: 'ben', roles: [['viewer']] },
      ],
      { custom: [filler] },
    );
    expect(openedBy(state, { kind: 'to-person', operatorId: 'ben', ...place('filler') })).toEqual([
      'ben could have what Security officer may without anybody else: operator.add: adds a second account of theirs; then assignment.create: gives Security officer to a second account of theirs',
    ]);
  });

  it('is nothing where a system role brings what its table always brings', () => {
    const state = policy([{ id: 'ada', roles: [['viewer']] }]);
    expect(openedBy(state, { kind: 'to-person', operatorId: 'ada', ...place('developer') })).toEqual([]);
    expect(openedBy(state, { kind: 'to-person', operatorId: 'ada', ...place('auditor') })).toEqual([]);
  });

  it('is nothing where a role of one’s own making lies inside what its maker can give anyway', () => {
    const reading = custom('reading', [{ may: ['read'], on: 'ApiKey' }]);
    const state = policy(everyRole);
    expect(openedBy(state, { kind: 'role', role: reading })).toEqual([]);
  });

  it('sees that a role which could be reached before gives more now', () => {
    const plain = custom('plain', [{ may: ['read'], on: 'ApiKey' }]);
    const wider = custom('plain', [{ may: ['key.create'], on: 'ApiKey' }]);
    const giver = custom(
      'giver',
      [
        { may: ['assignment.create'], on: 'Assignment' },
        { may: ['operator.add'], on: 'Operator' },
      ],
      ['plain'],
    );
    const state = policy([{ id: 'ada', roles: [['giver']] }], { custom: [giver, plain] });
    expect(openedBy(state, { kind: 'role', role: wider }).join()).toMatch(/ada could have what plain may/);
  });

  it('names everybody who holds a role that is widened', () => {
    const narrow = custom('filler', [{ may: ['read'], on: 'ApiKey' }]);
    const state = policy(
      [
        { id: 'ada', roles: [['filler']] },
        { id: 'ben', roles: [['viewer'], ['filler']] },
      ],
      { custom: [narrow] },
    );
    const opened = openedBy(state, { kind: 'role', role: filler });
    expect(opened).toHaveLength(2);
    expect(opened.join()).toMatch(/ada could.*ben could/s);
  });
});

/** A house in small: who holds what, and what the corridor would let pass. Says the rules again, by hand, one command at a time. */
interface House {
  state: PolicyState;
  holds: Map<string, Set<string>>;
}

function tryOne(house: House, person: string, command: string, role: string, to: string): void {
  const { state, holds } = house;
  const mine = [...(holds.get(person) ?? [])].flatMap((slug) => state.roles.get(slug) ?? []);
  const able = mine.filter((one) => one.rows.some((row) => row.may.includes(command)));
  if (able.length === 0) return;
  if (command === 'operator.add') holds.set('second', holds.get('second') ?? new Set());
  if (command !== 'assignment.create' || !holds.has(to)) return;
  if (state.rules.neverToOneself && to === person) return;
  if (state.rules.ceiling && !able.some((one) => one.ceiling.includes(role))) return;
  const definition = state.roles.get(role);
  if (state.rules.administrativeWaits && definition?.administrative && state.waits(command) > 0) return;
  holds.get(to)?.add(role);
}

const verbs = ['assignment.create', 'operator.add'];
const slugs = ['one', 'two', 'three'];
const anyRole = (slug: string) =>
  fc
    .record({
      may: fc.subarray([
        'key.create ApiKey',
        'assignment.create Assignment',
        'operator.add Operator',
        'read ApiKey',
      ]),
      ceiling: fc.subarray([...slugs, 'viewer', 'security-officer']),
    })
    .map(({ may, ceiling }) =>
      custom(
        slug,
        may.map((one) => ({ may: [one.split(' ')[0] ?? ''], on: one.split(' ')[1] ?? '' })),
        ceiling,
      ),
    );
const anyPolicy = fc.record({
  roles: fc.tuple(...slugs.map(anyRole)),
  held: fc.subarray(slugs, { minLength: 1 }),
  rules: fc.constantFrom<Partial<HouseRules>>(
    {},
    { neverToOneself: false },
    { ceiling: false },
    { administrativeWaits: false },
  ),
  needed: fc.constantFrom(0, 1),
});
const anyWalk = fc.array(
  fc.tuple(
    fc.constantFrom('ada', 'second'),
    fc.constantFrom(...verbs),
    fc.constantFrom(...slugs, 'viewer', 'security-officer'),
    fc.constantFrom('ada', 'second'),
  ),
  { maxLength: 25 },
);

describe('people who hold the same', () => {
  const keeper = custom(
    'keeper',
    [
      { may: ['factor.reset'], on: 'Operator' },
      { may: ['assignment.create'], on: 'Assignment' },
    ],
    ['keeper', 'security-officer'],
  );
  const of = { custom: [keeper], needed: 0 };
  const officer = /ada.* could have what Security officer may/;

  it('take over one another, which one alone cannot', () => {
    const ada: Somebody = { id: 'ada', roles: [['keeper']] };
    expect(found(policy([ada], of)).join()).not.toMatch(officer);
    expect(found(policy([ada, { ...ada, id: 'ben' }], of)).join()).toMatch(officer);
  });

  it('are one for the search however they came by it, and it finds the same', () => {
    const groups = [
      { id: 'a', name: 'a', holds: [{ role: 'keeper', environmentId: null }] },
      { id: 'b', name: 'b', holds: [{ role: 'keeper', environmentId: null }] },
      { id: 'c', name: 'c', holds: [] },
    ];
    const anybody = fc.record({
      id: fc.constantFrom('ada', 'ben', 'cleo', 'dora'),
      roles: fc.subarray([['keeper'], ['viewer'], ['developer']] as Somebody['roles']),
      groups: fc.subarray(['a', 'b', 'c']),
    });
    const powers = (state: PolicyState) =>
      new Set(
        pathsIn(state).flatMap(({ kinId, gain }) =>
          gain.startsWith('have what')
            ? (state.kin.find(({ id }) => id === kinId)?.people ?? []).map((person) => `${person}: ${gain}`)
            : [],
        ),
      );
    fc.assert(
      fc.property(fc.uniqueArray(anybody, { selector: ({ id }) => id, minLength: 1 }), (people) => {
        const state = policy(people, { ...of, groups });
        expect(powers(folded(state))).toEqual(powers(state));
      }),
    );
  });
});

describe('the search against random walks', () => {
  const impossible = (of: {
    roles: RoleDefinition[];
    held: string[];
    rules: Partial<HouseRules>;
    needed: number;
  }) =>
    policy([{ id: 'ada', roles: of.held.map((role) => [role]) }], {
      custom: of.roles,
      rules: of.rules,
      needed: of.needed,
    });

  it('what it calls impossible no sequence of commands brings about', () => {
    fc.assert(
      fc.property(anyPolicy, anyWalk, (of, walk) => {
        const state = impossible(of);
        const reachable = new Set(pathsIn(state).flatMap(({ place }) => (place ? [place.role] : [])));
        const house = { state, holds: new Map([['ada', new Set(of.held)]]) };
        for (const [person, command, role, to] of walk) tryOne(house, person, command, role, to);
        const got = [...house.holds.values()].flatMap((set) => [...set]);
        const own = new Set(of.held);
        for (const role of got) {
          const definition = state.roles.get(role);
          const isInside = definition && isGivenBy(state, of.held, definition);
          expect(own.has(role) || isInside || reachable.has(role)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('a rule that is turned off opens a path in some policy that had none', () => {
    for (const rule of ['neverToOneself', 'ceiling', 'administrativeWaits'] as const) {
      const opens = fc.sample(anyPolicy, { numRuns: 400, seed: 7 }).some((of) => {
        const count = (rules: Partial<HouseRules>) => pathsIn(impossible({ ...of, needed: 1, rules })).length;
        return count({}) < count({ [rule]: false });
      });
      expect({ rule, opens }).toEqual({ rule, opens: true });
    }
  });
});

/** The same verbs without a condition are in a role that they hold: no more power. */
function isGivenBy(state: PolicyState, held: string[], role: RoleDefinition): boolean {
  const given = held.flatMap((slug) => state.roles.get(slug)?.rows ?? []);
  return role.rows.every((row) =>
    row.may.every((may) => given.some((one) => one.on === row.on && one.may.includes(may))),
  );
}
