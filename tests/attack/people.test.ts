import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { makeResponseXml } from '#dev/idp/response.ts';
import { db } from '#lib/db/client.ts';
import { addOperator } from '#lib/operators/commands.ts';
import { makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, base, idpMetadata, issuer, person, sessions, verdict, verdictOn } from './kit.ts';

const house = acme();

describe('a name', () => {
  beforeAll(async () => {
    await makeOperator({ connection: 'acme', email: 'kim.sasi@acme.example', role: 'viewer' });
    const plain = { connection: 'acme', email: 'badge@acme.example', nameId: 'EMP-17' };
    await must(addOperator, { ...plain, reason: 'has a badge' });
  });
  const name = (nameId: string) => verdictOn(house.key, { nameId, nameIdFormat: null });

  it('of a badge is that person’s', async () => {
    expect(await name('EMP-17')).toBe('accepted');
  });

  it.each([
    ['with a Kelvin sign for k', '\u212Aim.sasi@acme.example'],
    ['with a long s', 'kim.\u017Fa\u017Fi@acme.example'],
    ['with a dotless i', 'k\u0131m.sasi@acme.example'],
    ['with a dotted capital i', 'k\u0130m.sasi@acme.example'],
    ['in full-width letters', '\uFF4Bim.sasi@acme.example'],
    ['with a Cyrillic a', 'kim.s\u0430si@acme.example'],
    ['with a combining mark', 'kim\u0301.sasi@acme.example'],
    ['with a zero-width space', 'kim\u200B.sasi@acme.example'],
    ['with a soft hyphen', 'kim\u00AD.sasi@acme.example'],
    ['that begins like theirs', 'kim.sasi@acme.example.evil.example'],
    ['of a badge in small letters', 'emp-17'],
    ['of a badge with a zero more', 'EMP-170'],
    ['that is an e-mail address, of a person known by a badge', 'badge@acme.example'],
  ])('%s is nobody’s', async (_, nameId) => {
    expect(await name(nameId)).toBe('operator');
  });

  it('of an attribute links nobody: an e-mail address that another operator has changes nothing', async () => {
    const attributes = { email: person, mail: person, 'urn:oid:0.9.2342.19200300.100.1.3': person };
    expect(await verdictOn(house.key, { nameId: 'stranger@acme.example', attributes })).toBe('operator');
  });

  it('that another connection’s IdP signs is that connection’s, though an operator here has it', async () => {
    const key = await makeSigningKey('Rival IdP');
    const rival = 'https://idp.rival.example/metadata';
    await makeConnection({ slug: 'rival', name: 'Rival', metadata: idpMetadata(key, rival) });
    expect(await verdictOn(key, { issuer: rival }, { slug: 'rival' })).toBe('operator');
    // Nor does that IdP speak at this connection's door, under its own name or under this one's.
    expect(await verdictOn(key, { issuer: rival })).toBe('issuer');
    expect(await verdictOn(key, {})).toBe('signature');
  });
});

describe('two certificates during a rollover', () => {
  const rolling = 'https://idp.rolling.example/metadata';
  let [old, next, gone]: SigningKey[] = [];
  beforeAll(async () => {
    [old, next, gone] = await Promise.all(['old', 'next', 'gone'].map(makeSigningKey));
    const descriptor = /<KeyDescriptor[\s\S]*<\/KeyDescriptor>/;
    const second = descriptor.exec(idpMetadata(next as SigningKey, rolling))?.[0] ?? '';
    const metadata = idpMetadata(old as SigningKey, rolling).replace(descriptor, (first) => first + second);
    await makeConnection({ slug: 'rolling', name: 'Rolling', metadata });
    await makeOperator({ connection: 'rolling', email: person, role: 'viewer' });
  });
  const signedBy = (key: SigningKey | undefined) =>
    verdictOn(key as SigningKey, { issuer: rolling }, { slug: 'rolling' });

  it('both sign in, and a third does not', async () => {
    expect([await signedBy(old), await signedBy(next), await signedBy(gone)]).toEqual([
      'accepted',
      'accepted',
      'signature',
    ]);
  });
});

describe('a used assertion', () => {
  it('is remembered until its end and what clocks differ, by issuer', async () => {
    const end = new Date(Math.ceil(Date.now() / 1000) * 1000 + 600_000);
    expect(await verdictOn(house.key, { assertionId: '_kept', notOnOrAfter: end })).toBe('accepted');
    const row = await db().usedAssertion.findFirstOrThrow({ where: { assertionId: '_kept' } });
    expect([row.issuer, row.expiresAt]).toEqual([issuer, new Date(end.getTime() + 60_000)]);
    expect(await verdictOn(house.key, { assertionId: '_kept' })).toBe('replay');
  });

  it('of one use only is refused the second time like any other', async () => {
    const edit = {
      assertion: (x: string) => x.replace('</saml:Conditions>', '<saml:OneTimeUse/></saml:Conditions>'),
    };
    const once = { assertionId: '_once', edit };
    expect([await verdictOn(house.key, once), await verdictOn(house.key, once)]).toEqual([
      'accepted',
      'replay',
    ]);
  });

  it('takes nothing from another issuer that chose the same id', async () => {
    const key = await makeSigningKey('Twin IdP');
    const twin = 'https://idp.twin.example/metadata';
    await makeConnection({ slug: 'twin', name: 'Twin', metadata: idpMetadata(key, twin) });
    await makeOperator({ connection: 'twin', email: person, role: 'viewer' });
    expect(await verdictOn(house.key, { assertionId: '_twin' })).toBe('accepted');
    const other = { issuer: twin, assertionId: '_twin' };
    expect(await verdictOn(key, other, { slug: 'twin' })).toBe('accepted');
  });

  it('counts as used only together with its session: a refusal for lack of MFA uses nothing up', async () => {
    const refused = { assertionId: '_unused', contextClass: 'urn:none' };
    expect(await verdictOn(house.key, refused)).toBe('mfa');
    expect(await verdictOn(house.key, { assertionId: '_unused' })).toBe('accepted');
  });
});

it('whatever is changed in a right response, the answer is a redirect and never a fault', async () => {
  const before = await sessions();
  const browser = new Browser();
  let seed = 20_261_123;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const pieces = [
    '<',
    '>',
    '"',
    '&',
    '&#0;',
    '\u0000',
    '<!--',
    ']]>',
    ' xmlns="urn:x"',
    '<a>',
    '=',
    'ID="x"',
    '\uFFFF',
    '',
  ];
  for (let i = 0; i < 120; i++) {
    const started = await browser.start();
    const xml = await makeResponseXml({
      key: house.key,
      issuer,
      acs: `${base}/acs`,
      audience: `${base}/metadata`,
      inResponseTo: started.id,
      nameId: person,
      // The certificate beside the Response's signature is neither signed nor read: what stands there changes nothing.
      edit: { sent: (sent) => sent.replace(/<ds:KeyInfo>[\s\S]*?<\/ds:KeyInfo>/, '') },
    });
    const at = random(xml.length);
    const broken = `${xml.slice(0, at)}${pieces[random(pieces.length)]}${xml.slice(at + 1 + random(40))}`;
    const answer = await browser.post({
      SAMLResponse: Buffer.from(broken).toString('base64'),
      RelayState: started.relayState,
    });
    expect([answer.status, await verdict(answer, browser)], broken).toEqual([
      303,
      expect.not.stringMatching(/^(accepted|library)$/),
    ]);
  }
  expect(await sessions()).toBe(before);
}, 60_000);
