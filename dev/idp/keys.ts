import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { readJson, writeJson } from './folder.ts';

/** PEM, both. */
export interface SigningKey {
  privateKey: string;
  certificate: string;
}

const Stored = z.object({ privateKey: z.string(), certificate: z.string() });
const validYears = 10;

/** The IdP's signing key, made on the first start and kept; made anew when the file is damaged or about to expire. */
export async function openSigningKey(folder: string): Promise<SigningKey> {
  const path = join(folder, 'signing.json');
  const kept = readJson(path, usable);
  if (kept) return kept;
  const made = await makeSigningKey('Gatehouse development IdP');
  writeJson(path, made);
  return made;
}

export async function makeSigningKey(commonName: string): Promise<SigningKey> {
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + validYears);
  const made = await generate([{ name: 'commonName', value: commonName }], {
    algorithm: 'sha256',
    keySize: 2048,
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
    ],
  });
  return { privateKey: made.private, certificate: made.cert };
}

/** The certificate as SAML carries it: base64 without the PEM frame. */
export function certificateBody(certificate: string): string {
  return certificate.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
}

export function certificatePem(body: string): string {
  return new X509Certificate(Buffer.from(certificateBody(body), 'base64')).toString();
}

function usable(value: unknown): SigningKey | undefined {
  const key = Stored.parse(value);
  const certificate = new X509Certificate(key.certificate);
  const fresh = certificate.validToDate.getTime() > Date.now() + 30 * 24 * 3_600_000;
  return fresh && certificate.checkPrivateKey(createPrivateKey(key.privateKey)) ? key : undefined;
}
