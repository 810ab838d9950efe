import { inflateRawSync } from 'node:zlib';
import { beforeAll } from 'vitest';
import { POST as acs } from '#app/saml/[connection]/acs/route.ts';
import { GET as login } from '#app/saml/[connection]/login/route.ts';
import { certificateBody, makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { makeResponse, type ResponseParameters } from '#dev/idp/response.ts';
import { recordEvent } from '#lib/audit/record.ts';
import { db, type Prisma, transaction } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { withRequest } from '#lib/request.ts';
import { localOrigin, makeConnection, makeOperator } from '#prisma/factories.ts';
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

/** One browser: its cookies and where it is sent. */
export class Browser {
  readonly cookies = new Map<string, string>();
  address = '203.0.113.7';

  async start(query = '?returnTo=%2Fkeys', slug = 'acme'): Promise<Started> {
    return requestIn(await this.send(login, new Request(`${publicUrl}/saml/${slug}/login${query}`), slug));
  }

  post(fields: Record<string, string>, slug = 'acme', init: RequestInit = {}): Promise<Response> {
    const request = new Request(`${publicUrl}/saml/${slug}/acs`, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      ...init,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...init.headers },
    });
    return this.send(acs, request, slug);
  }

  async send(
    handler: (request: Request, segment: { params: Promise<{ connection: string }> }) => Promise<Response>,
    request: Request,
    slug = 'acme',
  ): Promise<Response> {
    const jar = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (jar) request.headers.set('cookie', jar);
    const facts = { address: this.address, tlsVersion: null, userAgent: 'a browser' };
    const response = await withRequest(facts, () =>
      handler(request, { params: Promise.resolve({ connection: slug }) }),
    );
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

export interface Acme {
  key: SigningKey;
  operatorId: string;
}

/** A database with the connection `acme` and one person of it, whose IdP signs with a real key. */
export function acme(): Acme {
  world();
  const made = {} as Acme;
  beforeAll(async () => {
    setEnv({
      LOG_LEVEL: 'silent',
      SIGN_IN_LIMIT_PER_MINUTE: '100000',
      REFUSAL_LIMIT_PER_MINUTE: '100000',
      DOOR_LIMIT_PER_MINUTE: '100000',
    });
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

/** The event that a refusal's reference leads to. */
export async function eventBehind(response: Response) {
  const reference = new URL(response.headers.get('location') ?? '').searchParams.get('reference') ?? '';
  return db().auditEvent.findUniqueOrThrow({ where: { reference } });
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

/** 'accepted' when a session began, else the rule that the trail names; anything between fails. */
export async function verdict(answer: Response, browser: Browser): Promise<string> {
  const code = new URL(answer.headers.get('location') ?? '').searchParams.has('reference')
    ? (await eventBehind(answer)).code
    : 'accepted';
  if ((code === 'accepted') !== browser.cookies.has('__Host-gatehouse'))
    throw new Error(`${code}, and the session cookie says otherwise`);
  return code ?? 'no code';
}
