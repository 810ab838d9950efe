import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
  json(): Record<string, unknown>;
}

export interface Asked {
  method?: string;
  headers?: OutgoingHttpHeaders | string[];
  /** The address that the call comes from; any of 127.0.0.0/8. */
  from?: string;
  body?: string;
}

const agent = new Agent({ keepAlive: false });

/** One real HTTP call to a gate on this machine. */
export function call(
  port: number,
  path: string,
  { method = 'GET', headers = {}, from, body }: Asked = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, localAddress: from, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode = 0, headers: received, rawHeaders } = response;
          resolve({
            status: statusCode,
            headers: received,
            rawHeaders,
            body: text,
            json: () => JSON.parse(text),
          });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Polls until `probe` gives something, or fails at the deadline. */
export async function until<T>(
  probe: () => Promise<T | null | undefined | false>,
  what: string,
  milliseconds = 30_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
