import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { administrativeRoles, systemRoles } from '#lib/access/roles.ts';
import { presets } from '#lib/connections/mapping-presets.ts';
import {
  canonicalDomain,
  canonicalEmail,
  differenceOf,
  displayName,
  domainOf,
  type GroupRule,
  noMapping,
  placeOf,
  readPerson,
  rolesOfGroups,
  rolesThatCouldCome,
} from '#lib/connections/mapping-rules.ts';
import { EditMapping, storedMapping } from '#lib/connections/mapping-schema.ts';

const runs = { numRuns: 300, seed: 20_261_123 };
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
const role = fc.constantFrom(...systemRoles);
const environmentId = fc.constantFrom(null, 'sandbox', 'production');
const value = fc.constantFrom('a', 'b', 'c', 'A', 'a ', '\u0430');
const rule = fc.record({ value, role, environmentId, author: fc.constant(null) });
const id = '00000000-0000-7000-8000-000000000001';
const right = { id, provisioning: 'bare', reason: 'for this test' };

describe('an e-mail address', () => {
  it('is ASCII in small letters with one domain, or none at all, whatever comes in', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.emailAddress()), (text) => {
        const email = canonicalEmail(text);
        if (email === null) return;
        expect(email).toMatch(/^[\x21-\x7e]{1,64}@[a-z0-9.-]+$/);
        expect(email).toBe(text.toLowerCase());
        expect(canonicalEmail(email)).toBe(email);
        expect(canonicalDomain(domainOf(email))).toBe(domainOf(email));
      }),
      runs,
    );
  });

  it('is never the same as one with another letter in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x80, max: 0x10ffff }), fc.nat(15), (code, at) => {
        const letter = String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0x212a : code);
        const mail = 'kim.sasi@acme.example';
        expect(canonicalEmail(mail.slice(0, at) + letter + mail.slice(at + 1))).toBeNull();
        expect(canonicalEmail(mail.slice(0, at) + letter + mail.slice(at))).toBeNull();
      }),
      runs,
    );
  });

  it.each([
    'ada@acme.example\n',
    ' ada@acme.example',
    'ada@acme.example,bob@acme.example',
    'ada@@acme.example',
    'ada@acme.example@evil.example',
    '@acme.example',
    'ada@',
    'ada@acme',
    'ada@acme..example',
    'ada@.acme.example',
    'ada@acme.example.',
    'ada@-acme.example',
    '.ada@acme.example',
    'ada.@acme.example',
    '"ada"@acme.example',
    'ada@[127.0.0.1]',
    'ada@acme.example\u0000',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a.'.repeat(130)}example`,
  ])('is not: %j', (text) => {
    expect(canonicalEmail(text)).toBeNull();
  });

  it.each([
    ['Ada.B@Acme.EXAMPLE', 'ada.b@acme.example'],
    ["o'hara+x@sub.acme.example", "o'hara+x@sub.acme.example"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('%s is %s', (text, email) => {
    expect(canonicalEmail(text)).toBe(email);
  });
});

describe('a name', () => {
  it('has no control character, no letter that turns or hides others, and an end', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', maxLength: 3_000 }), (first, second) => {
        const name = displayName(first + second);
        if (name === null) return;
        expect(name).not.toMatch(/\p{C}/u);
        expect(name).toBe(name.trim());
        expect([...name].length).toBeLessThanOrEqual(120);
        expect(name).not.toBe('');
      }),
      runs,
    );
  });

  it('comes from its parts where it has no attribute of its own', () => {
    const mapping = { ...noMapping, name: 'cn', givenName: 'gn', familyName: 'sn' };
    const read = (entries: [string, string[]][]) => readPerson(mapping, new Map(entries), 'x').name;
    expect(read([['gn', ['Ada']], ['sn', ['Brandt']]])).toBe('Ada Brandt'); // biome-ignore format: one line
    expect(read([['cn', ['Countess']], ['gn', ['Ada']]])).toBe('Countess'); // biome-ignore format: one line
    expect(read([['sn', ['Brandt']]])).toBe('Brandt');
    expect(read([])).toBeNull();
  });
});

