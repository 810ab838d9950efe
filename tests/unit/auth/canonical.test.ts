import { describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { requireHolds } from '#lib/auth/first-look.ts';
import { canonical } from '#lib/xml/canonical.ts';
import { elementsOf, onlyChild, parseXml } from '#lib/xml/dom.ts';

const [key, stranger] = await Promise.all([makeSigningKey('canonical'), makeSigningKey('stranger')]);
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

describe('exclusive canonicalization', () => {
  it.each([
    ['an empty element', '<a/>', '<a></a>'],
    ['attributes out of order', '<a c="1" b="2"/>', '<a b="2" c="1"></a>'],
    [
      'attributes of namespaces, ordered by them',
      '<a xmlns:x="urn:2" xmlns:y="urn:1" x:a="1" y:a="2" z="3"/>',
      '<a xmlns:x="urn:2" xmlns:y="urn:1" z="3" y:a="2" x:a="1"></a>',
    ],
    ['a declaration that nobody uses', '<a xmlns:x="urn:x"><b/></a>', '<a><b></b></a>'],
    [
      'a declaration where it is used, each time anew',
      '<a xmlns:x="urn:x"><x:b/><x:b><x:c/></x:b></a>',
      '<a><x:b xmlns:x="urn:x"></x:b><x:b xmlns:x="urn:x"><x:c></x:c></x:b></a>',
    ],
    [
      'a default namespace that is taken back',
      '<a xmlns="urn:x"><b xmlns=""/></a>',
      '<a xmlns="urn:x"><b xmlns=""></b></a>',
    ],
    ['an attribute of xml', '<a xml:lang="en"/>', '<a xml:lang="en"></a>'],
    ['quotes and single quotes', '<a b=\'"\' c="\'"/>', '<a b="&quot;" c="\'"></a>'],
    [
      'references',
      '<a b="&#9;&#10;&#13;&lt;&gt;">&#13;&lt;&gt;&quot;</a>',
      '<a b="&#x9;&#xA;&#xD;&lt;>">&#xD;&lt;&gt;"</a>',
    ],
    ['line ends', '<a>\r\nx\r</a>', '<a>\nx\n</a>'],
  ])('writes %s as the standard has it', (_, xml, expected) => {
    expect(canonical(parseXml(xml))).toBe(expected);
  });

  it('takes declarations from above the element, and inclusive ones without a use', () => {
    const [inner] = elementsOf(parseXml('<a xmlns="urn:a" xmlns:x="urn:x" xmlns:y="urn:y"><x:b/></a>'));
    expect(inner && canonical(inner)).toBe('<x:b xmlns:x="urn:x"></x:b>');
    expect(inner && canonical(inner, null, ['y', ''])).toBe(
      '<x:b xmlns="urn:a" xmlns:x="urn:x" xmlns:y="urn:y"></x:b>',
    );
  });
});

/** A message as another library signs it: prefixes of its own, declarations above what it signs. */
function signed(
  by: { privateKey: string },
  prefixes: string[] = [],
  hash: 'sha256' | 'sha512' = 'sha256',
): string {
  const sig = new SignedXml({
    privateKey: by.privateKey,
    canonicalizationAlgorithm: exclusive,
    signatureAlgorithm: `http://www.w3.org/2001/04/xmldsig-more#rsa-${hash}`,
  });
  sig.addReference({
    xpath: "//*[@ID='_1']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
    digestAlgorithm: `http://www.w3.org/2001/04/xmlenc#${hash}`,
    ...(prefixes.length > 0 ? { inclusiveNamespacesPrefixList: prefixes } : {}),
  });
  sig.computeSignature(
    '<p:R xmlns:p="urn:p" xmlns:xs="urn:xs" xmlns="urn:d"><p:M ID="_1" b="&quot;&#10;" a="é"><V xs:t="xs:string">ä &amp; \n b</V><p:E/></p:M></p:R>',
    { location: { reference: "//*[@ID='_1']", action: 'append' }, prefix: 'ds' },
  );
  return sig.getSignedXml();
}

function look(xml: string, certificates: string[]): void {
  const [message] = elementsOf(parseXml(xml));
  const signature = message && onlyChild(message, 'signature', 'Signature');
  if (!signature) throw new Error('no signature');
  requireHolds(message, signature, certificates, new Date());
}

describe('the first look at a signature', () => {
  it.each<[string, string[], 'sha256' | 'sha512']>([
    ['SHA-256', [], 'sha256'],
    ['SHA-512', [], 'sha512'],
    ['inclusive prefixes, as OpenSAML and Okta name them', ['xs', 'p'], 'sha256'],
  ])(
    'finds that another library’s signature with %s holds, under any certificate of the connection',
    (_, prefixes, hash) => {
      const xml = signed(key, prefixes, hash);
      expect(() => look(xml, [stranger.certificate, key.certificate])).not.toThrow();
    },
  );

  it.each<[string, (xml: string) => string]>([
    ['a changed text', (x) => x.replace('ä &amp;', 'a &amp;')],
    ['a changed attribute', (x) => x.replace('a="é"', 'a="e"')],
    ['an element more', (x) => x.replace('<p:E/>', '<p:E/><p:E/>')],
    ['an element under another namespace', (x) => x.replace('xmlns="urn:d"', 'xmlns="urn:e"')],
    ['another digest', (x) => x.replace(/(<ds:DigestValue>)./, '$1A').replace(/(<ds:DigestValue>A)./, '$1A')],
    ['no digest to speak of', (x) => x.replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA')],
    ['another signature value', (x) => x.replace(/(<ds:SignatureValue>).{4}/, '$1AAAA')],
  ])('refuses %s', (_, change) => {
    const xml = signed(key);
    expect(change(xml)).not.toBe(xml);
    expect(() => look(change(xml), [key.certificate])).toThrow(/does not hold/);
  });

  it('refuses a stranger’s', () => {
    expect(() => look(signed(stranger), [key.certificate])).toThrow(/does not hold/);
  });
});
