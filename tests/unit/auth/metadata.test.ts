import { describe, expect, it } from 'vitest';
import { certificateBody, makeSigningKey } from '#dev/idp/keys.ts';
import { readIdpMetadata } from '#lib/connections/metadata.ts';
import { Refusal } from '#lib/errors.ts';

const now = new Date();
const key = await makeSigningKey('Acme IdP');
const body = certificateBody(key.certificate);
const certificate = (b = body) =>
  `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${b}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const good = `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.acme.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">${certificate()}</md:KeyDescriptor><md:SingleLogoutService Binding="${redirect}" Location="https://idp.acme.example/slo"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.acme.example/post"/><md:SingleSignOnService Binding="${redirect}" Location="https://idp.acme.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;

const said = (xml: string): string => {
  try {
    readIdpMetadata(xml, now);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.fields.metadata ?? '';
    throw error;
  }
};

describe('metadata of an IdP', () => {
  it('gives its name, its addresses by redirect and its signing certificates', () => {
    expect(readIdpMetadata(good, now)).toMatchObject({
      entityId: 'https://idp.acme.example/metadata',
      ssoUrl: 'https://idp.acme.example/sso',
      sloUrl: 'https://idp.acme.example/slo',
      certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
      subjects: ['CN=Acme IdP'],
    });
  });

  it('may begin with a byte order mark, carry comments, wrap its certificate and leave out the use of a key', () => {
    const wrapped = body.replace(/(.{64})/g, '$1\n      ');
    const xml = `\uFEFF${good.replace(' use="signing"', '').replace(body, wrapped).replace('<md:IDPSSODescriptor', '<!-- exported -->\n<md:IDPSSODescriptor')}`;
    expect(said(xml)).toBe('accepted');
  });

  it('names a certificate once that it holds twice, and two during a rollover', async () => {
    const next = certificateBody((await makeSigningKey('next')).certificate);
    const keys = `<md:KeyDescriptor use="signing">${certificate()}</md:KeyDescriptor><md:KeyDescriptor>${certificate(next)}</md:KeyDescriptor>`;
    const xml = good.replace('<md:SingleLogoutService', `${keys}<md:SingleLogoutService`);
    expect(readIdpMetadata(xml, now).certificates).toHaveLength(2);
  });

  const weak = 'MIIBlTCB/6ADAgECAgEBMA0GCSqGSIb3DQEBCwUAMA8xDTALBgNVBAMMBHdlYWs=';
  it.each<[string, string, string]>([
    ['another document', '<html/>', 'not md:EntityDescriptor'],
    ['HTML', '<!DOCTYPE html><html>', 'document type'],
    ['an entity', good.replace('idp.acme.example/sso', '&evil;'), 'not defined'],
    ['half a file', good.slice(0, 900), 'not well-formed'],
    [
      'a prefix that is not declared',
      good.replace(' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', ''),
      'prefix',
    ],
    ['a federation', good.replaceAll('md:EntityDescriptor', 'md:EntitiesDescriptor'), 'several parties'],
    ['a service provider', good.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), 'one md:IDPSSODescriptor'],
    [
      'SAML 1.1',
      good.replace('SAML:2.0:protocol"><md:Key', 'SAML:1.1:protocol"><md:Key'),
      'one md:IDPSSODescriptor',
    ],
    ['no entityID', good.replace(/ entityID="[^"]+"/, ''), 'no entityID'],
    ['no redirect binding', good.replaceAll(redirect, 'urn:other'), 'HTTP-Redirect'],
    [
      'an address without TLS',
      good.replace('https://idp.acme.example/sso', 'http://idp.acme.example/sso'),
      'not HTTPS',
    ],
    [
      'an address that is a script',
      good.replace('https://idp.acme.example/sso', 'javascript:alert(1)'),
      'not a web address',
    ],
    [
      'no certificate',
      good.replace(/<md:KeyDescriptor[\s\S]*<\/md:KeyDescriptor>/, ''),
      'no signing certificate',
    ],
    ['a certificate cut short', good.replace(body, weak), 'cannot be read'],
    [
      'an end that has passed',
      good.replace(' entityID=', ' validUntil="2020-01-01T00:00:00Z" entityID='),
      'valid until 2020-01-01',
    ],
  ])('that is %s is refused with what to do', (_, xml, sentence) => {
    expect(said(xml)).toContain(sentence);
  });

  it('with a certificate that has ended is refused with the day', () => {
    expect(() => readIdpMetadata(good, new Date('2100-01-01'))).toThrow(
      /A signing certificate ended on 20\d\d-/,
    );
  });
});
