import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asset } from './assets.ts';
import { type Answer, type Ask, Declined, json, readAsk, send } from './http.ts';
import { type Idp, type IdpOptions, openIdp } from './idp.ts';
import { sentencePage } from './page.ts';
import { demoPeople } from './people.ts';
import { replayPage } from './post-page.ts';
import { logout, signOutEverywhere } from './slo.ts';
import { browserCookie, showSignIn, signIn, takeRequest } from './sso.ts';
import { startPage } from './start-page.ts';

const address = '127.0.0.1';

export interface StartOptions extends IdpOptions {
  /** 0 or nothing: any free port. */
  port?: number;
  /** Told of what went wrong inside; never of names, codes or messages. */
  onError?(error: unknown): void;
}

export interface RunningIdp {
  url: string;
  entityId: string;
  metadata(): string;
  /** The code to type now for one of the demo people: the next one that is not spent. */
  currentCode(email: string): string;
  close(): Promise<void>;
}

/** Starts the development IdP on 127.0.0.1. Rejects with EADDRINUSE when the port is taken. */
export async function startIdp(options: StartOptions): Promise<RunningIdp> {
  const opened = Promise.withResolvers<Idp>();
  // The address in the metadata needs the port, so the server listens first; who comes early waits for the keys.
  const server = createServer(async (request, response) => {
    send(response, await respond(await opened.promise, request, options.onError ?? (() => {})));
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const idp = await openIdp(options, `http://${address}:${port}`).catch(async (error) => {
    await close(server);
    throw error;
  });
  opened.resolve(idp);
  return {
    url: idp.url,
    entityId: idp.entityId,
    metadata: () => idp.entity.getMetadata(),
    currentCode: (email) => idp.codes.next(email) ?? idp.codes.current(email),
    close: () => close(server),
  };
}

type Handler = (idp: Idp, ask: Ask) => Answer | Promise<Answer>;

const routes: Record<string, Handler> = {
  'GET /': startPage,
  'GET /healthz': () => ({ status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'ok\n' }),
  'GET /metadata': (idp) => ({
    status: 200,
    headers: { 'Content-Type': 'application/samlmetadata+xml' },
    body: idp.entity.getMetadata(),
  }),
  'GET /sso': takeRequest,
  'POST /sso': takeRequest,
  'GET /sign-in': showSignIn,
  'POST /sign-in': signIn,
  'GET /codes': codes,
  'GET /replay': replay,
  'GET /slo': logout,
  'POST /slo': logout,
  'POST /sign-out': signOutEverywhere,
};

async function respond(
  idp: Idp,
  request: IncomingMessage,
  onError: (error: unknown) => void,
): Promise<Answer> {
  try {
    requireOwnHost(idp, request.headers.host);
    const ask = await readAsk(request);
    const method = ask.method === 'HEAD' ? 'GET' : ask.method;
    const handler = routes[`${method} ${ask.path}`];
    if (handler) return await handler(idp, ask);
    const file = method === 'GET' ? asset(ask.path) : null;
    if (file) return file;
    throw new Declined(404, 'There is no such page.');
  } catch (error) {
    if (error instanceof Declined)
      return sentencePage(error.status, 'This did not work', error.message, idp.publicUrl);
    onError(error);
    return sentencePage(
      500,
      'This did not work',
      'The development IdP met a fault of its own; its log says more.',
      idp.publicUrl,
    );
  }
}

/** DNS rebinding: a page of another site whose name turns to 127.0.0.1 would otherwise read the codes as its own. */
function requireOwnHost(idp: Idp, host = ''): void {
  const { port } = new URL(idp.url);
  if (![address, 'localhost', '[::1]'].some((name) => host === `${name}:${port}`))
    throw new Declined(421, 'This is not the address of the development IdP.');
}

function codes(idp: Idp): Answer {
  const each = demoPeople.map(({ email }) => [email, idp.codes.next(email)]);
  return json({
    codes: Object.fromEntries(each),
    failures: idp.codes.current('security@gatehouse.test'),
    secondsLeft: idp.codes.secondsLeft(),
  });
}

function replay(idp: Idp, ask: Ask): Answer {
  const posted = idp.memory.posted.get(ask.cookies.get(browserCookie));
  if (!posted) throw new Declined(404, 'This browser has carried no response yet.');
  return replayPage(posted);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
