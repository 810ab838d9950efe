/** Bodies of 512 kB that cost as much as their sender can make them cost; each must be refused. */
import { messageCaps } from '#lib/xml/scan.ts';
import type { Subject } from './sign-in-subject.ts';

const limit = 512 * 1024;
const field = 'SAMLResponse=';
const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
/** Beside those of a right response. */
const mostElements = messageCaps.elements - 60;

export interface Hostile {
  name: string;
  body: string;
}

/** XML that fills `room` characters. */
type Filled = [name: string, xml: (room: number) => string];

export function hostileBodies({ plain }: Subject): Hostile[] {
  const genuine = Buffer.from(plain, 'base64').toString();
  const xml = [...markup, ...inside(genuine), ...signed(genuine)];
  return [...xml.map(([name, make]) => ({ name, body: largest(make, genuine.length) })), ...forms];
}

const many = (piece: string, room: number, most = Number.POSITIVE_INFINITY) =>
  piece.repeat(Math.max(0, Math.min(most, Math.floor(room / piece.length))));
const attributes = (count: number, each: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => each(i)).join('');
const declarations = attributes(31, (i) => ` xmlns:p${i}="urn:${i}"`);
/** Much in scope, and much that adds to it. */
const nested = `${attributes(25, (k) => `<e${attributes(31, (i) => ` xmlns:p${k}-${i}="urn:${k}"`)}>`)}${'<a xmlns:q="urn:q"/>'.repeat(1_800)}${'</e>'.repeat(25)}`;
const plainAttributes = attributes(32, (i) => ` b${i}=""`);

const markup: Filled[] = [
  ['nesting without end', (room) => '<a>'.repeat(room / 3)],
  [
    'nesting to the cap, again and again',
    (room) => `<r>${many('<a>'.repeat(30) + '</a>'.repeat(30), room)}</r>`,
  ],
  ['attributes without end', (room) => `<r${attributes(room / 11, (i) => ` a${i}=""`)}/>`],
  ['a quote that does not close', (room) => `<a b="${'x'.repeat(room)}`],
  ['less-than signs', (room) => '<'.repeat(room)],
  ['a declaration that does not end', (room) => `<?xml${' '.repeat(room)}`],
  ['a document type with entities', (room) => `<!DOCTYPE r [${many('<!ENTITY a "&b;">', room)}]><r/>`],
];

/** A right response, but for what stands in it. */
function inside(genuine: string): Filled[] {
  const name = '>ada@acme.example<';
  const inName = (text: string) => genuine.replace(name, () => `>${text}<`);
  const before = (tag: string, xml: string) => genuine.replace(tag, () => `${xml}${tag}`);
  const status = '<samlp:Status>';
  const subject = '<saml:Subject>';
  return [
    ['elements without end', (room) => before(status, many('<a/>', room))],
    [
      'as many elements as are taken',
      (room) => before(status, `<a>${'x'.repeat(room / mostElements - 7)}</a>`.repeat(mostElements)),
    ],
    ['as many attributes as are taken', (room) => before(status, many(`<a${plainAttributes}/>`, room, 248))],
    ['namespace declarations', (room) => before(status, many(`<a${declarations}/>`, room, 248))],
    ['one long text', (room) => inName('x'.repeat(room))],
    ['one long text of three-byte characters', (room) => inName('\u4e16'.repeat(room / 3))],
    ['line ends', (room) => inName(many('\r\n', room))],
    ['references', (room) => inName(many('&amp;', room))],
    ['references that nobody declared', (room) => inName(many('&lol9;', room))],
    ['references by number', (room) => inName(many('&#65;', room))],
    ['as many references as are taken', (room) => inName(many('&amp;', room, 3_900))],
    ['ampersands', (room) => inName('&'.repeat(room))],
    [
      'one long attribute',
      (room) => genuine.replace(subject, () => `<saml:Subject a="${'x'.repeat(room)}">`),
    ],
    [
      'spaces inside a tag, and another name',
      (room) => inName('eve@acme.example').replace(subject, () => `<saml:Subject${' '.repeat(room)}>`),
    ],
  ];
}

/** A right response whose signatures, of the right shape, no longer hold: all of it is digested before that is known. */
function signed(genuine: string): Filled[] {
  const atEnd = (xml: string) => genuine.replace('</saml:Assertion>', () => `${xml}</saml:Assertion>`);
  const instead = (pattern: RegExp, xml: string) => genuine.replace(pattern, () => xml);
  return [
    [
      'a signed tree that grew elements',
      (room) => atEnd(attribute(room / (mostElements / 2)).repeat(mostElements / 2)),
    ],
    ['a signed tree that grew declarations', (room) => atEnd(many(`<a${declarations}/>`, room, 248))],
    ['a signed tree that grew declarations in declarations', () => atEnd(nested)],
    ['a signed tree that grew attributes', (room) => atEnd(many(`<a${plainAttributes}/>`, room, 248))],
    [
      'a signature value without end',
      (room) => instead(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${'A'.repeat(room)}`),
    ],
    [
      'a certificate without end in both signatures',
      (room) =>
        genuine.replace(/<ds:X509Certificate>[^<]*/g, () => `<ds:X509Certificate>${'A'.repeat(room / 2)}`),
    ],
    [
      'prefixes without end',
      (room) =>
        instead(
          /<ds:CanonicalizationMethod[^>]*\/>/,
          `<ds:CanonicalizationMethod Algorithm="${excC14n}"><InclusiveNamespaces xmlns="${excC14n}" PrefixList="${many('a ', room)}"/></ds:CanonicalizationMethod>`,
        ),
    ],
    [
      'ciphertext without end',
      (room) => instead(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, ciphertext('A'.repeat(room))),
    ],
  ];
}

const forms: Hostile[] = [
  { name: 'base64 of nothing', body: `${field}${'A'.repeat(limit - field.length)}` },
  { name: 'what is no base64', body: `${field}${'!'.repeat(limit - field.length)}` },
  { name: 'base64 in lines of one character', body: `${field}${many('A%0D%0A', limit - field.length)}` },
  { name: 'percent signs', body: `${field}${many('%41', limit - field.length)}` },
  { name: 'fields without end', body: many('a=&', limit) },
  { name: 'SAMLResponses without end', body: many(`${field}A&`, limit) },
];

/** An attribute of two elements that fills `room` characters. */
function attribute(room: number): string {
  const value = 'x'.repeat(Math.max(1, room - 89));
  return `<saml:Attribute Name="a"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
}

/** As large as the cap on a body lets it be: base64 grows by a third, and each plus by two more characters. */
function largest(make: (room: number) => string, taken: number): string {
  for (let room = limit; ; room -= 16_000) {
    const body = `${field}${Buffer.from(make(room - taken))
      .toString('base64')
      .replaceAll('+', '%2B')}`;
    if (body.length <= limit) return body;
  }
}

function ciphertext(text: string): string {
  const cipher = (value: string) =>
    `<xenc:CipherData><xenc:CipherValue>${value}</xenc:CipherValue></xenc:CipherData>`;
  const keyInfo = `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>${cipher('AAAA')}</xenc:EncryptedKey></ds:KeyInfo>`;
  return `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>${keyInfo}${cipher(text)}</xenc:EncryptedData></saml:EncryptedAssertion>`;
}
