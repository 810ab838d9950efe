import { isLoopbackHost } from '../env.ts';
import { Refusal } from '../errors.ts';
import { metadataLimit } from './schema.ts';

const timeoutSeconds = 10;

/**
 * Reads metadata from an address that an administrator named: TLS is verified by the runtime, size and time are
 * capped, and a redirect is not followed, since it would lead where nobody looked. Plain http only on loopback.
 */
export async function fetchMetadata(address: string): Promise<string> {
  const url = URL.parse(address);
  const isLoopback = url !== null && isLoopbackHost(url.hostname);
  if (!url || (url.protocol !== 'https:' && !isLoopback)) throw wrong('Name an https address, or a file.');
  let response: Response;
  try {
    response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      headers: { accept: 'application/samlmetadata+xml, application/xml' },
    });
  } catch (error) {
    throw wrong(
      `${url.host} did not give its metadata: ${reasonOf(error)}. Save it to a file and name that.`,
    );
  }
  if (!response.ok)
    throw wrong(
      `${url.host} answered ${response.status}. Check the address, or save the metadata to a file and name that.`,
    );
  return readCapped(response);
}

async function readCapped(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > metadataLimit) throw wrong('The metadata is larger than 512 kB.');
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw wrong('The metadata is not UTF-8.');
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name } = cause as { code?: string; name?: string };
  if (name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  return code ?? 'the connection failed';
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { metadata: sentence });
}
