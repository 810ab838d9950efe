import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type RunningIdp, startIdp } from '#dev/idp/server.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'idp-'));
});

const file = (name: string) => join(dataDir, 'idp', name);
const certificate = (idp: RunningIdp) => /X509Certificate>([^<]+)/.exec(idp.metadata())?.[1];

async function started<T>(read: (idp: RunningIdp) => T): Promise<T> {
  const idp = await startIdp({ dataDir, publicUrl: 'http://localhost:3000' });
  try {
    return read(idp);
  } finally {
    await idp.close();
  }
}

test('key and seeds outlive a restart, in files that are closed to other users', async () => {
  const first = await started(certificate);
  const seeds = readFileSync(file('people.json'), 'utf8');
  expect(await started(certificate)).toBe(first);
  expect(readFileSync(file('people.json'), 'utf8')).toBe(seeds);
  expect(readdirSync(file('.')).sort()).toEqual(['people.json', 'signing.json']);
  for (const name of ['people.json', 'signing.json']) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
  expect(statSync(file('.')).mode & 0o777).toBe(0o700);
});

test.each(['', '{', '{"privateKey":"x","certificate":"y"}', '[]'])(
  'a file that a kill left as "%s" is made anew',
  async (rest) => {
    await started(certificate);
    writeFileSync(file('signing.json'), rest);
    writeFileSync(file('people.json'), rest);
    writeFileSync(file('signing.json.x.part'), 'half');
    const code = await started((idp) => idp.currentCode('owner@gatehouse.test'));
    expect(code).toMatch(/^\d{6}$/);
    expect(readdirSync(file('.')).sort()).toEqual(['people.json', 'signing.json']);
  },
);

test('a person added since gets a seed, and the others keep theirs', async () => {
  await started(() => {});
  const { 'viewer@gatehouse.test': _gone, ...rest } = JSON.parse(readFileSync(file('people.json'), 'utf8'));
  writeFileSync(file('people.json'), JSON.stringify(rest));
  await started(() => {});
  const now = JSON.parse(readFileSync(file('people.json'), 'utf8'));
  expect(now).toMatchObject(rest);
  expect(now['viewer@gatehouse.test']).toMatch(/^[A-Z2-7]{32}$/);
});
