import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onRights } from '#lib/access/effects-on-rights.ts';
import { pathsIn } from '#lib/access/escalation.ts';
import { folded, openedBy } from '#lib/access/escalation-planned.ts';
import type { HouseRules, PolicyState } from '#lib/access/escalation-state.ts';
import { systemRoles } from '#lib/access/roles.ts';
import { byName } from '#lib/registry.ts';
import { custom, found, policy, type Somebody } from './kit.ts';

const everyRole = systemRoles.map((role): Somebody => ({ id: role, roles: [[role]] }));

describe('paths to more power', () => {
  it('every command of the registry declares its effect on rights, and nothing else does', () => {
    expect(Object.keys(onRights).sort()).toEqual([...byName.keys()].sort());
  });

  it('with the system roles alone there are three kinds, each reviewed in docs/escalation.md', () => {
    const by = new Set(
      pathsIn(policy(everyRole)).map(({ kinId, gain }) => `${kinId.split(' ')[1]?.split('@')[0]}: ${gain}`),
    );
    expect([...by].sort()).toEqual([
      'administrator: have what Auditor may',
      'administrator: have what Developer may',
      'administrator: have what a Developer on the applications of others in sandbox may',
      'administrator: have what a Developer on the applications of others may',
      'developer: have what a Developer on the applications of others in sandbox may',
    ]);
  });

  it('nobody becomes an administrator or an account owner alone, and nobody acts as somebody else', () => {
    for (const sentence of found(policy(everyRole)))
      expect(sentence).not.toMatch(/Administrator|Account owner|act as|Access manager|have to agree/);
  });

  it.each<[keyof HouseRules, RegExp]>([
    ['neverToOneself', /access-manager could have what Auditor may .*gives Auditor to themselves/],
    ['ceiling', /administrator could have what .*Account owner may|access-manager could have what Developer/],
    ['neverOwnRole', /ben could have what Auditor may .*role\.edit/],
    ['heavyWaits', /administrator could have what Access manager may/],
  ])('a house without the rule %s is seen through', (rule, sentence) => {
    // Two of each, so that there is somebody else to give to.
    const editing = custom('editing', [{ may: ['role.edit'], on: 'Role' }], ['shaped', 'auditor']);
    const shaped = custom('shaped', [{ may: ['read'], on: 'ApiKey' }]);
    const others: Somebody[] = [
      { id: 'second manager', roles: [['access-manager'], ['viewer']] },
      { id: 'ben', roles: [['editing'], ['shaped']] },
    ];
    const state = policy([...everyRole, ...others], {
      custom: [editing, shaped],
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
    expect(gains({ heavyWaits: false }).length).toBeGreaterThan(0);
  });

  it('a role of one’s own making is shaped for a second account that holds it, unless that waits', () => {
    const maker = custom(
      'maker',
      [
        { may: ['role.edit'], on: 'Role' },
        { may: ['operator.add'], on: 'Operator' },
        { may: ['assignment.create'], on: 'Assignment' },
      ],
      ['auditor', 'plain'],
    );
    const plain = custom('plain', [{ may: ['read'], on: 'ApiKey' }]);
    const said = found(policy([{ id: 'ada', roles: [['maker']] }], { custom: [maker, plain] }));
    expect(said.some((one) => one.includes('ada could have what plain may'))).toBe(true);
    expect(said.some((one) => one.includes('Auditor'))).toBe(true);
  });

  it('a role is shaped into what an officer may but approve, which waits for nobody where administrators are given', () => {
    const verbs = [
      { may: ['role.edit'], on: 'Role' },
      { may: ['operator.add'], on: 'Operator' },
      { may: ['assignment.create'], on: 'Assignment' },
    ];
    const plain = custom('plain', [{ may: ['read'], on: 'ApiKey' }]);
    const gains = (...ceiling: string[]) =>
      found(
        policy([{ id: 'ada', roles: [['maker']] }], {
          custom: [custom('maker', verbs, ['plain', 'security-officer', ...ceiling]), plain],
        }),
      ).join();
    const lighter = /ada could have what Security officer, without the administrative verbs, may/;
    expect(gains('administrator')).toMatch(lighter);
    expect(gains()).not.toMatch(/Security officer/);
  });

  it('a group brings what it holds to a second account of whoever fills it', () => {
    const filler = custom(
      'filler',
      [
        { may: ['group.add_member'], on: 'Group' },
        { may: ['operator.add'], on: 'Operator' },
      ],
      ['auditor'],
    );
    const groups = [{ id: 'g', name: 'Night shift', holds: [{ role: 'auditor', environmentId: null }] }];
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
    ['auditor'],
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
      'ben could have what Auditor may without anybody else: operator.add: adds a second account of theirs; then assignment.create: gives Auditor to a second account of theirs',
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
    const wider = custom('plain', [{ may: ['read'], on: 'Decision' }]);
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

describe('an application that is taken over', () => {
  const taking = custom('taking', [{ may: ['application.hand_over'], on: 'Application' }]);
  const ownKeys = custom('own keys', [
    { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' as const } },
  ]);
  const teamKeys = custom('team keys', [
    { may: ['application.hand_over'], on: 'Application' },
    { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'team' as const } },
  ]);
  const of = { custom: [taking, ownKeys, teamKeys] };
  const path = /ada could have what a own keys on the applications of others may .*application\.hand_over/;

  it('brings what another role of theirs gives on their own ones', () => {
    const state = policy([{ id: 'ada', roles: [['taking'], ['own keys']] }], of);
    expect(found(state).join()).toMatch(path);
  });

  it('is looked for when the second half is given, whichever role takes', () => {
    const given = { kind: 'to-person' as const, operatorId: 'ada', role: 'own keys', environmentId: null };
    for (const held of ['taking', 'administrator'])
      expect(openedBy(policy([{ id: 'ada', roles: [[held]] }], of), given).join()).toMatch(path);
  });

  it('brings what their role gives on their team’s', () => {
    expect(found(policy([{ id: 'ada', roles: [['team keys']] }], of)).join()).toMatch(
      /ada could have what a team keys on the applications of others may/,
    );
  });

  it('brings nothing where only one’s own are handed over, or those of another environment', () => {
    const own = custom('own', [
      { may: ['application.hand_over'], on: 'Application', where: { applications: 'own' } },
      { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' } },
    ]);
    const apart = custom('apart', [
      { may: ['application.hand_over'], on: 'Application', where: { environment: 'sandbox' } },
      { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own', environment: 'production' } },
    ]);
    for (const role of [own, apart])
      expect(found(policy([{ id: 'ada', roles: [[role.slug]] }], { custom: [role] }))).toEqual([]);
  });

  it('and a group that is filled, bring what a role gives on the team’s to whoever is in it', () => {
    const filling = custom(
      'filling',
      [
        { may: ['group.add_member'], on: 'Group' },
        { may: ['operator.add'], on: 'Operator' },
        { may: ['assignment.create'], on: 'Assignment' },
      ],
      ['team'],
    );
    const team = custom('team', [{ may: ['read'], on: 'ApiKey', where: { applications: 'team' } }]);
    expect(found(policy([{ id: 'ada', roles: [['filling']] }], { custom: [filling, team] })).join()).toMatch(
      /ada could have what a team on the applications of whomever they share a group with may .*puts a second account/,
    );
  });
});

describe('what reaches nobody yet', () => {
  const place = (role: string) => ({ role, environmentId: null });
  const taking = custom('taking', [
    { may: ['application.hand_over'], on: 'Application' },
    { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' } },
  ]);
  const groups = [{ id: 'g', name: 'Night shift', holds: [] as { role: string; environmentId: null }[] }];

  it('is looked for as if somebody came: a role for an empty group', () => {
    const state = policy([{ id: 'ada', roles: [['viewer']] }], { custom: [taking], groups });
    expect(openedBy(state, { kind: 'to-group', groupId: 'g', ...place('taking') })).toEqual([
      'Whoever is put into Night shift could have what a taking on the applications of others may without anybody else: application.hand_over: makes themselves the owner of another’s application',
    ]);
    expect(openedBy(state, { kind: 'to-group', groupId: 'g', ...place('developer') })).toEqual([]);
  });

  it('is looked for as if somebody came: a role that an empty group holds, widened', () => {
    const narrow = custom('taking', [{ may: ['read'], on: 'ApiKey' }]);
    const of = {
      custom: [narrow],
      groups: [{ ...groups[0], id: 'g', name: 'Night shift', holds: [place('taking')] }],
    };
    expect(openedBy(policy([], of), { kind: 'role', role: taking }).join()).toMatch(
      /Whoever is put into Night/,
    );
  });

  it('is looked for when they come back', () => {
    const state = policy([{ id: 'ada', roles: [['taking']] }], { custom: [taking] });
    expect(openedBy(state, { kind: 'comes-back', operatorId: 'ada' }).join()).toMatch(/ada could/);
    const plain = policy([{ id: 'ada', roles: [['developer']] }]);
    expect(openedBy(plain, { kind: 'comes-back', operatorId: 'ada' })).toEqual([]);
  });
});

describe('where nobody is asked', () => {
  const state = (needed: number) =>
    policy([{ id: 'ada', roles: [['tokens']] }], {
      custom: [custom('tokens', [{ may: ['scim_token.create'], on: 'ScimToken' }])],
      groups: [
        {
          id: 'g',
          name: 'Directory',
          isProvisioned: true,
          holds: [{ role: 'auditor', environmentId: null }],
        },
      ],
      needed,
    });

  it('a provisioning token puts its maker into the groups of a directory', () => {
    expect(found(state(0)).join()).toMatch(/scim_token\.create: puts themselves into Directory/);
    expect(found(state(1)).join()).not.toMatch(/scim_token/);
  });

  it('in one environment alone, a role is given in that one', () => {
    const waits = (_: string, environmentId: string | null) => (environmentId === 'sandbox' ? 0 : 1);
    const said = found(policy([{ id: 'ada', roles: [['administrator']] }], { waits }));
    expect(said.join()).toMatch(/could have what Security officer in sandbox may/);
    expect(said.join()).not.toMatch(/could have what Security officer may/);
  });
});

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
