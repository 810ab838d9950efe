/** Fetching metadata: what a server may be, say and take time for, tried against one on this machine. */
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { isPublicAddress, lookUpReachable, mayReach } from '#lib/connections/reach.ts';
import { metadataLimit } from '#lib/connections/schema.ts';
import { setEnv } from '#lib/env.ts';
import { listening, makePair } from '#tests/db/tls-kit.ts';

const roots = getCACertificates('default');
let server: Server;
let base = '';
let trusted = '';
let followed = 0;

const answers: Record<string, (response: ServerResponse) => void> = {
  '/metadata': (response) => response.end('<EntityDescriptor/>'),
  '/at-the-cap': (response) => response.end(Buffer.alloc(metadataLimit, 'x')),
  '/too-large': (response) => response.end(Buffer.alloc(metadataLimit + 1, 'x')),
  '/no-utf-8': (response) => response.end(Buffer.from([0xff, 0xfe])),
  '/moved': (response) => response.writeHead(302, { location: '/followed' }).end(),
  '/followed': (response) => {
    followed += 1;
    response.end();
  },
  '/silent': () => undefined,
  '/half': (response) => void response.write('<EntityDescriptor'),
  '/cut': (response) =>
    response.writeHead(200, { 'content-length': '100' }).write('<E', () => response.destroy()),
};

beforeAll(async () => {
  const pair = await makePair();
  trusted = pair.cert;
  server = createServer(pair, (request, response) => answers[request.url ?? '']?.(response));
  base = `https://localhost:${await listening(server)}`;
  setDefaultCACertificates([...roots, trusted]);
});

afterAll(() => {
  setDefaultCACertificates(roots);
  server.closeAllConnections();
  server.close();
});

const said = (path: string, options = {}) =>
  fetchMetadata(base + path, options).then(
    (text) => text,
    (error: { fields?: { metadata?: string } }) => error.fields?.metadata ?? String(error),
  );

describe('metadata is fetched', () => {
  it('as it is, up to 512 kB', async () => {
    expect(await said('/metadata')).toBe('<EntityDescriptor/>');
    expect(await said('/at-the-cap')).toHaveLength(metadataLimit);
  });

  it('not past 512 kB, and not as anything but UTF-8', async () => {
    expect(await said('/too-large')).toBe('The metadata is larger than 512 kB.');
    expect(await said('/no-utf-8')).toBe('The metadata is not UTF-8.');
  });

  it.each(['/silent', '/half'])('not from who takes longer than the limit: %s', async (path) => {
    expect(await said(path, { seconds: 0.2 })).toContain('no answer within 0.2 s');
  });

  it('from who hangs up in the middle in a sentence, and never as an error of ours', async () => {
    expect(await said('/cut')).toMatch(/did not give its metadata: .+ Save it to a file/);
  });

  it('not from where a redirect leads', async () => {
    expect(await said('/moved')).toContain('answered 302. A redirect is not followed');
    expect(followed).toBe(0);
  });

  it('not from whose certificate nobody vouches for', async () => {
    setDefaultCACertificates(roots);
    const refused = await said('/metadata');
    setDefaultCACertificates([...roots, trusted]);
    expect(refused).toContain('SELF_SIGNED');
  });
});

describe('where others reach the console', () => {
  const settings = { PUBLIC_URL: 'https://gatehouse.example.com', METADATA_ALLOWED_NETWORKS: '' };
  beforeAll(() => setEnv(settings));
  afterAll(() => setEnv({ PUBLIC_URL: '', METADATA_ALLOWED_NETWORKS: '' }));

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', '100.64.0.1'])(
    '%s is no public address',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
      expect(mayReach(address)).toBe(false);
    },
  );

  it.each([
    'https://169.254.169.254/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://0x7f000001/x',
    'http://localhost/x',
  ])('%s is not fetched', async (address) => {
    await expect(fetchMetadata(address)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('no public address'),
    });
  });

  it('plain http is not, wherever it leads', async () => {
    await expect(fetchMetadata('http://8.8.8.8/x')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('the address that is connected to is judged, and not one that was looked up before', async () => {
    expect(await said('/metadata')).toContain('no public address');
    setEnv({ ...settings, METADATA_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128' });
    const reached = await said('/metadata');
    setEnv(settings);
    expect(reached).toBe('<EntityDescriptor/>');
  });

  it('a network that is named may be reached, and none beside it', () => {
    setEnv({ ...settings, METADATA_ALLOWED_NETWORKS: '10.20.0.0/24' });
    const reached = ['10.20.0.7', '::ffff:10.20.0.7', '10.20.1.7', '192.168.0.1', '8.8.8.8'].map(mayReach);
    setEnv(settings);
    expect(reached).toEqual([true, true, false, false, true]);
  });

  it('a name of which one address may not be reached is refused as a whole', async () => {
    const outcome = await new Promise((resolve) => {
      lookUpReachable('localhost', { all: true }, (error) => resolve(error?.name));
    });
    expect(outcome).toBe('Unreachable');
  });
});
