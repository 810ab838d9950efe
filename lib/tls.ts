/**
 * How the console and the gate are spoken to: by TLS with a certificate of their own, or in plain HTTP where nobody
 * can listen in: from this machine, or from a proxy that TRUSTED_PROXIES names.
 */
import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer as createPlainServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type Env, EnvError, isLoopbackHost } from './env.ts';
import { isAmong } from './request.ts';

export interface TlsFiles {
  certFile: string;
  keyFile: string;
}

/** With files: TLS alone. Without: plain HTTP, from these networks and this machine alone unless only it can connect. */
export type Door = { tls: TlsFiles } | { tls: null; plainFrom: readonly string[] | null };

interface DoorLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

type DoorSettings = Pick<Env, 'host' | 'tlsCertFile' | 'tlsKeyFile' | 'trustedProxies'> & {
  /** What browsers see, where browsers come. */
  publicUrl?: string;
};

/**
 * Forward secrecy and authenticated encryption only: RSA key exchange would open recorded traffic to whoever gets the
 * key later, CBC has padding oracles (RFC 9325, 4.2). 1.3 stands first by itself: the newest common version is taken.
 */
const suites = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  honorCipherOrder: true,
  // A caller that renegotiates in a loop would buy many costly handshakes with one connection.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  ALPNProtocols: ['http/1.1'],
} as const;
const handshakeTimeout = 5_000;
const lookEveryMilliseconds = 2_000;
const sayEveryMilliseconds = 60_000;

/** Throws `EnvError` where a listener would be open to plain HTTP from elsewhere, or its certificate cannot serve. */
export function doorOf({ host, tlsCertFile, tlsKeyFile, trustedProxies, publicUrl }: DoorSettings): Door {
  // Everybody's X-Forwarded-For would be believed, whatever stands in front: a caller would choose their own address.
  if (trustedProxies.some((cidr) => cidr.endsWith('/0')))
    complain(
      'TRUSTED_PROXIES is wrong: a network that ends in /0 is everybody; it should name the proxies in front, for example TRUSTED_PROXIES=10.0.4.0/24',
    );
  if (tlsCertFile !== undefined && tlsKeyFile !== undefined) {
    const tls = { certFile: tlsCertFile, keyFile: tlsKeyFile };
    readPair(tls);
    requireHttps(publicUrl, () => false);
    return { tls };
  }
  if (tlsCertFile !== undefined || tlsKeyFile !== undefined) {
    const [missing, example] = tlsKeyFile ? ['TLS_CERT_FILE', 'tls.crt'] : ['TLS_KEY_FILE', 'tls.key'];
    complain(
      `${missing} is missing: certificate and key belong together, for example ${missing}=/etc/gatehouse/${example}`,
    );
  }
  // Between browser and proxy a session's cookie would be as open as here.
  requireHttps(publicUrl, isLoopbackHost);
  if (publicUrl !== undefined && !isLoopbackHost(new URL(publicUrl).hostname) && trustedProxies.length === 0)
    complain(
      `PUBLIC_URL ${publicUrl} is served by a proxy in front, and TRUSTED_PROXIES names none: everybody would come from the proxy's address, for limits, sessions and the trail alike. Name it, for example TRUSTED_PROXIES=127.0.0.1/32`,
    );
  if (isLoopbackHost(host)) return { tls: null, plainFrom: null };
  if (trustedProxies.length === 0)
    complain(
      `HOST ${host} can be reached from other machines, and plain HTTP is for this one: set TLS_CERT_FILE and TLS_KEY_FILE, or name the proxies in front by TRUSTED_PROXIES, or set HOST=127.0.0.1`,
    );
  return { tls: null, plainFrom: ['127.0.0.1', '::1', ...trustedProxies] };
}

function requireHttps(publicUrl: string | undefined, mayBePlain: (host: string) => boolean): void {
  if (publicUrl === undefined) return;
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || mayBePlain(hostname)) return;
  complain(
    'PUBLIC_URL is wrong: plain HTTP is for loopback without TLS_CERT_FILE; it should begin with https://, for example PUBLIC_URL=https://gatehouse.example.com',
  );
}

