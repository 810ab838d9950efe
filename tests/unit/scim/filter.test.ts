import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf, userAttributes } from '#lib/scim/attributes.ts';
import { comparisons, type Filter, parseFilter, parsePath } from '#lib/scim/filter.ts';
import { ScimProblem } from '#lib/scim/problem.ts';

const compare = (path: string, by: string, value: unknown) => ({ kind: 'compare', path, by, value });

describe('a filter', () => {
  it('reads what Okta and Entra ID send, whatever the case of its words', () => {
    expect(parseFilter('userName eq "ada@example.com"')).toEqual(
      compare('username', 'eq', 'ada@example.com'),
    );
    expect(parseFilter('externalId Eq "00u1"')).toEqual(compare('externalid', 'eq', '00u1'));
    expect(parseFilter('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"')).toEqual(
      compare('username', 'eq', 'a'),
    );
    expect(parseFilter('emails[type eq "work" and value co "@x"]')).toEqual({
      kind: 'some',
      path: 'emails',
      of: { kind: 'and', of: [compare('type', 'eq', 'work'), compare('value', 'co', '@x')] },
    });
  });

  it('binds not before and, and before or (RFC 7644 3.4.2.2)', () => {
    expect(parseFilter('a pr or b pr and not (c pr)')).toEqual({
      kind: 'or',
      of: [
        { kind: 'present', path: 'a' },
        {
          kind: 'and',
          of: [
            { kind: 'present', path: 'b' },
            { kind: 'not', of: { kind: 'present', path: 'c' } },
          ],
        },
      ],
    });
  });

  it.each([
    ['nothing', ''],
    ['an operator that is not known', 'userName like "a"'],
    ['a value without quotes', 'userName eq ada'],
    ['a quote that does not end', 'userName eq "ada'],
    ['a bracket that does not end', '(userName eq "a"'],
    ['something behind its end', 'userName eq "a" b'],
    ['a control character', 'userName eq "a\u0007"'],
    ['a control character in disguise', 'userName eq "\\u0000"'],
    ['half a character', 'userName eq "\\ud800"'],
    ['a name from the prototype', '__proto__ eq "a"'],
    ['another schema', 'urn:example:User:userName eq "a"'],
    ['more brackets than anybody writes', `${'('.repeat(500)}a pr${')'.repeat(500)}`],
    ['more not than anybody writes', `${'not ('.repeat(300)}a pr${')'.repeat(300)}`],
    ['more terms than anybody writes', Array(100).fill('a pr').join(' or ')],
    ['more characters than anybody writes', `userName eq "${'a'.repeat(5_000)}"`],
  ])('of %s is refused as invalidFilter', (_, text) => {
    expect(problemOf(() => parseFilter(text))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });

  it('of an attribute that is not kept is refused: under a not it would match everybody', () => {
    for (const text of [
      'password eq "x"',
      'not (constructor eq "x")',
      'tostring pr',
      'emails.toString pr',
      'emails[type[value eq "a"]]',
    ])
      expect(problemOf(() => termsOf(parseFilter(text), userAttributes))).toMatchObject({
        scimType: 'invalidFilter',
      });
  });

  it('that is written out and read again is the same filter', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(flat(parseFilter(written(filter)))).toEqual(flat(filter));
      }),
      { numRuns: 500 },
    );
  });

  it('of any text is read or refused as invalidFilter, and nothing else happens', () => {
    const pieces = fc.constantFrom(
      ...[
        '(',
        ')',
        '[',
        ']',
        '"',
        '\\',
        'and',
        'or',
        'not',
        'eq',
        'pr',
        'a',
        'b.c',
        '1',
        ' ',
        '  ',
        'true',
        ':',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          try {
            parseFilter(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ScimProblem);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a path of a PATCH', () => {
  it('names an attribute, one of its values and a part of that', () => {
    expect(parsePath('name.givenName')).toEqual({ attribute: 'name', which: null, part: 'givenname' });
    expect(parsePath('members[value eq "x"]')).toMatchObject({ attribute: 'members', part: null });
    expect(parsePath('emails[type eq "work"].value')).toEqual({
      attribute: 'emails',
      which: compare('type', 'eq', 'work'),
      part: 'value',
    });
    expect(parsePath('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department').attribute).toBe(
      'enterprise',
    );
  });

  it.each([
    '',
    '.',
    'a.b.c',
    'members[',
    'members[]',
    'members[value eq "x"]x',
    'a b',
    '__proto__',
    'a[b pr].c.d',
  ])('of %j is refused as invalidPath', (text) => {
    expect(problemOf(() => parsePath(text))).toMatchObject({ status: 400, scimType: 'invalidPath' });
  });
});

function problemOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

const paths = fc.constantFrom('username', 'emails.value', 'meta.created', 'externalid');
const values = fc.oneof(
  fc.string({ maxLength: 20 }).filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text)),
  fc.boolean(),
  fc.integer({ min: -1000, max: 1000 }),
);
const filters: fc.Arbitrary<Filter> = fc.letrec<{ any: Filter; leaf: Filter }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ kind: fc.constant('present' as const), path: paths }),
    fc.record({
      kind: fc.constant('compare' as const),
      path: paths,
      by: fc.constantFrom(...comparisons),
      value: values,
    }),
  ),
  any: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.record({ kind: fc.constant('not' as const), of: tie('any') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).any;

function written(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.map((one) => `(${written(one)})`).join(` ${filter.kind} `);
    case 'not':
      return `not (${written(filter.of)})`;
    case 'some':
      return `${filter.path}[${written(filter.of)}]`;
    case 'present':
      return `${filter.path} pr`;
    case 'compare':
      return `${filter.path} ${filter.by} ${JSON.stringify(filter.value)}`;
  }
}

/** JSON writes some characters as escapes that mean the same. */
function flat(filter: Filter): unknown {
  return JSON.parse(JSON.stringify(filter));
}