describe('attributes', () => {
  it('of any kind give a person without a fault', () => {
    const attributes = fc.array(fc.tuple(fc.constantFrom('m', 'n', 'g', 'x'), fc.array(anyText)));
    const mapping = { ...noMapping, email: 'm', name: 'n', groups: 'g' };
    fc.assert(
      fc.property(attributes, anyText, (entries, nameId) => {
        const person = readPerson(mapping, new Map(entries), nameId);
        expect(person.email === null).toBe(person.emailFault !== null);
        expect(new Set(person.groups).size).toBe(person.groups.length);
        expect(person.groups.every((group) => group.length <= 256)).toBe(true);
      }),
      runs,
    );
  });

  it('that no mapping names are not read: only the NameID may be the address', () => {
    const attributes = new Map([['mail', ['a@acme.example']], ['groups', ['x']]]); // biome-ignore format: one line
    expect(readPerson(noMapping, attributes, 'b@acme.example')).toEqual({
      email: 'b@acme.example',
      emailFault: null,
      name: null,
      groups: [],
    });
    expect(readPerson(noMapping, attributes, 'EMP-1').emailFault).toBe('malformed');
  });

  it('called like a part of every object are attributes like others', () => {
    const mapping = { ...noMapping, email: '__proto__', name: 'constructor', groups: 'toString' };
    expect(readPerson(mapping, new Map(), 'x')).toMatchObject({ email: null, name: null, groups: [] });
  });
});

describe('roles of groups', () => {
  it('are those of rows whose value is held, to the letter, and inside the ceiling; never another', () => {
    fc.assert(
      fc.property(fc.array(rule), fc.array(role), fc.array(value), (rules, ceiling, groups) => {
        const found = rolesOfGroups(rules, ceiling, groups);
        for (const one of found) {
          expect(ceiling).toContain(one.role);
          expect(rules.some((r) => groups.includes(r.value) && placeOf(r) === placeOf(one))).toBe(true);
        }
        const missing = rules.filter(
          (r) =>
            groups.includes(r.value) &&
            ceiling.includes(r.role) &&
            !found.some((one) => placeOf(one) === placeOf(r)),
        );
        expect(missing).toEqual([]);
        expect(new Set(found.map(placeOf)).size).toBe(found.length);
        const possible = rolesThatCouldCome(rules, ceiling, 'mapped').map(placeOf);
        expect(found.every((one) => possible.includes(placeOf(one)))).toBe(true);
        expect(rolesThatCouldCome(rules, ceiling, 'bare')).toEqual([]);
      }),
      runs,
    );
  });

  it('in a difference never touch a given role, and lead to what is wanted in one step', () => {
    const held = fc.uniqueArray(
      fc.record({ role, environmentId, source: fc.constantFrom('given', 'mapped') }),
      { selector: placeOf },
    );
    const wanted = fc.uniqueArray(fc.record({ role, environmentId }), { selector: placeOf });
    fc.assert(
      fc.property(wanted, held, (wants, has) => {
        const rows = has.map((one, i) => ({ ...one, id: String(i) }));
        const { add, end } = differenceOf(wants, rows);
        expect(end.every((one) => one.source === 'mapped')).toBe(true);
        const after = [
          ...rows.filter((one) => !end.includes(one)),
          ...add.map((one) => ({ ...one, id: '', source: 'mapped' })),
        ];
        expect(new Set(after.map(placeOf)).size).toBe(after.length);
        expect(wants.every((one) => after.some((other) => placeOf(other) === placeOf(one)))).toBe(true);
        const again = differenceOf(wants, after);
        expect([again.add, again.end]).toEqual([[], []]);
      }),
      runs,
    );
  });

  it('are found among a hundred thousand groups without looking at each row for each of them', () => {
    const rules: GroupRule[] = Array.from({ length: 50 }, (_, i) => ({
      value: `rule ${i}`,
      role: 'viewer',
      environmentId: null,
      author: null,
    }));
    const groups = Array.from({ length: 100_000 }, (_, i) => `group ${i}`);
    const mapping = { ...noMapping, groups: 'g', roles: rules };
    const person = readPerson(mapping, new Map([['g', groups]]), 'x');
    // Beyond that no directory goes, and nobody pays for what somebody sends.
    expect(person.groups).toHaveLength(5_000);
    expect(rolesOfGroups(rules, ['viewer'], person.groups)).toEqual([]);
  });
});

