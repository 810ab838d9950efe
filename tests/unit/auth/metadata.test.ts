import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { certificateBody, makeSigningKey } from '#dev/idp/keys.ts';
import { digestOfMetadata, readIdpMetadata } from '#lib/connections/metadata.ts';
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
      sloBinding: 'redirect',
      sloResponseUrl: null,
      certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
      subjects: ['CN=Acme IdP'],
    });
  });

  const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
  const soap = 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP';
  const slo = (binding: string, name: string, answers = '') =>
    `<md:SingleLogoutService Binding="${binding}" Location="https://idp.acme.example/${name}"${answers && ` ResponseLocation="https://idp.acme.example/${answers}"`}/>`;
  const offering = (...services: string[]) =>
    good.replace(/<md:SingleLogoutService [^>]*>/, services.join(''));

  it.each<[string, string[], [string | null, string, string | null]]>([
    ['nothing', [], [null, 'redirect', null]],
    ['SOAP alone', [slo(soap, 'soap')], [null, 'redirect', null]],
    ['POST alone', [slo(post, 'by-post')], ['by-post', 'post', null]],
    ['POST and SOAP', [slo(soap, 'soap'), slo(post, 'by-post')], ['by-post', 'post', null]],
    ['POST before redirect', [slo(post, 'by-post'), slo(redirect, 'slo')], ['slo', 'redirect', null]],
    ['another address for answers', [slo(redirect, 'slo', 'done')], ['slo', 'redirect', 'done']],
    ['the same of POST', [slo(post, 'by-post', 'done')], ['by-post', 'post', 'done']],
    [
      'another address for answers at what is not taken',
      [slo(post, 'by-post', 'done'), slo(redirect, 'slo')],
      ['slo', 'redirect', null],
    ],
  ])('that offers %s for single logout is read so', (_, services, [url, binding, answers]) => {
    const at = (name: string | null) => name && `https://idp.acme.example/${name}`;
    expect(readIdpMetadata(offering(...services), now)).toMatchObject({
      sloUrl: at(url),
      sloBinding: binding,
      sloResponseUrl: at(answers),
    });
  });

  it('with another way of single logout has another digest: what was confirmed is not this', () => {
    const ways = [[slo(redirect, 'slo')], [slo(post, 'slo')], [slo(post, 'slo', 'done')], []];
    const digests = ways.map((services) => digestOfMetadata(readIdpMetadata(offering(...services), now)));
    expect(new Set(digests).size).toBe(ways.length);
  });

  it('may begin with a byte order mark, carry comments, wrap its certificate and leave out the use of a key', () => {
    const wrapped = body.replace(/(.{64})/g, '$1\n      ');
    const xml = `\uFEFF${good.replace(' use="signing"', '').replace(body, wrapped).replace('<md:IDPSSODescriptor', '<!-- exported -->\n<md:IDPSSODescriptor')}`;
    expect(said(xml)).toBe('accepted');
  });

  it.each(['P-256', 'P-384', 'P-521'] as const)('may name a certificate of %s', async (curve) => {
    const { cert } = await generate([{ name: 'commonName', value: curve }], { keyType: 'ec', curve });
    expect(said(good.replace(body, certificateBody(cert)))).toBe('accepted');
  });

  it('names a certificate once that it holds twice, and two during a rollover', async () => {
    const next = certificateBody((await makeSigningKey('next')).certificate);
    const keys = `<md:KeyDescriptor use="signing">${certificate()}</md:KeyDescriptor><md:KeyDescriptor>${certificate(next)}</md:KeyDescriptor>`;
    const xml = good.replace('<md:SingleLogoutService', `${keys}<md:SingleLogoutService`);
    expect(readIdpMetadata(xml, now).certificates).toHaveLength(2);
  });

  /** Two that nobody should sign with; their keys are not kept. */
  const rsa1024 =
    'MIIB9jCCAV+gAwIBAgIUTqRjLNXAh4To+SryQh48GzytY0IwDQYJKoZIhvcNAQELBQAwDDEKMAgGA1UEAwwBcjAgFw0yNjExMjMyMDAyNDBaGA8yMTI2MTAzMDIwMDI0MFowDDEKMAgGA1UEAwwBcjCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA1H82NRlRGEDKdflcuNcyHbk0TqytKV3eda0AeRpmX6IzOruNFF747eaZeVJqyoVS06b1sIljJGg2YJyZ/+0JCC38uJ/Z9koJ2t0jnBMr+MLuC2nuMdtLRNkTUFsXW1wVZ4308SHFTvgxHQxIKkWWicMThB/SGYsHkTKsB+71A6kCAwEAAaNTMFEwHQYDVR0OBBYEFIaz3TlQ44pYjSWK/c7/td6Lel8+MB8GA1UdIwQYMBaAFIaz3TlQ44pYjSWK/c7/td6Lel8+MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEAjeaqeVj5ADdsGRU4x2h4l5brFljdVCBhDD8wcXQNQYWmVp22mL/jjjO5+dyefSg6ucaKFY9YLR0LoU35xR5c29LqCdKT2b4uNrl3pySGc4rMTtcSNlGSKb/inGj0zfmDEZdbUOFn6BBv95tOmk93oFFT0hs6Sbby+HWl6p+MjOs=';
  const secp256k1 =
    'MIIBbTCCARSgAwIBAgIUJnxiocs5rz1oVM5pJgYaTD07mGUwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCazEwIBcNMjYxMTIzMjAwMjQwWhgPMjEyNjEwMzAyMDAyNDBaMA0xCzAJBgNVBAMMAmsxMFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE7Z0fi2JOUmLk51zg/yPz+xkr19hClOtcacZgxNSHLtSadPw0VIvWx9T29ts3THK7mOGo5dT/M72z7RKTSwypW6NTMFEwHQYDVR0OBBYEFAPx77rB5IrH7uHiuNSiEy8D6d0RMB8GA1UdIwQYMBaAFAPx77rB5IrH7uHiuNSiEy8D6d0RMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgK1wlwYo2450hlVc4xpTUaKlmaPSMlf+0Cutg5m9upAECIG8wZ1axlhqRirBpAiKwi4VLKiIl8La2sWq21GR5Nj3N';
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
      'a logout address by POST without TLS',
      offering(slo(post, 'slo').replace('https:', 'http:')),
      'md:SingleLogoutService is not HTTPS',
    ],
    [
      'an address for logout answers without TLS',
      offering(slo(post, 'slo', 'done').replace(/https:(?=[^"]*done)/, 'http:')),
      'md:SingleLogoutService (ResponseLocation) is not HTTPS',
    ],
    [
      'an address for logout answers that is a script',
      offering(slo(redirect, 'slo', 'done').replace(/https:(?=[^"]*done)/, 'javascript:')),
      'md:SingleLogoutService (ResponseLocation) is not a web address',
    ],
    [
      'an empty address for logout answers',
      offering(slo(redirect, 'slo').replace('/>', ' ResponseLocation=""/>')),
      'md:SingleLogoutService (ResponseLocation) is not a web address',
    ],
    [
      'a host that would end a rule of a policy',
      offering(slo(post, 'slo').replace('idp.acme.example', 'idp.acme.example;sandbox')),
      'md:SingleLogoutService is not a web address',
    ],
    [
      'no certificate',
      good.replace(/<md:KeyDescriptor[\s\S]*<\/md:KeyDescriptor>/, ''),
      'no signing certificate',
    ],
    ['a certificate cut short', good.replace(body, weak), 'cannot be read'],
    ['a certificate of RSA with 1024 bits', good.replace(body, rsa1024), 'weak key'],
    ['a certificate of another curve', good.replace(body, secp256k1), 'weak key'],
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
