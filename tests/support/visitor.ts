/** A browser without a screen: cookies, redirects that are not followed, and what pages of one site or another say of themselves. */
import { inflateRawSync } from 'node:zlib';
import { openSigningKey } from '#dev/idp/keys.ts';
import { makeResponse, type ResponseParameters } from '#dev/idp/response.ts';
import type { Product } from './product.ts';

/** What a started sign-in, step-up or test left: where to answer, and to which request. */
export interface Begun {
  slug: string;
  id: string;
  relayState: string;
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly product: Product;

  constructor(product: Product) {
    this.product = product;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(`${this.product.consoleUrl}${path}`, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** What a page of the console says of itself when it asks for something. */
  get own(): Record<string, string> {
    return { origin: this.product.consoleUrl, 'sec-fetch-site': 'same-origin' };
  }

  async begin(slug = 'dev', query = ''): Promise<Begun> {
    const answer = await this.ask(`/saml/${slug}/login${query}`, { headers: this.own });
    const sent = new URL(answer.headers.get('location') ?? '').searchParams;
    const xml = inflateRawSync(Buffer.from(sent.get('SAMLRequest') ?? '', 'base64')).toString();
    return { slug, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState: sent.get('RelayState') ?? '' };
  }

  /** As the IdP's page posts it: from another site, without the session's cookie, which is Lax. */
  async post({ slug }: Pick<Begun, 'slug'>, fields: Record<string, string>, door = 'acs'): Promise<Response> {
    const session = this.cookies.get('__Host-gatehouse');
    this.cookies.delete('__Host-gatehouse');
    const answer = await this.ask(`/saml/${slug}/${door}`, {
      method: 'POST',
      headers: { origin: this.product.idpUrl, 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams(fields),
    });
    if (session && !this.cookies.has('__Host-gatehouse')) this.cookies.set('__Host-gatehouse', session);
    return answer;
  }

  /** Answers as the development IdP would, signed with its own key, but for `change`. */
  async answer(begun: Begun, change: Partial<ResponseParameters> = {}): Promise<Response> {
    const SAMLResponse = await signedFor(this.product, begun, change);
    return this.post(begun, { SAMLResponse, RelayState: begun.relayState });
  }

  async signIn(who: string): Promise<this> {
    await this.answer(await this.begin(), { nameId: `${who}@gatehouse.test` });
    if (!this.cookies.has('__Host-gatehouse')) throw new Error(`${who} was not signed in`);
    return this;
  }

  /** A change by the API; where it asks for a second factor, that is given at the IdP, for this change. */
  async change(who: string, path: string, input: object): Promise<Response> {
    const call = () =>
      this.ask(`/api/v1${path}`, {
        method: 'POST',
        headers: { ...this.own, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
    const first = await call();
    if (first.status !== 403) return first;
    const { ways } = (await first.json()) as { ways?: { idp: { href: string } } };
    if (!ways) throw new Error(`${path} is not permitted to ${who}`);
    const { search } = new URL(ways.idp.href, this.product.consoleUrl);
    const proof = await this.answer(await this.begin('dev', search), { nameId: `${who}@gatehouse.test` });
    if (!proof.headers.get('location')?.includes('/step-up/proven')) throw new Error(`${who} proved nothing`);
    return call();
  }
}

async function signedFor(
  { dataDir, idpUrl, consoleUrl }: Product,
  { slug, id }: Begun,
  change: Partial<ResponseParameters>,
): Promise<string> {
  const at = `${consoleUrl}/saml/${slug}`;
  return makeResponse({
    key: await openSigningKey(`${dataDir}/idp`),
    issuer: `${idpUrl}/metadata`,
    acs: `${at}/acs`,
    audience: `${at}/metadata`,
    inResponseTo: id,
    nameId: 'viewer@gatehouse.test',
    ...change,
  });
}
