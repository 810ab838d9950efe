import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as me } from '#app/api/v1/me/route.ts';
import { POST as acs } from '#app/saml/[connection]/acs/route.ts';
import { GET as login } from '#app/saml/[connection]/login/route.ts';
import { GET as metadata } from '#app/saml/[connection]/metadata/route.ts';
import { GET as sloGet, POST as sloPost } from '#app/saml/[connection]/slo/route.ts';
import { POST as signOut } from '#app/sign-out/route.ts';
import { demoPeople } from '#dev/idp/people.ts';
import { type RunningIdp, startIdp } from '#dev/idp/server.ts';
import { removeConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { withRequest } from '#lib/request.ts';
import { makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { world } from '../support/world.ts';

/** The routes of sign-in over real HTTP, with the development IdP as it runs for everybody, each on a port of its own. */
const house = world();
let server: Server;
let idp: RunningIdp;
let url = '';

type Route = (request: Request, segment: { params: Promise<{ connection: string }> }) => Promise<Response>;
const routes: Record<string, Route> = {
  'GET login': login,
  'POST acs': acs,
  'GET metadata': metadata,
  'GET slo': sloGet,
  'POST slo': sloPost,
};

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const request = new Request(`${url}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as Record<string, string>,
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  const [, connection = '', door = ''] = /^\/saml\/([^/]+)\/([a-z]+)/.exec(incoming.url ?? '') ?? [];
  const route = routes[`${incoming.method} ${door}`];
  const own = incoming.url === '/sign-out' ? signOut : incoming.url === '/api/v1/me' ? me : null;
  const facts = { address: incoming.socket.remoteAddress ?? '', tlsVersion: null, userAgent: 'curl' };
  const response = await withRequest(facts, async () => {
    if (own) return own(request);
    return route ? route(request, { params: Promise.resolve({ connection }) }) : new Response('a page');
  });
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(await response.text());
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  setEnv({ PUBLIC_URL: url, LOG_LEVEL: 'silent', SIGN_IN_LIMIT_PER_MINUTE: '100000' });
  idp = await startIdp({ dataDir: house.dataDir, publicUrl: url, reuseCodes: true });
  const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
  await must(
    removeConnection,
    { id, reason: 'the real one follows' },
    { kind: 'cli', id: 'cli:test', name: 'test' },
  );
  await makeConnection({ slug: 'dev', name: 'Development IdP', metadata: idp.metadata() });
  for (const { email, name, role } of demoPeople)
    if (role === 'security-officer' || role === 'account-owner') await makeOperator({ email, name, role });
});

afterAll(async () => {
  setEnv({ PUBLIC_URL: '' });
  await idp?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** A browser between the two hosts: a jar for each, redirects followed, posting pages posted. */
class Visitor {
  readonly jars = new Map<string, Map<string, string>>();

  async go(target: string, init: RequestInit = {}): Promise<{ status: number; url: string; text: string }> {
    const { hostname } = new URL(target);
    const jar = this.jars.get(hostname) ?? new Map<string, string>();
    this.jars.set(hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(target, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /Max-Age=0/.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const next = response.headers.get('location') ?? response.headers.get('refresh')?.replace('0; url=', '');
    if (next) return this.go(new URL(next, target).href);
    return this.#posted({ status: response.status, url: target, text: await response.text() });
  }

  async signIn(name: string, query = '?returnTo=%2Fkeys') {
    const page = await this.go(`${url}/saml/dev/login${query}`);
    if (!page.text.includes('One-time code')) return page;
    const subject = /^(owner|security)@/.exec(name)?.[1] ?? 'security';
    return this.go(`${idp.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({
        request: field(page.text, 'request'),
        name,
        password: 'gatehouse',
        code: idp.currentCode(`${subject}@gatehouse.test`),
      }),
    });
  }

  me = () => this.go(`${url}/api/v1/me`);

  // The page that a browser's script, or its button, posts to the console.
  #posted(page: { status: number; url: string; text: string }) {
    const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1];
    const names = [...page.text.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"/g)].map(
      (m) => m[1] ?? '',
    );
    const isSaml = names.some((name) => name.startsWith('SAML'));
    if (!action || !isSaml) return page;
    const body = new URLSearchParams(names.map((name) => [name, field(page.text, name)]));
    return this.go(new URL(plain(action), page.url).href, { method: 'POST', body });
  }
}

