/** The search against random walks through a house in small, which says the rules again, by hand, one command at a time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lieInside, type RoleDefinition } from '#lib/access/definitions.ts';
import { pathsIn } from '#lib/access/escalation.ts';
import type { HouseRules, Place, PolicyState } from '#lib/access/escalation-state.ts';
import type { PolicyRule } from '#lib/access/policy.ts';
import { everybody } from '#lib/access/roles.ts';
import type { Grant } from '#lib/access/rows.ts';
import { custom, policy } from './kit.ts';

/** `ada` walks; `second` is an account that she adds, `ben` a colleague, `cleo` who owns every application. */
const accounts = ['ada', 'second', 'ben'] as const;
type Account = (typeof accounts)[number];
const applications = { p: 'production', s: 'sandbox' } as const;
type Application = keyof typeof applications;
const groupIds = ['given', 'provisioned', 'empty'] as const;
type GroupId = (typeof groupIds)[number];

interface House {
  state: PolicyState;
  /** As whom she acts. */
  acts: Set<Account>;
  roles: Map<string, RoleDefinition>;
  holds: Record<Account, Place[]>;
  groups: Record<GroupId, { holds: Place[]; members: Set<Account | 'cleo'> }>;
  owner: Record<Application, Account | 'cleo'>;
}

const own: readonly string[] = ['ada', 'ben', 'cleo', 'second'];

function houseOf(state: PolicyState, held: Record<'ada' | 'ben', Place[]>): House {
  const holdsOf = (id: GroupId) => state.groups.find((group) => group.id === id)?.holds ?? [];
  return {
    state,
    acts: new Set(['ada']),
    roles: new Map(state.roles),
    holds: { ada: [...held.ada], ben: [...held.ben], second: [] },
    groups: {
      given: { holds: holdsOf('given'), members: new Set() },
      provisioned: { holds: holdsOf('provisioned'), members: new Set() },
      empty: { holds: [], members: new Set() },
    },
    owner: { p: 'cleo', s: 'cleo' },
  };
}

function placesOf({ holds, groups }: House, who: Account): Place[] {
  return [
    ...holds[who],
    ...Object.values(groups).flatMap((group) => (group.members.has(who) ? group.holds : [])),
  ];
}

function grantsOf(house: House, who: Account): Grant[] {
  const { owner, groups } = house;
  const mates = own.filter(
    (one) =>
      one === who ||
      Object.values(groups).some(({ members }) => members.has(who) && members.has(one as Account)),
  );
  const ids = Object.keys(applications) as Application[];
  return placesOf(house, who).flatMap(({ role, environmentId }) => {
    const definition = house.roles.get(role);
    if (!definition) return [];
    return {
      role,
      rows: definition.rows,
      ceiling: house.state.rules.ceiling ? definition.ceiling : [...house.roles.keys()],
      environmentId,
      operatorId: who,
      ownApplications: ids.filter((id) => owner[id] === who),
      teamApplications: ids.filter((id) => mates.includes(owner[id])),
    };
  });
}

const able = (house: House, who: Account, command: string) =>
  grantsOf(house, who).filter((grant) =>
    grant.rows.some((row) => row.may.includes(command) && row.where?.(grant) !== false),
  );

/** What nobody gives alone who could not make an administrator: all of these roles but reading. */
const readings = ['viewer', 'auditor', 'developer'];
const isAdministrative = ({ rows }: RoleDefinition) =>
  rows.some((row) => !everybody.includes(row) && row.may.some((verb) => administrative.test(verb)));
function isHeavy(house: House, who: Account, slug: string, role: RoleDefinition): boolean {
  if (!house.state.rules.heavyWaits) return false;
  const verbs = role.rows.filter((row) => !everybody.includes(row)).flatMap(({ may }) => may);
  if (slug === 'security-officer' || isAdministrative(role)) return true;
  const onlyReads =
    verbs.every((verb) => verb === 'read') && role.ceiling.every((one) => readings.includes(one));
  const isLight = readings.includes(slug) || onlyReads;
  const gives = able(house, who, 'assignment.create');
  return !isLight && !gives.some(({ ceiling }) => ceiling.includes('administrator'));
}
const administrative = /^(operator|assignment|role|group|connection|scim_token|factor\.reset|approval)\b/;
const waits = ({ state }: House, command: string, isCritical: boolean, environmentId: string | null = null) =>
  isCritical && state.waits(command, environmentId) > 0;

