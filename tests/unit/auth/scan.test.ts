import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { makeResponseXml } from '#dev/idp/response.ts';
import { networkOf } from '#lib/auth/limit.ts';
import { parseXml } from '#lib/xml/dom.ts';
import { flawOf } from '#lib/xml/scan.ts';

const response = await makeResponseXml({
  key: await makeSigningKey('scan'),
  issuer: 'https://idp.example/metadata',
  acs: 'https://sp.example/acs',
  audience: 'https://sp.example',
  inResponseTo: '_a',
  nameId: 'ä@example.test',
});

describe('the scan before any DOM', () => {
  it.each([
    ['a response', response],
    ['a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${response}\n`],
    ['references', '<a b="&quot;&#x41;">&lt;&amp;&#13;</a>'],
    ['a default namespace that is taken back', '<a xmlns="urn:x"><b xmlns=""/></a>'],
  ])('lets %s pass', (_, xml) => {
    expect(flawOf(xml)).toBeNull();
  });

  it.each([
    ['', 'well-formed'],
    ['a', 'well-formed'],
    ['<a>', 'well-formed'],
    ['<a></b>', 'well-formed'],
    ['<a/><a/>', 'well-formed'],
    ['<a/>x', 'well-formed'],
    [' x<a/>', 'well-formed'],
    ['<a b=c/>', 'well-formed'],
    ['<a b="1"c="2"/>', 'well-formed'],
    ['<a b="<"/>', 'well-formed'],
    ['<a>]]></a>', 'well-formed'],
    ['</a>', 'well-formed'],
    ['\uFEFF<a/>', 'well-formed'],
    ['<ä/>', 'well-formed'],
    ['<a b="1" b="2"/>', 'namespace'],
    ['<x:a/>', 'namespace'],
    ['<a xmlns:x="" />', 'namespace'],
    ['<a xmlns:xml="urn:x"/>', 'namespace'],
    ['<a xmlns:x="urn:x" xmlns:y="urn:x" x:b="1" y:b="2"/>', 'namespace'],
    ['<a xmlns:x="urn:&#120;"/>', 'namespace'],
    ['<!-- --><a/>', 'markup'],
    ['<a><![CDATA[b]]></a>', 'markup'],
    ['<a><?php ?></a>', 'instruction'],
    ['<?xml version="1.1"?><a/>', 'instruction'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', 'instruction'],
    ['<a>\u0000</a>', 'character'],
    ['<a>\u0085</a>', 'character'],
    ['<a>\u2028</a>', 'character'],
    ['<a>\uFFFE</a>', 'character'],
    ['<a>\uD800</a>', 'character'],
    ['<a>&nbsp;</a>', 'reference'],
    ['<a>&#0;</a>', 'reference'],
    ['<a>&#xD800;</a>', 'reference'],
    ['<a>&#x110000;</a>', 'reference'],
    ['<a>&</a>', 'reference'],
    ['<a>'.repeat(33) + '</a>'.repeat(33), 'size'],
    [`<a ${Array.from({ length: 33 }, (_, i) => `b${i}=""`).join(' ')}/>`, 'size'],
    [`<a>${'<b/>'.repeat(2_000)}</a>`, 'size'],
    [`<a>${'x'.repeat(600_000)}</a>`, 'size'],
    [`<a>${'&amp;'.repeat(4_001)}</a>`, 'size'],
  ])('refuses %j as %s', (xml, flaw) => {
    expect(flawOf(xml)).toBe(flaw);
  });

  it('lets nothing pass that the parser then refuses', () => {
    const pieces = fc.constantFrom(
      '<a>',
      '</a>',
      '<b:a xmlns:b="urn:x">',
      '</b:a>',
      ' c="d"',
      '<e/>',
      'x',
      '&lt;',
      '"',
      '>',
      '<',
      '&#65;',
      '\r\n',
      ' ',
      "'",
      '=',
      '<f g="h"/>',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const xml = `<r>${parts.join('')}</r>`;
        if (flawOf(xml) === null) expect(parseXml(xml).localName).toBe('r');
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('an address as limits count it', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001::9', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
