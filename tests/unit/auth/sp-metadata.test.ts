import { expect, it } from 'vitest';
import { spMetadata } from '#lib/auth/sp-metadata.ts';

it.each([
  ['both', true],
  ['assertion', true],
  ['response', false],
])(
  'our metadata of a connection that wants “%s” signed asks for signed assertions: %s',
  (signatures, asked) => {
    const keys = {
      spCertificate: 'x',
      encryptionCert: 'x',
      nextSpCertificate: null,
      nextEncryptionCert: null,
    };
    expect(spMetadata({ slug: 'acme', signatures, ...keys })).toContain(` WantAssertionsSigned="${asked}"`);
  },
);
