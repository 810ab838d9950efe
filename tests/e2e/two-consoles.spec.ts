import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '#dev/processes.ts';
import { childEnv } from '#lib/env.ts';
import { expect, test } from '#tests/support/browser.ts';
import { freePort } from '#tests/support/cluster.ts';
import type { Product } from '#tests/support/product.ts';
import { signIn } from '#tests/support/sign-in.ts';

const root = join(import.meta.dirname, '../..');

/** A second console of the same build on the same database, as a balancer would have behind it. */
async function secondConsole({ consoleUrl, dataDir, databaseUrls }: Product) {
  const port = await freePort();
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', 'server.ts'], {
    cwd: root,
    env: childEnv({
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      LOG_LEVEL: 'error',
      PORT: String(port),
      PUBLIC_URL: consoleUrl,
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrls.DATABASE_URL,
      DATABASE_MIGRATE_URL: '',
      DATABASE_GATE_URL: '',
    }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://localhost:${port}`;
  const ready = () =>
    fetch(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  if (!(await until(ready, 20_000))) {
    await end(child);
    throw new Error('the second console did not become ready');
  }
  return { url, child };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** A response that the development IdP made for a real request, and what the browser that asked would send with it. */
async function responseFor({ consoleUrl, idpUrl }: Product) {
  const begun = await fetch(`${consoleUrl}/saml/dev/login`, { redirect: 'manual' });
  const cookie = begun.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const page = await (await fetch(begun.headers.get('location') ?? '')).text();
  const { codes } = (await (await fetch(`${idpUrl}/codes`)).json()) as { codes: Record<string, string> };
  const person = 'security@gatehouse.test';
  const posted = await fetch(`${idpUrl}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({
      request: field(page, 'request'),
      name: person,
      password: 'gatehouse',
      code: codes[person] ?? '',
    }),
  });
  const answer = await posted.text();
  const fields = { SAMLResponse: field(answer, 'SAMLResponse'), RelayState: field(answer, 'RelayState') };
  return { cookie, body: new URLSearchParams(fields).toString() };
}

const plain = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replace(/&amp;/g, '&');
const field = (page: string, name: string) =>
  plain(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '');

test('fifty copies of one response posted at once to two console processes give exactly one session', async ({
  product,
}) => {
  test.setTimeout(40_000);
  const database = new pg.Client({ connectionString: product.databaseUrls.DATABASE_MIGRATE_URL });
  await database.connect();
  const count = async () =>
    (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM session')).rows[0]?.n ?? 0;
  const second = await secondConsole(product);
  try {
    const { cookie, body } = await responseFor(product);
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const response = await fetch(`${i % 2 ? second.url : product.consoleUrl}/saml/dev/acs`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            cookie,
            'content-type': 'application/x-www-form-urlencoded',
            origin: product.idpUrl,
            'sec-fetch-site': 'cross-site',
          },
          body,
        });
        const location = (response.headers.get('location') ?? '').replace(/GH-[0-9A-Z-]+$/, 'GH');
        const holdsSession = response.headers
          .getSetCookie()
          .some((c) => /^__Host-gatehouse=[\w-]{43};/.test(c));
        return { console: i % 2, answer: `${response.status} ${location}`, holdsSession };
      }),
    );
    expect((await count()) - before).toBe(1);
    expect(answers.filter((a) => a.holdsSession)).toHaveLength(1);
    const refused = answers.filter((a) => !a.holdsSession);
    expect([...new Set(refused.map((a) => a.answer))]).toEqual([
      `303 ${product.consoleUrl}/sign-in/refused?reference=GH`,
    ]);
    // Both were asked and both judged: the loser is no console that was down.
    expect(new Set(refused.map((a) => a.console)).size).toBe(2);
  } finally {
    await end(second.child);
    await database.end();
  }
});

test('a session that ends at one console loses its stream at the other', async ({ browser, product }) => {
  test.setTimeout(60_000);
  const second = await secondConsole(product);
  try {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, product, 'viewer');
    const cookies = await page.context().cookies(product.consoleUrl);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    // As the same browser: a session that is carried into another one has no stream.
    const userAgent = await page.evaluate(() => navigator.userAgent);
    const stream = await fetch(`${second.url}/live`, { headers: { cookie, 'user-agent': userAgent } });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (word: string) => {
      while (!heard.includes(word)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) return;
        heard += value;
      }
    };
    await hear('event: state');
    const ended = await page.request.post(`${product.consoleUrl}/sign-out`, {
      headers: { origin: product.consoleUrl, 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    expect(ended.status()).toBeLessThan(400);
    await hear('event: ended');
    expect(heard).toContain('event: ended');
    await page.context().close();
  } finally {
    await end(second.child);
  }
});
