/** Whatever costs the console work is counted by the caller's network, before the work is done. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { cameUp, ownSettings, type Settings, type Start, startUp } from '#tests/support/product.ts';

test.describe.configure({ mode: 'serial' });

const limit = 6;
let settings: Settings;
let start: Start;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  // `up` asks its console for readiness from an address of its own, and must not use up what is counted here.
  settings = { ...(await ownSettings()), PAGE_LIMIT_PER_MINUTE: String(limit) };
  start = startUp(settings);
  await cameUp(start);
});

test.afterAll(async () => {
  start?.process.kill('SIGTERM');
  await start?.exit;
  rmSync(dirname(settings?.DATA_DIR ?? ''), { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** One request of somebody at `address`, as the trusted proxy passes it on. */
function ask(
  address: string,
  path: string,
  more: { method?: string; cookie?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-forwarded-for': address, ...(more.cookie && { cookie: more.cookie }) };
    const call = request(
      {
        host: '127.0.0.1',
        port: settings.PORT,
        path,
        method: more.method ?? 'GET',
        headers,
        localAddress: '127.0.0.9',
        agent: false,
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    );
    call.on('error', reject);
    call.end();
  });
}

/** Asks until it is refused. The minute may turn meanwhile: of twice as many and one, one minute holds too many. */
async function untilRefused(knock: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.at(-1)?.status !== 429 && answers.length < 2 * limit + 1) answers.push(await knock());
  return answers;
}

const doors: [name: string, path: string, more?: () => { method?: string; cookie?: string }][] = [
  ['the sign-in page', '/sign-in'],
  ['the sign-in page that is asked for by HEAD', '/sign-in', () => ({ method: 'HEAD' })],
  ['the set-up page', '/setup'],
  ['a refusal page', '/sign-in/refused?reference=GH-7K2M-94QX-W3TB-27HN'],
  ['what is not there', '/nothing-here'],
  ['readiness', '/readyz'],
  ['a path that climbs out of the files', '/_next/static/../../sign-in'],
  [
    'a page with a new made-up session each time',
    '/',
    () => ({ cookie: `__Host-gatehouse=${randomBytes(32).toString('base64url')}` }),
  ],
];

test('whatever costs work ends in 429 past the limit, and another network goes on', async () => {
  test.setTimeout(180_000);
  for (const [i, [name, path, more]] of doors.entries()) {
    const answers = await untilRefused(() => ask(`198.51.100.${i + 1}`, path, more?.()));
    expect(answers.length, `${name}: so many are allowed`).toBeGreaterThan(limit);
    const refused = answers.at(-1);
    expect(refused?.status, name).toBe(429);
    expect(refused?.headers, name).toMatchObject({ 'retry-after': '60', connection: 'close' });
    expect(refused?.headers['content-type'], name).toMatch(/^text\/plain/);
    expect((await ask(`203.0.113.${i + 1}`, path, more?.())).status, name).not.toBe(429);
  }
});

test('files of the build and the sign of life do not count', async () => {
  const address = '192.0.2.1';
  const page = await ask('192.0.2.2', '/sign-in');
  const [file = ''] = /\/_next\/static\/[^"'\\]+\.js/.exec(page.body) ?? [];
  expect(file).not.toBe('');
  for (let times = 0; times < 2 * limit + 1; times++) {
    expect((await ask(address, file)).status).toBe(200);
    expect((await ask(address, '/healthz')).status).toBe(200);
  }
  expect((await ask(address, '/sign-in')).status).toBe(200);
});
