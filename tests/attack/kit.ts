import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from 'vitest';
import { certificateBody, makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { makeResponse, type ResponseParameters } from '#dev/idp/response.ts';
import { recordEvent } from '#lib/audit/record.ts';
import { db, type Prisma, transaction } from '#lib/db/client.ts';
import { env, setEnv } from '#lib/env.ts';
import { strictTransport } from '#lib/request.ts';
import { localOrigin, makeConnection, makeOperator } from '#prisma/factories.ts';
import { openConsole } from '../support/console.ts';
import { world } from '../support/world.ts';

export const publicUrl = 'http://localhost:3000';
export const issuer = 'https://idp.acme.example/metadata';
export const person = 'ada@acme.example';
export const base = `${publicUrl}/saml/acme`;

/** What a started sign-in left: the request's id, its RelayState and the cookies of the browser. */
export interface Started {
  id: string;
  relayState: string;
  /** The AuthnRequest. */
  request: string;
}

/** The request that an answer of /login sends to the IdP. */
export function requestIn(answer: Response): Started {
  const url = new URL(answer.headers.get('location') ?? '');
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const relayState = url.searchParams.get('RelayState') ?? '';
  return { id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState, request: xml };
}

/** The console that this test file asks, over HTTP. */
let port = 0;
const agent = new Agent({ keepAlive: true });
/** What a browser says of itself when a page of another site posts. */
const fromIdp = { origin: 'https://idp.acme.example', 'sec-fetch-site': 'cross-site' };
/** What it says when a page of the console posts. */
export const fromConsole = { origin: publicUrl, 'sec-fetch-site': 'same-origin' };

export interface Asked {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** Sends the head and this much of the body, and waits for the answer with the rest in hand. */
  unfinished?: boolean;
}

/** One request on a socket of its own or a kept one; the answer as `fetch` would give it. */
export function knock(path: string, { method, headers, body, unfinished }: Asked = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port, path, method: method ?? 'GET', headers, agent };
    const call = request(to, async (came) => {
      const chunks: Buffer[] = [];
      for await (const chunk of came) chunks.push(chunk);
      const { statusCode: status = 0, rawHeaders } = came;
      const names = rawHeaders.flatMap((name, i) => (i % 2 ? [] : [[name, rawHeaders[i + 1] ?? '']]));
      const whole = chunks.length > 0 ? Buffer.concat(chunks) : null;
      const answer = new Response(whole, { status, headers: names as [string, string][] });
      if (unfinished) call.destroy();
      resolve(Object.defineProperty(answer, 'url', { value: `${publicUrl}${path}` }));
    });
    call.on('error', reject);
    if (unfinished) call.write(body);
    else call.end(body);
  });
}

/** One browser: its cookies and where it is sent. */
export class Browser {
  readonly cookies = new Map<string, string>();
  address = '203.0.113.7';

  async start(query = '?returnTo=%2Fkeys', slug = 'acme'): Promise<Started> {
    return requestIn(await this.ask(`/saml/${slug}/login${query}`));
  }

  post(fields: Record<string, string> | string, slug = 'acme', more: Asked = {}): Promise<Response> {
    const type = 'application/x-www-form-urlencoded';
    return this.ask(`/saml/${slug}/acs`, {
      method: 'POST',
      body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
      ...more,
      headers: { 'content-type': type, ...fromIdp, ...more.headers },
    });
  }

  /** With its cookies, through a proxy that TRUSTED_PROXIES names and that says from where it comes. */
  async ask(path: string, asked: Asked = {}): Promise<Response> {
    const jar = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const own = { 'user-agent': 'a browser', 'x-forwarded-for': this.address, ...(jar && { cookie: jar }) };
    const headers = Object.entries({ ...own, ...asked.headers }).filter(([, value]) => value !== undefined);
    const answer = await knock(path, { ...asked, headers: Object.fromEntries(headers) });
    this.keep(answer);
    return answer;
  }

  keep(answer: Response): void {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

export interface Acme {
  key: SigningKey;
  operatorId: string;
}

/** The console over HTTP, for the browsers of this file, with its limits lifted. */
export function overHttp(): void {
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    setEnv({
      TRUSTED_PROXIES: '127.0.0.1/32',
      LOG_LEVEL: 'silent',
      SIGN_IN_LIMIT_PER_MINUTE: '100000',
      REFUSAL_LIMIT_PER_MINUTE: '100000',
      DOOR_LIMIT_PER_MINUTE: '100000',
    });
    ({ port, close } = await openConsole());
  });
  afterAll(async () => {
    agent.destroy();
    await close?.();
  });
}

/** A database with the connection `acme` and one person of it, whose IdP signs with a real key. */
export function acme(): Acme {
  world();
  overHttp();
  const made = {} as Acme;
  beforeAll(async () => {
    made.key = await makeSigningKey('Acme IdP');
    await makeConnection({ slug: 'acme', name: 'Acme', metadata: idpMetadata(made.key) });
    made.operatorId = (
      await makeOperator({ connection: 'acme', email: person, role: 'security-officer' })
    ).id;
  });
  return made;
}

