import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow } from '#lib/exports/csv.ts';

describe('a row of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])('%j is shown and not run', (text) => {
    expect(csvRow([text]).replace(/^"/, '').startsWith(`'${text}`)).toBe(true);
  });

  it('a number stays a number, an instant is told in UTC, and nothing is an empty field', () => {
    expect(csvRow([-5, 7n, new Date(0), null, undefined])).toBe('-5,7,1970-01-01T00:00:00.000Z,,\r\n');
  });

  it('whatever stands in its fields, it is read back as it was, in as many fields (RFC 4180 2)', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (fields) => {
        const read = parse(csvRow(fields));
        expect(read.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''))).toEqual(
          fields.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')),
        );
      }),
    );
  });
});

/** One record, by the grammar of the RFC. */
function parse(text: string): string[] {
  const fields: string[] = [];
  let rest = text.slice(0, -2);
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const plain = /^[^",\r\n]*/.exec(rest)?.[0] ?? '';
    fields.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : plain);
    rest = rest.slice(quoted ? quoted[0].length : plain.length);
    if (rest === '') return fields;
    if (rest[0] !== ',') throw new Error(`not a separator: ${JSON.stringify(rest)}`);
    rest = rest.slice(1);
  }
}
