/**
 * RSA keys of 2048 bits are made once a run and not once a test: each takes a sixth of a second of the processor, and the
 * tests want a thousand of them. They are real ones, no two alike within a file; other files, with databases of their own,
 * are handed the same in the same order. What a child process makes is its own.
 */
import { webcrypto } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

type Subtle = typeof webcrypto.subtle;

const { subtle } = webcrypto;
const generate = subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<webcrypto.CryptoKeyPair>;
const folder = inject('keyFolder');
let next = 0;

const fromFolder: typeof generate = async (algorithm, extractable, usages) => {
  const { name, modulusLength } = algorithm as { name: string; modulusLength?: number };
  if (name !== 'RSASSA-PKCS1-v1_5' || modulusLength !== 2048) return generate(algorithm, extractable, usages);
  const file = join(folder, `${next++}`);
  const { pkcs8, spki } = kept(file) ?? (await keep(file, await generate(algorithm, true, usages)));
  const imported = (format: 'pkcs8' | 'spki', der: string, usage: 'sign' | 'verify') =>
    subtle.importKey(format, Buffer.from(der, 'base64'), algorithm as never, true, [usage]);
  const [privateKey, publicKey] = [
    await imported('pkcs8', pkcs8, 'sign'),
    await imported('spki', spki, 'verify'),
  ];
  return { privateKey, publicKey };
};
Object.defineProperty(subtle, 'generateKey', { value: fromFolder as Subtle['generateKey'] });

interface Kept {
  pkcs8: string;
  spki: string;
}

function kept(file: string): Kept | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return null;
  }
}

async function keep(file: string, { privateKey, publicKey }: webcrypto.CryptoKeyPair): Promise<Kept> {
  const base64 = async (format: 'pkcs8' | 'spki', key: webcrypto.CryptoKey) =>
    Buffer.from(await subtle.exportKey(format, key)).toString('base64');
  const key = { pkcs8: await base64('pkcs8', privateKey), spki: await base64('spki', publicKey) };
  // Whole or not at all: another file may read it at this moment.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, JSON.stringify(key), { mode: 0o600 });
  renameSync(part, file);
  return key;
}
