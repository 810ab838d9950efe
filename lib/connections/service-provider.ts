import { createPrivateKey, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface SpKey {
  /** PEM, both. */
  privateKey: string;
  certificate: string;
}

const validYears = 10;

/** Makes the two keys of a connection: IdPs commonly take RSA only, and RSA-OAEP needs it for encryption. */
export async function makeSpKeys(slug: string, now: Date): Promise<{ signing: SpKey; encryption: SpKey }> {
  const [signing, encryption] = await Promise.all([
    make(`Gatehouse ${slug} signing`, now, 'digitalSignature'),
    make(`Gatehouse ${slug} encryption`, now, 'keyEncipherment'),
  ]);
  return { signing, encryption };
}

async function make(
  commonName: string,
  now: Date,
  usage: 'digitalSignature' | 'keyEncipherment',
): Promise<SpKey> {
  const notAfterDate = new Date(now);
  notAfterDate.setFullYear(now.getFullYear() + validYears);
  const made = await generate([{ name: 'commonName', value: commonName }], {
    algorithm: 'sha256',
    keySize: 2048,
    notBeforeDate: now,
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', critical: true, [usage]: true },
    ],
  });
  const certificate = new X509Certificate(made.cert);
  if (!certificate.checkPrivateKey(createPrivateKey(made.private)))
    throw new Error('a made certificate does not fit its key');
  return { privateKey: made.private, certificate: certificate.toString() };
}