interface Step {
  who: Account;
  command: string;
  role: string;
  into: string;
  environmentId: string | null;
  to: Account;
  group: GroupId;
  application: Application;
  friend: boolean;
  /** Without the administrative verbs. */
  lighter: boolean;
}

const steps: Record<string, (house: House, step: Step, by: Grant[]) => void> = {
  'operator.add': ({ acts }) => void acts.add('second'),
  'assignment.create'(house, { who, role, environmentId, to }, by) {
    const definition = house.roles.get(role);
    if (!definition || !house.acts.has(to)) return;
    if (house.state.rules.neverToOneself && to === who) return;
    if (!by.some(({ ceiling }) => ceiling.includes(role))) return;
    if (waits(house, 'assignment.create', isHeavy(house, who, role, definition), environmentId)) return;
    house.holds[to].push({ role, environmentId });
  },
  'role.edit'(house, { who, role: slug, into, lighter }, by) {
    const [role, other] = [house.roles.get(slug), house.roles.get(into)];
    if (role?.version == null || !other) return;
    const inside = (grant: Grant) => grant.ceiling.includes(slug) && lieInside(role, grant.ceiling);
    const editing = by.filter((grant) => grant.ceiling.includes(into));
    if (!editing.some((grant) => !house.state.rules.ceiling || inside(grant))) return;
    const holds = placesOf(house, who).some((place) => place.role === slug);
    if (holds && house.state.rules.neverOwnRole) return;
    const lightened = other.rows.filter((row) => !everybody.includes(row));
    const rows = lighter
      ? lightened.map((row) => ({ ...row, may: row.may.filter((verb) => !administrative.test(verb)) }))
      : other.rows;
    const after = { ...role, rows, administrative: !lighter && other.administrative };
    const heavy =
      (isAdministrative(role) && house.state.rules.heavyWaits) ||
      isHeavy(house, who, lighter ? slug : into, lighter ? after : other);
    if (!waits(house, 'role.edit', heavy)) house.roles.set(slug, after);
  },
  'group.add_member'(house, { who, to, group: id, friend }, by) {
    const group = house.groups[id];
    if (id === 'provisioned' || group.members.has(who) || (!friend && to === who)) return;
    const reached = by.some(({ ceiling }) => group.holds.every(({ role }) => ceiling.includes(role)));
    const heavy = group.holds.some(({ role }) => {
      const definition = house.roles.get(role);
      return !definition || isHeavy(house, who, role, definition);
    });
    if (reached && !waits(house, 'group.add_member', heavy) && (friend || house.acts.has(to)))
      group.members.add(friend ? 'cleo' : to);
  },
  'application.hand_over'(house, { to, application: id }, by) {
    const reaches = by.some((grant) =>
      grant.rows.some((row) => row.may.includes('application.hand_over') && holdsOn(grant, row.where, id)),
    );
    if (reaches && house.acts.has(to)) house.owner[id] = to;
  },
  'factor.reset'(house, _, by) {
    const inside = by.some(({ ceiling }) =>
      placesOf(house, 'ben').every(({ role }) => ceiling.includes(role)),
    );
    if (inside && !waits(house, 'factor.reset', true)) house.acts.add('ben');
  },
  'connection.edit'(house) {
    if (!waits(house, 'connection.edit', true)) house.acts.add('ben');
  },
  'scim_token.create'(house, { to }) {
    if (waits(house, 'scim_token.create', true)) return;
    house.acts.add('second');
    const { holds, members } = house.groups.provisioned;
    const isOpen = holds.every(({ role }) => house.roles.get(role)?.administrative === false);
    if ((isOpen || !house.state.rules.heavyWaits) && house.acts.has(to)) members.add(to);
  },
};

/** Whether a row reaches that application, by the columns that its conditions name. */
function holdsOn(grant: Grant, where: Grant['rows'][number]['where'], id: Application): boolean {
  const said = where?.(grant) ?? {};
  if (said === false) return false;
  const { environmentId, applicationId, id: itself } = said as Record<string, unknown>;
  const among = (applicationId ?? itself) as { in?: string[] } | undefined;
  const isHere = environmentId === undefined || environmentId === applications[id];
  return isHere && (!among?.in || among.in.includes(id));
}