const plain = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replace(/&amp;/g, '&');
const field = (page: string, name: string) =>
  plain(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '');

describe('with the development IdP over HTTP', () => {
  it('a person with password and code is signed in and back where they wanted to be', async () => {
    const visitor = new Visitor();
    const page = await visitor.signIn('security@gatehouse.test');
    expect(page.url).toBe(`${url}/keys`);
    const body = JSON.parse((await visitor.me()).text);
    expect(body).toMatchObject({
      operator: { email: 'security@gatehouse.test' },
      roles: [{ slug: 'security-officer' }],
    });
    expect(visitor.jars.get('127.0.0.1')?.has('__Host-gatehouse')).toBe(false);
  });

  it('an encrypted assertion is opened', async () => {
    const visitor = new Visitor();
    expect((await visitor.signIn('encrypted@gatehouse.test')).url).toBe(`${url}/keys`);
  });

  it('a forced authentication asks again and gives a newer proof', async () => {
    const visitor = new Visitor();
    await visitor.signIn('security@gatehouse.test');
    const first = JSON.parse((await visitor.me()).text).session.proofAt;
    // Without force the IdP's own session answers, with the instant of its own sign-in.
    await visitor.signIn('security@gatehouse.test');
    expect(JSON.parse((await visitor.me()).text).session.proofAt).toBe(first);
    await visitor.signIn('security@gatehouse.test', '?returnTo=%2Fkeys&force=1');
    const later = JSON.parse((await visitor.me()).text).session.proofAt;
    expect(Date.parse(later)).toBeGreaterThan(Date.parse(first));
  });

  it('signing out ends both sessions and comes back', async () => {
    const visitor = new Visitor();
    await visitor.signIn('owner@gatehouse.test');
    const page = await visitor.go(`${url}/sign-out`, { method: 'POST', headers: { origin: url } });
    expect(page.url).toBe(`${url}/signed-out`);
    expect((await visitor.me()).status).toBe(401);
    expect((await visitor.go(`${url}/saml/dev/login`)).text).toContain('One-time code');
  });

  it('signing out at the IdP ends the session here', async () => {
    const visitor = new Visitor();
    await visitor.signIn('owner@gatehouse.test');
    expect((await visitor.me()).status).toBe(200);
    const page = await visitor.go(`${idp.url}/sign-out`, { method: 'POST', body: new URLSearchParams() });
    expect(page.text).toContain('Signed out everywhere');
    expect((await visitor.me()).status).toBe(401);
  });

  it.each([
    ['no-mfa', 'mfa'],
    ['expired', 'time'],
    ['future', 'time'],
    ['wrong-audience', 'audience'],
    ['wrong-issuer', 'issuer'],
    ['wrong-destination', 'destination'],
    ['wrong-recipient', 'recipient'],
    ['wrong-in-response-to', 'in-response-to'],
    ['unsigned', 'signature-missing'],
    ['unsigned-response', 'signature-missing'],
    ['unsigned-assertion', 'signature-missing'],
    ['wrong-key', 'signature'],
    ['sha1', 'signature-shape'],
    ['tampered', 'signature'],
    ['status-denied', 'status'],
    ['two-assertions', 'structure'],
    ['wrapped', 'structure'],
    ['doctype', 'lexical'],
    ['stale-authn', 'authn-instant'],
    ['no-nameid', 'subject'],
    ['comment-in-nameid', 'lexical'],
    ['unknown', 'operator'],
  ])('%s@ is refused by the rule %s', async (failure, rule) => {
    const visitor = new Visitor();
    const page = await visitor.signIn(`${failure}@gatehouse.test`);
    expect(new URL(page.url).pathname).toBe(rule === 'mfa' ? '/sign-in/second-factor' : '/sign-in/refused');
    const reference = new URL(page.url).searchParams.get('reference') ?? '';
    expect((await db().auditEvent.findUniqueOrThrow({ where: { reference } })).code).toBe(rule);
    expect((await visitor.me()).status).toBe(401);
  });
});
