/** What a request says: its body, with a cap and a type, and which page of a list it wants. */

import { ScimProblem, wrong } from './problem.ts';
import type { Listing } from './queries.ts';

const bodyCap = 512 * 1024;
export const mostResults = 200;

/** Throws a problem of 400, 413 or 415. */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new ScimProblem(415, 'Send application/scim+json.');
  const text = await textOf(request);
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    throw wrong('invalidSyntax', 'The body is not JSON.');
  }
  throw wrong('invalidSyntax', 'The body is not a JSON object.');
}

async function textOf(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > bodyCap) throw new ScimProblem(413, 'A body has at most 512 kB.');
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw wrong('invalidSyntax', 'The body is not UTF-8.');
  }
}

/** RFC 7644 3.1: a body says of which schema it is. One that says nothing is taken by the door it came through. */
export function requireSchema(body: Record<string, unknown>, schema: string): void {
  const { schemas } = body;
  if (schemas === undefined) return;
  const listed =
    Array.isArray(schemas) && schemas.some((one) => String(one).toLowerCase() === schema.toLowerCase());
  if (!listed) throw wrong('invalidSyntax', `schemas names ${schema}.`);
}

/** RFC 7644 3.4.2.4: a start before 1 is 1, a count below 0 is 0, and a page has an end of our own. */
export function listingOf(parameters: URLSearchParams): Listing {
  const startIndex = Math.max(1, wholeOf(parameters, 'startIndex') ?? 1);
  const count = Math.min(mostResults, Math.max(0, wholeOf(parameters, 'count') ?? 100));
  return { filter: parameters.get('filter') || null, startIndex, count };
}

function wholeOf(parameters: URLSearchParams, name: string): number | null {
  const said = parameters.get(name);
  if (said === null || said === '') return null;
  if (!/^-?\d{1,9}$/.test(said)) throw wrong('invalidValue', `${name} is a whole number.`);
  return Number(said);
}