/** Everything that she or her second account could do at any moment of it. */
function walk(house: House, taken: readonly Step[]): Set<string> {
  const got = new Set<string>();
  for (const step of taken) {
    if (!house.acts.has(step.who)) continue;
    const by = able(house, step.who, step.command);
    if (by.length === 0) continue;
    steps[step.command]?.(house, step, by);
    const now = powersOf([...grantsOf(house, 'ada'), ...grantsOf(house, 'second')]);
    for (const power of now) got.add(power);
  }
  return got;
}

/** "key.rotate ApiKey on p": what she or her second account may now on the two applications of somebody else. */
function powersOf(grants: readonly Grant[]): Set<string> {
  const ids = Object.keys(applications) as Application[];
  const rows = grants.flatMap((grant) => grant.rows.map((row) => ({ grant, row })));
  return new Set(
    rows
      .filter(({ row }) => !everybody.includes(row))
      .flatMap(({ grant, row }) =>
        ids
          .filter((id) => holdsOn(grant, row.where, id))
          .flatMap((id) => row.may.map((may) => `${may} ${row.on} on ${id}`)),
      ),
  );
}

const custom3 = ['one', 'two', 'three'];
const ceilings = [...custom3, 'viewer', 'auditor', 'security-officer', 'administrator'];
const wheres = fc.constantFrom<PolicyRule['where']>(
  undefined,
  { applications: 'own' },
  { applications: 'team' },
  { environment: 'sandbox' },
);
const plain = fc.record({
  rule: fc.constantFrom('key.rotate ApiKey', 'read ApiKey', 'application.hand_over Application'),
  where: wheres,
});
const verbs = fc.constantFrom(
  'assignment.create Assignment',
  'operator.add Operator',
  'role.edit Role',
  'group.add_member Group',
  'factor.reset Operator',
  'connection.edit Connection',
  'scim_token.create ScimToken',
);
const ruleOf = (said: string, where?: PolicyRule['where']): PolicyRule => {
  const [may = '', on = ''] = said.split(' ');
  return { may: [may], on, ...(where && { where }) };
};
const anyRole = (slug: string) =>
  fc
    .record({
      rules: fc.array(plain, { maxLength: 2 }),
      powers: fc.uniqueArray(verbs, { maxLength: 4 }),
      ceiling: fc.subarray(ceilings),
    })
    .map(({ rules, powers, ceiling }) =>
      custom(
        slug,
        [...rules.map(({ rule, where }) => ruleOf(rule, where)), ...powers.map((said) => ruleOf(said))],
        ceiling,
      ),
    );
const anyPlace = fc.record({
  role: fc.constantFrom(...custom3, 'viewer', 'developer'),
  environmentId: fc.constantFrom(null, null, 'sandbox', 'production'),
});
const flips: readonly (keyof HouseRules)[] = ['neverToOneself', 'ceiling', 'neverOwnRole', 'heavyWaits'];
const anyPolicy = fc.record({
  roles: fc.tuple(...custom3.map(anyRole)),
  ada: fc.array(anyPlace, { minLength: 1, maxLength: 2 }),
  ben: fc.array(anyPlace, { maxLength: 2 }),
  given: fc.array(anyPlace, { maxLength: 1 }),
  provisioned: fc.array(anyPlace, { maxLength: 1 }),
  off: fc.constantFrom(null, null, ...flips),
  needed: fc.record({ sandbox: fc.constantFrom(0, 1), elsewhere: fc.constantFrom(0, 1, 1) }),
});
type Of = typeof anyPolicy extends fc.Arbitrary<infer T> ? T : never;

/** Each step that there is, once: what a command does not ask for does not make another of it. */
const parts: Record<string, (keyof Step)[]> = {
  'operator.add': [],
  'assignment.create': ['role', 'environmentId', 'to'],
  'role.edit': ['role', 'into', 'lighter'],
  'group.add_member': ['to', 'group', 'friend'],
  'application.hand_over': ['to', 'application'],
  'factor.reset': [],
  'connection.edit': [],
  'scim_token.create': ['to'],
};
const values: { [K in keyof Step]?: readonly Step[K][] } = {
  role: ceilings.slice(0, -1),
  into: ceilings.slice(0, -1),
  environmentId: [null, 'sandbox', 'production'],
  to: accounts,
  group: groupIds,
  application: ['p', 's'],
  friend: [true, false],
  lighter: [true, false],
};
const everyStep = accounts.flatMap((who) =>
  Object.entries(parts).flatMap(([command, names]) =>
    names.reduce<Step[]>(
      (made, name) =>
        made.flatMap((step) => (values[name] ?? []).map((value) => ({ ...step, [name]: value }))),
      [
        {
          who,
          command,
          role: '',
          into: '',
          environmentId: null,
          to: who,
          group: 'given',
          application: 'p',
          friend: false,
          lighter: false,
        },
      ],
    ),
  ),
);
const anyWalk = fc
  .tuple(
    fc.shuffledSubarray(everyStep, { minLength: 150 }),
    fc.shuffledSubarray(everyStep, { minLength: 150 }),
  )
  .map((rounds) => rounds.flat());

