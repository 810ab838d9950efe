import { generate } from 'selfsigned';
import type { SigningKey } from '#dev/idp/keys.ts';

const day = 86_400_000;

/** A signing key whose certificate is in force from and until so many days from now. */
export async function agedKey(fromDays: number, untilDays: number): Promise<SigningKey> {
  const made = await generate([{ name: 'commonName', value: `From ${fromDays} until ${untilDays}` }], {
    algorithm: 'sha256',
    keySize: 2048,
    notBeforeDate: new Date(Date.now() + fromDays * day),
    notAfterDate: new Date(Date.now() + untilDays * day),
  });
  return { privateKey: made.private, certificate: made.cert };
}
