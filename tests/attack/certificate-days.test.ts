/** What is signed by a key whose certificate is on the connection's list, and not in force. */
import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import samlify from 'samlify';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateBody, type SigningKey } from '#dev/idp/keys.ts';
import { newId } from '#dev/idp/response.ts';
import { db } from '#lib/db/client.ts';
import { agedKey } from './aged-key.ts';
import { acme, Browser, eventBehind, issuer, person, publicUrl, setPolicy, verdictOn } from './kit.ts';

const house = acme();
const sloPath = '/saml/acme/slo';
const slo = `${publicUrl}${sloPath}`;
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const keys = {} as Record<'ended' | 'to come', SigningKey>;

beforeAll(async () => {
  keys.ended = await agedKey(-400, -1 / 24);
  keys['to come'] = await agedKey(1, 400);
  const all = [house.key, ...Object.values(keys)].map(({ certificate }) => certificate);
  await setPolicy({ certificates: all });
});

const states = ['ended', 'to come'] as const;

describe('a response', () => {
  it.each(states)('signed by a certificate that is %s is refused: certificate', async (state) => {
    expect(await verdictOn(keys[state], {})).toBe('certificate');
  });

  it.each(states)(
    'whose assertion alone is signed so, by one that is %s, is refused: certificate',
    async (state) => {
      const resign = (xml: string) =>
        xml.replace(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, (inner) => signed(inner, keys[state], false));
      expect(await verdictOn(house.key, { sign: 'response', edit: { response: resign } })).toBe(
        'certificate',
      );
    },
  );

  it('by the one in force is accepted beside them', async () => {
    expect(await verdictOn(house.key, {})).toBe('accepted');
  });
});

describe('a logout request', () => {
  const open = () => db().session.count({ where: { endedAt: null, operator: { nameId: person } } });
  const message = () =>
    `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${slo}"><saml:Issuer>${issuer}</saml:Issuer><saml:NameID>${person}</saml:NameID></samlp:LogoutRequest>`;

  function byRedirect(key: SigningKey): Promise<Response> {
    const encoded = encodeURIComponent(deflateRawSync(message()).toString('base64'));
    const query = `SAMLRequest=${encoded}&SigAlg=${encodeURIComponent(rsaSha256)}`;
    const signature = createSign('sha256').update(query).sign(key.privateKey, 'base64');
    return new Browser().ask(`${sloPath}?${query}&Signature=${encodeURIComponent(signature)}`);
  }

  function byForm(key: SigningKey): Promise<Response> {
    const body = new URLSearchParams({ SAMLRequest: signed(message(), key, true) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return new Browser().ask(sloPath, { method: 'POST', body: body.toString(), headers });
  }

  it.each(states)('signed by a certificate that is %s ends nothing, by address or by form', async (state) => {
    expect(await verdictOn(house.key, {})).toBe('accepted');
    const before = await open();
    expect(before).toBeGreaterThan(0);
    for (const send of [byRedirect, byForm])
      expect((await eventBehind(await send(keys[state]))).code).toBe('certificate');
    expect(await open()).toBe(before);
  });

  it.each([
    ['address', byRedirect],
    ['form', byForm],
  ])('by the one in force ends the session, by %s', async (_, send) => {
    expect(await verdictOn(house.key, {})).toBe('accepted');
    await send(house.key);
    expect(await open()).toBe(0);
  });
});

function signed(xml: string, key: SigningKey, isBase64Output: boolean): string {
  return samlify.SamlLib.constructSAMLSignature({
    rawSamlMessage: xml,
    isMessageSigned: true,
    isBase64Output,
    privateKey: key.privateKey,
    signingCert: certificateBody(key.certificate),
    signatureAlgorithm: rsaSha256,
    signatureConfig: {
      prefix: 'ds',
      location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
    },
  });
}
