import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childEnv } from '#lib/env.ts';

interface Ended {
  code: number | null;
  said: string;
}

function run(environment: Record<string, string>): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, ['dev/idp/main.ts'], {
    env: childEnv({ DATA_DIR: mkdtempSync(join(tmpdir(), 'idp-')), LOG_LEVEL: 'info', ...environment }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return {
    child,
    output: () => said,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, said }))),
  };
}

async function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test('a taken port ends the start with a sentence that names the port and its variable', async () => {
  const { port, release } = await holdPort();
  const { code, said } = await run({ IDP_PORT: String(port) }).ended;
  await release();
  expect(code).toBe(2);
  expect(said).toContain(`Port ${port} is taken`);
  expect(said).toContain('IDP_PORT');
  expect(said).not.toContain('    at ');
});

test('a wrong variable ends the start with its name', async () => {
  const { code, said } = await run({ IDP_PORT: 'seven' }).ended;
  expect([code, said.includes('IDP_PORT is wrong')]).toEqual([2, true]);
});

test.each<Record<string, string>>([{ PUBLIC_URL: 'https://console.example.com' }, { HOST: '0.0.0.0' }])(
  'it does not start beside a console that others can reach: %o',
  async (environment) => {
    const { code, said } = await run(environment).ended;
    expect(code).toBe(2);
    expect(said).toContain('loopback only');
  },
);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it with 0, even while a browser keeps its connection',
  async (signal) => {
    const { port, release } = await holdPort();
    await release();
    const { child, output, ended } = run({ IDP_PORT: String(port) });
    await expect.poll(output, { timeout: 15_000 }).toContain('development IdP ready');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    child.kill(signal);
    expect((await ended).code).toBe(0);
  },
);
