import { spawnSync } from 'node:child_process';
import type { Server } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childEnv, EnvError, readEnv } from '#lib/env.ts';
import { doorOf, serverBehind } from '#lib/tls.ts';
import { call, until } from './gate/calls.ts';
import { agreed, ask, carelessServer, listening, makePair, type Pair, pairFiles, shake } from './tls-kit.ts';

let [ec, rsa, next]: Pair[] = [];
const open = new Set<Server>();
const said: { level: string; message: string; facts: object }[] = [];
const noting = (level: string) => (facts: object, message: string) => {
  said.push({ level, message, facts });
};
const log = { info: noting('info'), warn: noting('warn'), error: noting('error') };

beforeAll(async () => {
  [ec, rsa, next] = await Promise.all([makePair('ec'), makePair('rsa'), makePair('ec')]);
});
afterEach(() => {
  for (const server of open) {
    server.close();
    server.closeAllConnections();
  }
  open.clear();
  said.length = 0;
});

function keep(server: Server): Server {
  open.add(server);
  return server;
}

/** Opens the listener as console and gate do, from the variables of the environment. */
function serve(variables: Record<string, string>): Promise<number> {
  const server = keep(serverBehind(doorOf(readEnv(variables)), {}, log));
  server.on('request', (_, response) => response.end('served'));
  return listening(server, variables.HOST ?? '127.0.0.1');
}

const tlsVariables = ({ certFile, keyFile }: { certFile: string; keyFile: string }) => ({
  TLS_CERT_FILE: certFile,
  TLS_KEY_FILE: keyFile,
});