/** Changes what the connection demands, as an edit of it would, and gives it a new version. */
export async function setPolicy(policy: Prisma.ConnectionUpdateInput, slug = 'acme'): Promise<void> {
  await transaction(async (tx) => {
    await tx.connection.update({ where: { slug }, data: { ...policy, version: { increment: 1 } } });
    await recordEvent(tx, {
      action: 'connection.update',
      outcome: 'done',
      sensitivity: 'critical',
      actor: { kind: 'system', id: 'tests', name: 'Tests' },
      origin: localOrigin,
      subjectType: 'Connection',
      subjectLabel: slug,
      summary: 'Another policy for a test',
    });
  });
}

export function idpMetadata(key: SigningKey, entityId = issuer, slo = ''): string {
  const at = new URL(entityId).origin;
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificateBody(key.certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>${slo && `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${slo}"/>`}<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/sso"/></IDPSSODescriptor></EntityDescriptor>`;
}

/** The correct response to a request; `change` says what is different. */
export function right(key: SigningKey, started: Started, change: Partial<ResponseParameters> = {}) {
  return makeResponse({
    key,
    issuer,
    acs: `${base}/acs`,
    audience: `${base}/metadata`,
    inResponseTo: started.id,
    nameId: person,
    ...change,
  });
}

export function sessions(): Promise<number> {
  return db().session.count({ where: { endedAt: null } });
}

/** What every refusal of the three doors is outside, but for its reference and where it leads. */
const uniform = {
  status: 303,
  body: '',
  headers: {
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'self'; script-src 'self' 'nonce-' 'strict-dynamic'; style-src 'self' 'nonce-'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'same-origin',
    'transfer-encoding': 'chunked',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  },
};
/** What a door adds to it: the ACS has the next sign-in ask anew, and where a body may be left unread, its connection ends. */
const added: Record<string, Record<string, string>> = {
  acs: {
    connection: 'close',
    'set-cookie': '__Host-gatehouse-again=1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=900',
  },
  slo: { connection: 'close' },
  login: { connection: 'keep-alive', 'keep-alive': 'timeout=5' },
};

/** The event that a refusal's reference leads to. The answer itself says nothing more than every other one. */
export async function eventBehind(answer: Response) {
  const { origin, pathname, searchParams } = new URL(answer.headers.get('location') ?? '');
  const reference = searchParams.get('reference') ?? '';
  const event = await db().auditEvent.findUniqueOrThrow({ where: { reference } });
  const door = /^\/saml\/[^/]+\/(\w+)/.exec(new URL(answer.url).pathname)?.[1] ?? '';
  const { location: _, date: __, ...headers } = Object.fromEntries(answer.headers);
  if (headers['content-security-policy'])
    headers['content-security-policy'] = headers['content-security-policy'].replace(
      /'nonce-[A-Za-z0-9+/]{24}'/g,
      "'nonce-'",
    );
  expect({ status: answer.status, body: await answer.clone().text(), headers }).toEqual({
    ...uniform,
    headers: { ...uniform.headers, ...added[door], ...strictTransport(env().publicUrl) },
  });
  // A second factor is spoken of to whoever has proven everything else, in a sign-in.
  const saysMfa = event.code === 'mfa' && event.action === 'session.start';
  expect([origin, pathname, [...searchParams.keys()]]).toEqual([
    env().publicUrl,
    saysMfa ? '/sign-in/second-factor' : '/sign-in/refused',
    ['reference'],
  ]);
  return event;
}

/** Posts the right response but for `change`, from a browser that asked; tells 'accepted' or the rule in the trail. */
export async function verdictOn(
  key: SigningKey,
  change: Partial<ResponseParameters>,
  of: { slug?: string; browser?: Browser } = {},
): Promise<string> {
  const { slug = 'acme', browser = new Browser() } = of;
  const started = await browser.start('', slug);
  const at = `${publicUrl}/saml/${slug}`;
  const response = await right(key, started, { acs: `${at}/acs`, audience: `${at}/metadata`, ...change });
  return verdict(
    await browser.post({ SAMLResponse: response, RelayState: started.relayState }, slug),
    browser,
  );
}

/** 'accepted' when a session began, else the rule that the trail names, or that the database was too busy to say; anything between fails. */
export async function verdict(answer: Response, browser: Browser): Promise<string> {
  if (answer.status === 503 && !browser.cookies.has('__Host-gatehouse')) return 'unavailable';
  const code = new URL(answer.headers.get('location') ?? '').searchParams.has('reference')
    ? (await eventBehind(answer)).code
    : 'accepted';
  if ((code === 'accepted') !== browser.cookies.has('__Host-gatehouse'))
    throw new Error(`${code}, and the session cookie says otherwise`);
  return code ?? 'no code';
}