/** A server behind that door, not yet listening. A certificate that changes is taken up while it serves. */
export function serverBehind(door: Door, options: ServerOptions, log: DoorLog): Server {
  if (door.tls === null) {
    const server = createPlainServer(options);
    if (door.plainFrom) admitOnly(server, door.plainFrom, log);
    return server;
  }
  // Before it is read: what changes from here on is seen.
  const seen = stateOf(door.tls);
  const server = createSecureServer({ ...options, ...suites, ...readPair(door.tls), handshakeTimeout });
  // First of all: an answer to what cannot be read would wait for the end of a handshake, and silence would hold the socket.
  server.prependListener('tlsClientError', (_error, socket) => socket.destroy());
  const stop = followFiles(door.tls, seen, log, (pair) => server.setSecureContext({ ...suites, ...pair }));
  server.on('close', stop);
  return server;
}

/** Closes what comes in plain HTTP from elsewhere before a byte is read: a token may be in it, and others have seen it. */
function admitOnly(server: Server, networks: readonly string[], log: DoorLog): void {
  let saidAt = Number.NEGATIVE_INFINITY;
  server.on('connection', (socket) => {
    const { remoteAddress, localAddress } = socket;
    const isThisMachine = remoteAddress !== undefined && remoteAddress === localAddress;
    if (isThisMachine || isAmong(remoteAddress, networks)) return;
    socket.destroy();
    if (Date.now() - saidAt < sayEveryMilliseconds) return;
    saidAt = Date.now();
    log.warn({ address: remoteAddress }, 'closed: plain HTTP is for this machine and TRUSTED_PROXIES alone');
  });
}

/**
 * Looks rather than listens: renewals come as renames, symbolic links and network mounts, which file events miss.
 * A pair that cannot serve leaves the old one in force and is said once; the next change is a new attempt.
 */
function followFiles(
  files: TlsFiles,
  seen: string,
  log: DoorLog,
  takeUp: (pair: { cert: string; key: string }) => void,
): () => void {
  let last = seen;
  const look = () => {
    const state = stateOf(files);
    if (state === last) return;
    last = state;
    try {
      const pair = readPair(files);
      takeUp(pair);
      const { validTo } = new X509Certificate(pair.cert);
      log.info({ validTo }, 'the new certificate is in force');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'the new certificate was not taken; the old one stays');
    }
  };
  const timer = setInterval(look, lookEveryMilliseconds).unref();
  return () => clearInterval(timer);
}

function stateOf({ certFile, keyFile }: TlsFiles): string {
  const stateOfFile = (file: string) => {
    // Never throws: a file that is away for a moment is a state like another.
    try {
      const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
      return [ino, size, mtimeNs, ctimeNs].join();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'unknown';
    }
  };
  return `${stateOfFile(certFile)} ${stateOfFile(keyFile)}`;
}

/** Certificate and key as they stand in their files. Throws `EnvError` when they could not serve now. */
function readPair({ certFile, keyFile }: TlsFiles): { cert: string; key: string } {
  const [cert, key] = [read('TLS_CERT_FILE', certFile), read('TLS_KEY_FILE', keyFile)];
  const certificate = parsed(
    () => new X509Certificate(cert),
    `TLS_CERT_FILE ${certFile} holds no certificate in PEM form.`,
  );
  const privateKey = parsed<KeyObject>(
    () => createPrivateKey(key),
    `TLS_KEY_FILE ${keyFile} holds no private key in PEM form, or one with a passphrase: give it without.`,
  );
  if (!certificate.checkPrivateKey(privateKey))
    complain(`TLS_KEY_FILE ${keyFile} is not the key of the first certificate in TLS_CERT_FILE ${certFile}.`);
  const now = Date.now();
  if (certificate.validToDate.getTime() <= now)
    complain(`The certificate in TLS_CERT_FILE ${certFile} ended at ${certificate.validTo}: renew it.`);
  if (certificate.validFromDate.getTime() > now)
    complain(`The certificate in TLS_CERT_FILE ${certFile} begins only at ${certificate.validFrom}.`);
  parsed(
    () => createSecureContext({ ...suites, cert, key }),
    `TLS_CERT_FILE ${certFile} cannot be served: its chain is cut off, or its key is too weak.`,
  );
  return { cert, key };
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return complain(
      `${variable} ${file} cannot be read (${code}): it should be a file that this user may read.`,
    );
  }
}

function parsed<T>(parse: () => T, sentence: string): T {
  try {
    return parse();
  } catch {
    return complain(sentence);
  }
}

function complain(line: string): never {
  throw new EnvError([line]);
}
