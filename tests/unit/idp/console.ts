import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { type RunningIdp, startIdp } from '#dev/idp/server.ts';

export interface TestConsole {
  url: string;
  idp: RunningIdp;
  key: SigningKey;
  encryption: SigningKey;
  dataDir: string;
  /** False: the console does not answer for its metadata. */
  describes: boolean;
  saml(overrides?: Partial<SamlConfig>): SAML;
  close(): Promise<void>;
}

/** A console that is only its metadata and node-saml, and the IdP that serves it. */
export async function startConsole(
  options: { encrypts?: boolean; reuseCodes?: boolean; logoutByRedirect?: boolean } = {},
): Promise<TestConsole> {
  const [key, encryption] = await Promise.all([
    makeSigningKey('console'),
    makeSigningKey('console encryption'),
  ]);
  const server = createServer((request, response) => {
    if (request.url !== '/saml/dev/metadata' || !self.describes) return void response.writeHead(404).end();
    const described = self
      .saml()
      .generateServiceProviderMetadata(options.encrypts ? encryption.certificate : null, key.certificate);
    response.end(
      options.logoutByRedirect
        ? described.replace(/(<SingleLogoutService [^>]*)HTTP-POST/, '$1HTTP-Redirect')
        : described,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'idp-'));
  const idp = await startIdp({ dataDir, publicUrl: url, reuseCodes: options.reuseCodes ?? true });
  const certificate = /<ds:X509Certificate>([^<]+)/.exec(idp.metadata())?.[1] ?? '';
  const self: TestConsole = {
    url,
    idp,
    key,
    encryption,
    dataDir,
    describes: true,
    saml: (overrides = {}) =>
      new SAML({
        issuer: `${url}/saml/dev/metadata`,
        callbackUrl: `${url}/saml/dev/acs`,
        logoutCallbackUrl: `${url}/saml/dev/slo`,
        entryPoint: `${idp.url}/sso`,
        logoutUrl: `${idp.url}/slo`,
        idpCert: certificate,
        idpIssuer: idp.entityId,
        audience: `${url}/saml/dev/metadata`,
        privateKey: key.privateKey,
        publicCert: key.certificate,
        ...(options.encrypts ? { decryptionPvk: encryption.privateKey } : {}),
        signatureAlgorithm: 'sha256',
        wantAssertionsSigned: true,
        wantAuthnResponseSigned: true,
        validateInResponseTo: ValidateInResponseTo.always,
        ...overrides,
      }),
    close: async () => {
      await idp.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

export interface Seen {
  status: number;
  location: string | null;
  text: string;
  headers: Headers;
}

/** A browser as far as this needs one: cookies of the IdP, redirects within it, no scripts. */
export class Browser {
  readonly cookies = new Map<string, string>();

  get(url: string): Promise<Seen> {
    return this.#go(url, {});
  }

  post(url: string, fields: Record<string, string>): Promise<Seen> {
    return this.#go(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #go(url: string, init: RequestInit): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location?.startsWith('/')) return this.get(new URL(location, url).href);
    return { status: response.status, location, text: await response.text(), headers: response.headers };
  }
}

export function hidden(page: Seen, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1];
  if (value === undefined)
    throw new Error(`the page has no field ${name}: ${page.status} ${page.text.slice(0, 2000)}`);
  return value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

export function isForm(page: Seen): boolean {
  return page.text.includes('One-time code');
}

/** Types a name, the password and the code into the page that asks for them. */
export function typeIn(
  sp: TestConsole,
  browser: Browser,
  page: Seen,
  name: string,
  code?: string,
): Promise<Seen> {
  const subject =
    /\+(\w+)@/.exec(name)?.[1] ??
    (/^(owner2?|admin|security|manager|developer|auditor|viewer|newcomer)@/.exec(name)?.[1] || 'security');
  return browser.post(`${sp.idp.url}/sign-in`, {
    request: hidden(page, 'request'),
    name,
    password: 'gatehouse',
    code: code ?? sp.idp.currentCode(`${subject}@gatehouse.test`),
  });
}

/** From the console's redirect to the response that the browser would post. */
export async function signIn(
  sp: TestConsole,
  name: string,
  saml = sp.saml(),
  browser = new Browser(),
): Promise<{ saml: SAML; page: Seen; SAMLResponse: string; xml: string }> {
  const asked = await browser.get(await saml.getAuthorizeUrlAsync('state-1', undefined, {}));
  const page = await typeIn(sp, browser, asked, name);
  const SAMLResponse = hidden(page, 'SAMLResponse');
  return { saml, page, SAMLResponse, xml: Buffer.from(SAMLResponse, 'base64').toString('utf8') };
}
