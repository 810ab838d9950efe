import { SAML } from '@node-saml/node-saml';
import { expect, test } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { makeResponse, makeResponseXml, type ResponseParameters } from '#dev/idp/response.ts';

const key = await makeSigningKey('test IdP');
const right: ResponseParameters = {
  key,
  issuer: 'https://idp.example/metadata',
  acs: 'https://sp.example/acs',
  audience: 'https://sp.example/metadata',
  inResponseTo: '_request',
  nameId: 'a@example.com',
};
const sp = () =>
  new SAML({
    issuer: 'https://sp.example/metadata',
    callbackUrl: right.acs,
    idpCert: key.certificate,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
  });

test('what the caller changes before a signature is signed, so that only the changed rule is broken', async () => {
  const SAMLResponse = await makeResponse({
    ...right,
    edit: {
      assertion: (xml) => xml.replace('<saml:Conditions ', '<saml:Conditions x="1" '),
      response: (xml) => xml.replace('Version="2.0"', 'Version="2.1"'),
    },
  });
  expect(Buffer.from(SAMLResponse, 'base64').toString()).toMatch(
    /Version="2\.1"[\s\S]*<saml:Conditions x="1"/,
  );
  expect((await sp().validatePostResponseAsync({ SAMLResponse })).profile?.nameID).toBe('a@example.com');
});

test('what the caller changes after the signatures is not signed', async () => {
  const SAMLResponse = await makeResponse({
    ...right,
    edit: { sent: (xml) => xml.replace('a@example.com', 'b@example.com') },
  });
  await expect(sp().validatePostResponseAsync({ SAMLResponse })).rejects.toThrow(/signature/i);
});

test('values are escaped, so that a name cannot add an element', async () => {
  const xml = await makeResponseXml({
    ...right,
    nameId: '</saml:NameID><x/>"&',
    attributes: { 'a"<b': ['<c>', 'd'] },
  });
  expect(xml).not.toMatch(/<x\/>|<c>/);
});

test('null leaves out the attribute or element that it stands for', async () => {
  const xml = await makeResponseXml({
    ...right,
    nameId: null,
    inResponseTo: null,
    destination: null,
    audience: null,
    contextClass: null,
    sessionIndex: null,
  });
  expect(xml).not.toMatch(
    /NameID|InResponseTo|Destination|<saml:Audience>|AuthnContextClassRef|SessionIndex/,
  );
});
