/** Holds docs/threat-model.md to the tests: a row that names a test names one that exists, and each rule has a row. Reads text; runs nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '#lib/auth/rules.ts';

const root = join(import.meta.dirname, '../..');

/** What nothing covers yet. A row may only leave this list; one that is covered must. */
const notYet = ['A trail changed by the owner of the database: sealing outside it'];

interface Row {
  rule: string;
  sent: string;
  refusedBy: string;
  test: string;
}

const rows: Row[] = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
  .split('\n')
  .map((line) =>
    /^\| (\d+|role|group|assignment|request|break-glass|factor|session|live|tls|setup|mail|corridor|guard|gate|service|export|scim|orphan|duties|escalation|review) \| (.+?) \| (.+?) \| (.+) \|$/.exec(
      line,
    ),
  )
  .flatMap((cells) => {
    const [, rule, sent, refusedBy, test] = cells ?? [];
    return rule && sent && refusedBy && test ? [{ rule, sent, refusedBy, test }] : [];
  });

/** The titles of the tests of a file: the strings that stand before a function in `it(`, `test(` or `.each(...)(`. */
function titlesOf(source: string): string[] {
  const call =
    /(?:\b(?:it|test)|[\])])\(\s*(['"`])((?:\\.|(?!\1)[^\\])*?)\1,\s*(?:\{[^}]*\},\s*)?(?:async\s*)?\(/gs;
  return [...source.matchAll(call)].map((m) => unescaped(m[2] ?? ''));
}

function unescaped(text: string): string {
  return text.replace(/\\u\{?([0-9A-Fa-f]{4,6})\}?|\\(.)/gs, (_, hex, other) =>
    hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : other,
  );
}

/** True when the file has a test of that very title, or a template and, for each of its places, a string that gives it. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(join(root, 'tests', file))) return false;
  const source = readFileSync(join(root, 'tests', file), 'utf8');
  const text = unescaped(source);
  return titlesOf(source).some((template) => {
    const pattern = template.split(/%[sdj]/).map(escaped);
    const filled = new RegExp(`^${pattern.join('(.+)')}$`, 's').exec(title)?.slice(1);
    return filled !== undefined && standTogether(filled).test(text);
  });
}

/** The values of one case as its table has them, next to each other. */
function standTogether(values: string[]): RegExp {
  const literals = values.map((value, i) =>
    value === 'null' ? value : `(?<q${i}>['"\`])${escaped(value)}\\k<q${i}>`,
  );
  return new RegExp(literals.join(',\\s*'));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('the threat model', () => {
  it.each(Array.from({ length: 15 }, (_, i) => String(i + 1)))(
    'has an attack for rule %s of docs/sign-in.md',
    (rule) => {
      expect(rows.some((row) => row.rule === rule && row.test !== 'not yet')).toBe(true);
    },
  );

  it('names its rules as docs/sign-in.md numbers them', () => {
    const numbered = readFileSync(join(root, 'docs/sign-in.md'), 'utf8').match(/^\d+(?=\. \*\*)/gm) ?? [];
    const named = [...new Set(rows.map((row) => row.rule).filter((rule) => /^\d+$/.test(rule)))];
    expect(named.sort()).toEqual([...numbered].sort());
  });

  it('has an attack for each reason that the trail can name', () => {
    const attacks = rows.filter(({ sent, test }) => !sent.startsWith('(right)') && test !== 'not yet');
    const named = new Set(attacks.flatMap(({ refusedBy }) => refusedBy.match(/(?<=`)[a-z-]+(?=`)/g) ?? []));
    expect(Object.keys(rules).filter((rule) => !named.has(rule))).toEqual([]);
  });

  it('names only tests that exist', () => {
    const missing = rows
      .filter((row) => row.test !== 'not yet')
      .filter(({ test }) => {
        const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
        return !hasTest(file, title);
      });
    expect(missing.map((row) => `${row.rule}: ${row.test}`)).toEqual([]);
  });

  it('says plainly what is not covered, and that list only shrinks', () => {
    const open = rows.filter((row) => row.test === 'not yet');
    expect(open.map((row) => row.sent).sort()).toEqual([...notYet].sort());
    expect(open.every((row) => row.refusedBy === 'not yet')).toBe(true);
  });

  it('has no row that its reader skips, and none twice', () => {
    const lines = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
      .split('\n### ')
      .slice(1)
      .flatMap((section) => section.split('\n').filter((line) => /^\| (?!Rule \|)/.test(line)));
    expect(rows).toHaveLength(lines.length);
    expect(new Set(rows.map((row) => `${row.rule} ${row.sent}`)).size).toBe(rows.length);
  });

  it('finds no test under a title that nobody bears', () => {
    const file = 'attack/shapes.test.ts';
    expect(hasTest(file, 'with advice is: structure')).toBe(true);
    expect(hasTest(file, 'with advise is: structure')).toBe(false);
    expect(hasTest(file, 'with advice is: subject')).toBe(false);
    expect(hasTest('attack/none.test.ts', 'with advice is: structure')).toBe(false);
  });
});
