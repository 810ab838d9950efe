import { get as getPlain, type IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { isIP } from 'node:net';
import { isLoopbackHost } from '../env.ts';
import { Refusal } from '../errors.ts';
import { lookUpReachable, mayReach, Unreachable } from './reach.ts';
import { metadataLimit } from './schema.ts';

const timeoutSeconds = 10;

/**
 * Reads metadata from an address that somebody named, by the same rules for console, set-up and command line: TLS is
 * verified by the runtime, size and time are capped, a redirect is not followed, since it would lead where nobody
 * looked, and the address that is connected to is one that may be reached (reach.ts). Plain http only on loopback.
 */
export async function fetchMetadata(address: string, { seconds = timeoutSeconds } = {}): Promise<string> {
  const url = URL.parse(address);
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))))
    throw wrong('Name an https address, or a file.');
  const limit = AbortSignal.timeout(seconds * 1000);
  let octets: Buffer;
  try {
    octets = await read(url, limit);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = limit.aborted ? `no answer within ${seconds} s` : reasonOf(error);
    throw wrong(`${url.host} did not give its metadata: ${reason}. Save it to a file and name that.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    throw wrong('The metadata is not UTF-8.');
  }
}

async function read(url: URL, signal: AbortSignal): Promise<Buffer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address needs no look-up, so none would judge it.
  if (isIP(host) && !mayReach(host)) throw new Unreachable();
  const response = await answerOf(url, signal);
  const { statusCode: status = 0 } = response;
  if (status !== 200) {
    response.destroy();
    const hint = status >= 300 && status < 400 ? 'A redirect is not followed: name where it leads' : '';
    throw wrong(
      `${url.host} answered ${status}. ${hint || 'Check the address'}, or save the metadata to a file and name that.`,
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > metadataLimit) throw wrong('The metadata is larger than 512 kB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answerOf(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: 'application/samlmetadata+xml, application/xml', 'accept-encoding': 'identity' };
  return new Promise((resolve, reject) => {
    const options = { signal, headers, lookup: lookUpReachable, agent: false };
    const request = url.protocol === 'https:' ? get(url, options, resolve) : getPlain(url, options, resolve);
    request.on('error', reject);
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof Unreachable) return error.message;
  return (error as { code?: string }).code ?? 'the connection failed';
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { metadata: sentence });
}
