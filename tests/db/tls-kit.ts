import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

export interface Pair {
  cert: string;
  key: string;
  fingerprint: string;
}

/** A fresh certificate for localhost with its key. */
export async function makePair(
  keyType: 'rsa' | 'ec' = 'ec',
  valid: { notBeforeDate?: Date; notAfterDate?: Date } = {},
): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType,
    algorithm: 'sha256',
    ...valid,
  });
  return {
    cert: made.cert,
    key: made.private,
    fingerprint: new X509Certificate(made.cert).fingerprint256,
  };
}

/** A certificate and its key as files that a test may replace. */
export function pairFiles(pair: Pair) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  const made = {
    ...files,
    files,
    writeCert: (text: string) => writeFileSync(files.certFile, text),
    writeKey: (text: string) => writeFileSync(files.keyFile, text, { mode: 0o600 }),
    write({ cert, key }: Pair) {
      made.writeCert(cert);
      made.writeKey(key);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  made.write(pair);
  return made;
}

export function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port)),
  );
}

/** A server that takes whatever OpenSSL still can: what it accepts, the client under test is able to offer. */
export function carelessServer({ cert, key }: Pair): Server {
  return createServer({ cert, key, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }, (_, response) =>
    response.end(),
  );
}

/** One real handshake; rejects when it is refused. The certificate is looked at by its fingerprint, not by an authority. */
export function shake(port: number, offered: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...offered }, () =>
      resolve(socket),
    );
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

/** What both sides agreed on, of a connection that is closed again. */
export async function agreed(port: number, offered: ConnectionOptions = {}) {
  const socket = await shake(port, offered);
  const { fingerprint256 } = socket.getPeerCertificate();
  const seen = {
    protocol: socket.getProtocol(),
    suite: socket.getCipher().standardName,
    alpn: socket.alpnProtocol,
    fingerprint: fingerprint256,
  };
  socket.destroy();
  return seen;
}

/** Asks over a connection that stays open; gives the first line of the answer. */
export function ask(socket: TLSSocket, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('data', (chunk) => resolve(String(chunk).split('\r\n')[0] ?? ''));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  });
}