function stateOf({ roles, ada, ben, given, provisioned, needed, off }: Of): PolicyState {
  const held = (places: Place[]) =>
    places.map(({ role, environmentId }): [string, string?] =>
      environmentId ? [role, environmentId] : [role],
    );
  return policy(
    [
      { id: 'ada', roles: held(ada) },
      { id: 'ben', roles: held(ben) },
    ],
    {
      custom: roles,
      groups: [
        { id: 'given', name: 'given', holds: given },
        { id: 'provisioned', name: 'provisioned', holds: provisioned, isProvisioned: true },
      ],
      waits: (_, environmentId) => (environmentId === 'sandbox' ? needed.sandbox : needed.elsewhere),
      ...(off && { rules: { [off]: false } }),
    },
  );
}

/** What she has, and what the search says that she could have. */
function foreseenOf(state: PolicyState, held: Place[]) {
  const kin = state.kin.find(({ people }) => people.includes('ada'));
  const paths = pathsIn(state).filter(({ kinId }) => kinId === kin?.id);
  const nothing = { ceiling: [], operatorId: 'ada', ownApplications: [], teamApplications: [] };
  const grants = [
    ...held.map(({ role, environmentId }) => {
      return { ...nothing, role, rows: state.roles.get(role)?.rows ?? [], environmentId };
    }),
    ...paths.flatMap(({ place, rows }) =>
      place && rows ? [{ ...nothing, role: place.role, rows, environmentId: place.environmentId }] : [],
    ),
  ];
  return { powers: powersOf(grants), isBen: paths.some(({ gain }) => gain.startsWith('act as')) };
}

/** The policy that it failed for, short enough to be read. */
function saidOf({ roles, ...rest }: Of): string {
  const gives = ({ rows }: RoleDefinition) =>
    rows
      .filter((row) => !everybody.includes(row))
      .map(({ may, on, where }) => {
        const nobody = { role: '', rows: [], ceiling: [], environmentId: null, operatorId: '' };
        const said = where?.({ ...nobody, ownApplications: ['own'], teamApplications: ['team'] });
        const limits = /"own"|"team"|"sandbox"/.exec(JSON.stringify(said ?? {})) ?? [];
        return [may, on, ...limits].join(' ');
      });
  return JSON.stringify({
    roles: roles.map((role) => [role.slug, ...gives(role), 'may give', ...role.ceiling]),
    ...rest,
  });
}

describe('the search against random walks', () => {
  it('what it calls impossible no sequence of commands brings about', () => {
    fc.assert(
      fc.property(anyPolicy, anyWalk, (of, taken) => {
        const state = stateOf(of);
        const foreseen = foreseenOf(state, of.ada);
        const house = houseOf(state, of);
        const got = walk(house, taken);
        const missed = [...got].filter((power) => !foreseen.powers.has(power));
        expect(missed, saidOf(of)).toEqual([]);
        // As somebody who holds the very same she gains nothing by being them.
        if (house.acts.has('ben') && state.kin.length > 1) expect(foreseen.isBen).toBe(true);
      }),
      { numRuns: 400, endOnFailure: true },
    );
  });

  it.each(flips)('without the rule %s there is a path in some policy that had none', (rule) => {
    const opens = fc.sample(anyPolicy, { numRuns: 400, seed: 7 }).some((of) => {
      const needed = { sandbox: 1, elsewhere: 1 } as const;
      const count = (off: Of['off']) => pathsIn(stateOf({ ...of, needed, off })).length;
      return count(null) < count(rule);
    });
    expect(opens).toBe(true);
  });
});
