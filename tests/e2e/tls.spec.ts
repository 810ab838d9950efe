import { rmSync } from 'node:fs';
import { request } from 'node:https';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import {
  cameUp,
  ownSettings,
  type Product,
  type Settings,
  type Start,
  startUp,
} from '#tests/support/product.ts';
import { signIn } from '#tests/support/sign-in.ts';
import { agreed, makePair, type Pair, pairFiles } from '../db/tls-kit.ts';

test.describe.configure({ mode: 'serial' });
// The certificate is made for this test and known by its fingerprint.
test.use({ ignoreHTTPSErrors: true });

let settings: Settings;
let start: Start;
let pair: Pair;
let files: ReturnType<typeof pairFiles>;

test.beforeAll(async () => {
  pair = await makePair();
  files = pairFiles(pair);
  settings = {
    ...(await ownSettings()),
    TLS_CERT_FILE: files.certFile,
    TLS_KEY_FILE: files.keyFile,
  };
  start = startUp(settings);
  await cameUp(start);
});

test.afterAll(async () => {
  start.process.kill('SIGTERM');
  await start.exit;
  files.remove();
  rmSync(dirname(settings.DATA_DIR ?? ''), { recursive: true, force: true });
});

const consoleUrl = () => `https://localhost:${settings.PORT}`;

test('with TLS files one start brings up console and gate by TLS, and names them so', async () => {
  expect(start.printed()).toContain(`Console   ${consoleUrl()}`);
  for (const port of [settings.PORT, settings.GATE_PORT]) {
    const { protocol, fingerprint } = await agreed(Number(port));
    expect([protocol, fingerprint]).toEqual(['TLSv1.3', pair.fingerprint]);
    await expect(
      agreed(Number(port), { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  }
});

test('people sign in over it, and browsers are told to come by TLS from then on', async ({ page }) => {
  const product = { consoleUrl: consoleUrl(), idpUrl: `http://127.0.0.1:${settings.IDP_PORT}` } as Product;
  await signIn(page, product, 'viewer');
  const answer = await page.goto(`${consoleUrl()}/keys`);
  expect(answer?.status()).toBe(200);
  expect((await answer?.securityDetails())?.protocol).toBe('TLS 1.3');
  expect(answer?.headers()['strict-transport-security']).toMatch(/^max-age=63072000/);
  // What the front door answers itself, before any page, says so as well.
  const own = await page.request.get(`${consoleUrl()}/healthz`);
  const refused = await page.request.post(`${consoleUrl()}/keys`, { data: 'x'.repeat(1_100_000) });
  expect([own.status(), refused.status()]).toEqual([200, 413]);
  for (const each of [own, refused])
    expect(each.headers()['strict-transport-security']).toMatch(/^max-age=63072000/);
});

test('a page asked for by TLS 1.2 is served', async () => {
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${consoleUrl()}/sign-in`, {
      ...{ maxVersion: 'TLSv1.2', rejectUnauthorized: false, agent: false },
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.end();
  });
  expect(status).toBe(200);
});