describe.each(['ec', 'rsa'] as const)('with a certificate of kind %s', (kind) => {
  let files: ReturnType<typeof pairFiles>;
  let pair: Pair;
  beforeAll(() => {
    pair = (kind === 'ec' ? ec : rsa) as Pair;
    files = pairFiles(pair);
  });
  afterAll(() => files.remove());

  test('a caller that can do both is served by TLS 1.3, one that knows only 1.2 by 1.2, with sound suites', async () => {
    const port = await serve(tlsVariables(files));
    expect(await agreed(port)).toMatchObject({
      protocol: 'TLSv1.3',
      suite: 'TLS_AES_256_GCM_SHA384',
      fingerprint: pair.fingerprint,
    });
    const old = await agreed(port, { maxVersion: 'TLSv1.2' });
    expect(old.protocol).toBe('TLSv1.2');
    expect(old.suite).toMatch(/^TLS_ECDHE_(ECDSA|RSA)_WITH_AES_256_GCM_SHA384$/);
  });

  test('the server’s order of suites counts, whatever a caller would rather have', async () => {
    const port = await serve(tlsVariables(files));
    const weakestFirst =
      'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384';
    const { suite } = await agreed(port, { maxVersion: 'TLSv1.2', ciphers: weakestFirst });
    expect(suite).toContain('AES_256_GCM');
  });

  const weak: [what: string, offered: ConnectionOptions][] = [
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    [
      'CBC suites alone',
      {
        maxVersion: 'TLSv1.2',
        ciphers:
          'ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA',
      },
    ],
    ...(kind === 'rsa'
      ? ([
          [
            'RSA key exchange alone',
            { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384:AES128-GCM-SHA256' },
          ],
        ] as [string, ConnectionOptions][])
      : []),
  ];
  test.each(weak)(
    'a caller that offers %s is refused; a careless server would take it',
    async (_, offered) => {
      const careless = await listening(keep(carelessServer(pair)));
      await expect(agreed(careless, offered)).resolves.toBeDefined();
      const port = await serve(tlsVariables(files));
      await expect(agreed(port, offered)).rejects.toMatchObject({
        code: expect.stringMatching(/^E(RR_SSL|PROTO|CONNRESET)/),
      });
    },
  );
});

describe('one listener', () => {
  let files: ReturnType<typeof pairFiles>;
  beforeAll(() => {
    files = pairFiles(ec as Pair);
  });
  afterAll(() => files.remove());

  test('agrees on http/1.1 and ends a handshake that offers h2 alone', async () => {
    const port = await serve(tlsVariables(files));
    expect((await agreed(port, { ALPNProtocols: ['h2', 'http/1.1'] })).alpn).toBe('http/1.1');
    await expect(agreed(port, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/);
  });

  test('that serves TLS answers nothing in plain HTTP, not even on loopback', async () => {
    const port = await serve(tlsVariables(files));
    await expect(call(port, '/')).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await ask(await shake(port))).toBe('HTTP/1.1 200 OK');
  });

  test('does not renegotiate at a caller’s wish', async () => {
    const port = await serve(tlsVariables(files));
    const socket = await shake(port, { maxVersion: 'TLSv1.2' });
    const refused = await new Promise<Error | null>((resolve) => {
      socket.once('error', resolve);
      socket.renegotiate({}, resolve);
    });
    expect(refused?.message).toMatch(/no renegotiation/);
    socket.destroy();
  });
});

describe('a certificate that is renewed', () => {
  let files: ReturnType<typeof pairFiles>;
  beforeAll(() => {
    files = pairFiles(ec as Pair);
  });
  afterAll(() => files.remove());

  test('is shown to new callers while an old connection goes on', async () => {
    const port = await serve(tlsVariables(files));
    const old = await shake(port);
    expect(await ask(old)).toBe('HTTP/1.1 200 OK');
    files.write(next as Pair);
    await until(async () => (await agreed(port)).fingerprint === next?.fingerprint, 'the new one is shown');
    expect(old.getPeerCertificate().fingerprint256).toBe(ec?.fingerprint);
    expect(await ask(old)).toBe('HTTP/1.1 200 OK');
    old.destroy();
    // What was chosen for the first certificate holds for the second.
    await expect(
      agreed(port, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow();
    await expect(
      agreed(port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }),
    ).rejects.toThrow();
  });

  test.each<[what: string, spoil: () => void, reason: RegExp]>([
    ['half written', () => files.writeCert(next?.cert.slice(0, 300) ?? ''), /holds no certificate/],
    [
      'cut off in its chain',
      () => files.writeCert(`${ec?.cert}\n${next?.cert.slice(0, 300)}`),
      /chain is cut off/,
    ],
    ['of another key', () => files.writeCert(next?.cert ?? ''), /is not the key of/],
    ['gone', () => files.remove(), /cannot be read \(ENOENT\)/],
  ])('but %s leaves the old one in force and is said once', async (_, spoil, reason) => {
    files.remove();
    files = pairFiles(ec as Pair);
    const port = await serve(tlsVariables(files));
    spoil();
    await until(async () => said.length > 0, 'the fault is said');
    expect(said).toEqual([
      {
        level: 'error',
        message: expect.stringMatching(/the old one stays/),
        facts: { reason: expect.stringMatching(reason) },
      },
    ]);
    expect((await agreed(port)).fingerprint).toBe(ec?.fingerprint);
  });

  test('is taken up once it is whole', async () => {
    files.remove();
    files = pairFiles(ec as Pair);
    const port = await serve(tlsVariables(files));
    files.writeCert(next?.cert ?? '');
    await until(async () => said.length > 0, 'the half pair is said');
    files.writeKey(next?.key ?? '');
    await until(async () => (await agreed(port)).fingerprint === next?.fingerprint, 'the new one is shown');
    expect(said.map(({ level }) => level)).toEqual(['error', 'info']);
  });
});

describe('a start that may not serve is a sentence', () => {
  const sentence = (variables: Record<string, string>) => {
    try {
      doorOf(readEnv(variables));
    } catch (error) {
      if (error instanceof EnvError) return error.lines;
      throw error;
    }
    return [];
  };

  test('for a certificate without a key, and a key without a certificate', () => {
    expect(sentence({ TLS_CERT_FILE: '/c' })).toEqual([
      'TLS_KEY_FILE is missing: certificate and key belong together, for example TLS_KEY_FILE=/etc/gatehouse/tls.key',
    ]);
    expect(sentence({ TLS_KEY_FILE: '/k' })).toEqual([
      'TLS_CERT_FILE is missing: certificate and key belong together, for example TLS_CERT_FILE=/etc/gatehouse/tls.crt',
    ]);
  });

  test.each<[what: string, made: () => Promise<{ cert?: string; key?: string }>, reason: RegExp]>([
    ['a key of another certificate', async () => ({ key: next?.key }), /^TLS_KEY_FILE .* is not the key of/],
    ['a certificate that is none', async () => ({ cert: 'none' }), /^TLS_CERT_FILE .* holds no certificate/],
    ['a key that is none', async () => ({ key: 'none' }), /^TLS_KEY_FILE .* holds no private key/],
    [
      'a certificate that has ended',
      () => makePair('ec', { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2021-01-01') }),
      /^The certificate in TLS_CERT_FILE .* ended at .*2021 GMT: renew it\.$/,
    ],
    [
      'a certificate that has not begun',
      () => makePair('ec', { notBeforeDate: new Date('2990-01-01'), notAfterDate: new Date('2991-01-01') }),
      /^The certificate in TLS_CERT_FILE .* begins only at .*2990 GMT\.$/,
    ],
  ])('for %s', async (_, made, reason) => {
    const files = pairFiles({ ...(ec as Pair), ...(await made()) });
    expect(sentence(tlsVariables(files))).toEqual([expect.stringMatching(reason)]);
    files.remove();
    expect(sentence(tlsVariables(files))).toEqual([
      expect.stringMatching(/^TLS_CERT_FILE .* cannot be read \(ENOENT\)/),
    ]);
  });

  test('for an address in the browser by plain HTTP that is not loopback; with a certificate it is https by itself', () => {
    const files = pairFiles(ec as Pair);
    expect(sentence({ ...tlsVariables(files), PUBLIC_URL: 'http://console.example.com' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL is wrong: .* it should begin with https:/),
    ]);
    expect(sentence({ ...tlsVariables(files), PUBLIC_URL: 'http://localhost:3000' })).toHaveLength(1);
    expect(sentence({ PUBLIC_URL: 'http://console.example.com' })).toHaveLength(1);
    expect(sentence({ PUBLIC_URL: 'http://127.0.0.1.example.com' })).toHaveLength(1);
    expect(sentence({ PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
    expect(sentence({ PUBLIC_URL: 'https://console.example.com', TRUSTED_PROXIES: '127.0.0.1/32' })).toEqual(
      [],
    );
    expect(sentence({ ...tlsVariables(files), HOST: '0.0.0.0' })).toEqual([]);
    expect(readEnv(tlsVariables(files))).toMatchObject({
      publicUrl: 'https://localhost:3000',
      gateUrl: 'https://localhost:8080',
    });
    files.remove();
  });

  test('for plain HTTP that other machines can reach, or proxies that are everybody', () => {
    expect(sentence({ HOST: '0.0.0.0' })).toEqual([
      expect.stringMatching(
        /^HOST 0\.0\.0\.0 can be reached from other machines, and plain HTTP is for this one/,
      ),
    ]);
    expect(sentence({ HOST: '::' })).toHaveLength(1);
    const everybody = [expect.stringMatching(/^TRUSTED_PROXIES is wrong: .* is everybody/)];
    const files = pairFiles(ec as Pair);
    const ways: Record<string, string>[] = [{ HOST: '0.0.0.0' }, {}, tlsVariables(files)];
    for (const TRUSTED_PROXIES of ['0.0.0.0/0', '10.0.4.0/24,::/0'])
      for (const way of ways) expect(sentence({ ...way, TRUSTED_PROXIES })).toEqual(everybody);
    files.remove();
    expect(sentence({ HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.4.0/24' })).toEqual([]);
    expect(sentence({ HOST: '::1' })).toEqual([]);
  });

  test('for a proxy in front that nobody named: all callers would be one', () => {
    expect(sentence({ PUBLIC_URL: 'https://console.example.com' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL https:.* TRUSTED_PROXIES names none/),
    ]);
    const files = pairFiles(ec as Pair);
    const own = { ...tlsVariables(files), HOST: '0.0.0.0', PUBLIC_URL: 'https://console.example.com' };
    expect(sentence(own)).toEqual([]);
    files.remove();
  });

  test.each(['server.ts', 'dev/up.ts'])('%s says it and ends with 2', (file) => {
    const { status, stderr } = spawnSync(process.execPath, [file], {
      env: childEnv({
        HOST: '0.0.0.0',
        TRUSTED_PROXIES: '',
      }),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^HOST 0\.0\.0\.0 .*\n$/),
    });
  });
});

describe('plain HTTP behind proxies', () => {
  const behind = { HOST: '0.0.0.0', TRUSTED_PROXIES: '127.0.0.9' };

  test('is taken from them and from this machine, and closed to every other address', async () => {
    const port = await serve(behind);
    expect((await call(port, '/', { from: '127.0.0.9' })).body).toBe('served');
    expect((await call(port, '/', { from: '127.0.0.1' })).body).toBe('served');
    for (const from of ['127.0.0.2', '127.0.0.90'])
      await expect(call(port, '/', { from, headers: { 'X-Forwarded-For': '127.0.0.9' } })).rejects.toThrow(
        /hang up|ECONNRESET/,
      );
    expect(said).toEqual([
      { level: 'warn', message: expect.stringMatching(/plain HTTP/), facts: { address: '127.0.0.2' } },
    ]);
  });

  test('tells IPv4 callers apart on a listener for both families', async () => {
    const port = await serve({ ...behind, HOST: '::' });
    expect((await call(port, '/', { from: '127.0.0.9' })).body).toBe('served');
    await expect(call(port, '/', { from: '127.0.0.2' })).rejects.toThrow(/hang up|ECONNRESET/);
  });

  test('on a loopback host is taken from every address of this machine', async () => {
    const port = await serve({ TRUSTED_PROXIES: '127.0.0.9' });
    expect((await call(port, '/', { from: '127.0.0.2' })).body).toBe('served');
  });
});
