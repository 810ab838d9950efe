/** Promise: a posted message is read only whole, once, and within its cap; nothing is parsed before that. */
import { demand, RuleBroken } from './rules.ts';

const bodyLimit = 512 * 1024;

export type MessageName = 'SAMLRequest' | 'SAMLResponse';

export interface Posted {
  name: MessageName;
  /** Canonical base64, so that everybody who decodes it gets these bytes. */
  base64: string;
  xml: string;
  relayState: string | null;
}

/** Reads the POST binding (SAML bindings 3.5.4). Throws `RuleBroken` ('transport'). */
export async function readPosted(request: Request, allowed: readonly MessageName[]): Promise<Posted> {
  const type = request.headers.get('content-type') ?? '';
  demand(/^application\/x-www-form-urlencoded\s*(;\s*charset=utf-8\s*)?$/i.test(type), 'transport');
  const fields = new URLSearchParams(await readBody(request));
  const present = (['SAMLRequest', 'SAMLResponse'] as const).filter((name) => fields.has(name));
  const [name] = present;
  demand(present.length === 1 && name !== undefined && allowed.includes(name), 'transport');
  const values = fields.getAll(name);
  const relayStates = fields.getAll('RelayState');
  demand(values.length === 1 && relayStates.length <= 1, 'transport');
  const bytes = fromBase64(values[0] ?? '');
  return { name, base64: bytes.toString('base64'), xml: fromUtf8(bytes), relayState: relayStates[0] ?? null };
}

// A declared length is believed only when it is too large; what arrives is counted in any case.
async function readBody(request: Request): Promise<string> {
  demand(Number(request.headers.get('content-length') ?? 0) <= bodyLimit, 'transport');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    demand(size <= bodyLimit, 'transport');
    chunks.push(chunk);
  }
  return fromUtf8(Buffer.concat(chunks));
}

/** Line breaks are allowed, as RFC 2045 has them; nothing else outside the alphabet, and no second spelling of the same bytes. */
export function fromBase64(text: string): Buffer {
  const compact = text.replace(/\r?\n/g, '');
  demand(compact.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact), 'transport');
  const bytes = Buffer.from(compact, 'base64');
  demand(bytes.toString('base64') === compact, 'transport');
  return bytes;
}

/** Fatal: a decoder that mends broken UTF-8 reads another text than the one that was signed. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new RuleBroken('transport', { cause });
  }
}