describe('what an edit may say', () => {
  const faults = (input: object) => {
    const parsed = EditMapping.safeParse({ ...right, ...input });
    return parsed.success
      ? null
      : Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  };

  it.each(administrativeRoles)(
    'may have %s in its ceiling: a person still grants what a group asks for',
    (name) => {
      expect(faults({ roleCeiling: [name] })).toBeNull();
    },
  );

  it.each<[string, object, string]>([
    [
      'a row whose role lies outside the ceiling',
      { rules: [{ value: 'a', role: 'auditor' }] },
      'rules.0.role',
    ],
    [
      'mapped roles without an attribute of groups',
      { provisioning: 'mapped', roleCeiling: ['viewer'], rules: [{ value: 'a', role: 'viewer' }] },
      'groups',
    ],
    ['mapped roles without a row', { provisioning: 'mapped', groups: 'g' }, 'rules'],
    ['linking without an attribute', { linksByEmail: true, emailDomains: 'a.example' }, 'email'],
    ['linking without a domain', { linksByEmail: true, email: 'mail' }, 'emailDomains'],
    ['a domain that is an address', { emailDomains: 'ada@acme.example' }, 'emailDomains.0'],
    ['a domain with a star', { emailDomains: '*.acme.example' }, 'emailDomains.0'],
    ['a domain in another script', { emailDomains: 'bücher.example' }, 'emailDomains.0'],
    ['a name of an attribute with a control character', { email: 'a\u0007b' }, 'email'],
    ['a table that is none', { rules: '{"not": "a list"}' }, 'rules'],
    ['a table that is no JSON', { rules: '[{' }, 'rules'],
    ['a group that is too long', { rules: [{ value: 'x'.repeat(257), role: 'viewer' }] }, 'rules.0.value'],
    [
      'an environment that is none',
      { rules: [{ value: 'x', role: 'viewer', environmentId: 'moon' }] },
      'rules.0.environmentId',
    ],
    ['a role that is none', { rules: [{ value: 'x', role: 'emperor' }] }, 'rules.0.role'],
  ])('is not %s', (_, input, field) => {
    expect(Object.keys(faults(input) ?? {})).toEqual([field]);
  });

  it('is stored once a row and a domain, in small letters, with names trimmed', () => {
    const row = { value: ' a ', role: 'viewer', environmentId: '' };
    const parsed = EditMapping.parse({
      ...right,
      email: ' mail ',
      name: '  ',
      rules: JSON.stringify([row, row]),
      roleCeiling: ['viewer', 'viewer'],
      emailDomains: '@Acme.EXAMPLE, acme.example\nother.example',
    });
    expect(parsed).toMatchObject({
      email: 'mail',
      name: null,
      rules: [{ value: 'a', role: 'viewer', environmentId: null }],
      roleCeiling: ['viewer'],
      emailDomains: ['acme.example', 'other.example'],
    });
  });

  it('read back damaged maps nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const mapping = storedMapping(stored);
        expect(mapping.roles.every((one) => (systemRoles as readonly string[]).includes(one.role))).toBe(
          true,
        );
      }),
      runs,
    );
    expect(storedMapping({ email: 'mail', roles: [{ value: 'a', role: 'emperor' }] })).toEqual(noMapping);
    expect(storedMapping(null)).toEqual(noMapping);
  });

  it.each(presets.map((preset) => [preset.slug, preset] as const))('fits the preset %s', (_, preset) => {
    expect(faults(preset.names)).toBeNull();
  });
});
