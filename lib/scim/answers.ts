/** How /scim/v2 answers: media type, errors (RFC 7644 3.12), versions (3.14), and no more than was asked for (3.9). */
import type { Outcome } from '../execute.ts';
import { ScimProblem, type ScimType, wrong } from './problem.ts';
import { errorSchema } from './shapes.ts';

interface Meta {
  meta?: { version?: string; location?: string };
}

export function scim(body: object | null, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body !== null && { 'content-type': 'application/scim+json; charset=utf-8' }),
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

export function problem(
  status: number,
  detail: string,
  scimType: string | null = null,
  headers: Record<string, string> = {},
): Response {
  const body = { schemas: [errorSchema], status: String(status), ...(scimType && { scimType }), detail };
  return scim(body, status, headers);
}

/** A resource with its version and place; 304 where the client has it already. */
export function resource(request: Request, whole: Meta & object, wanted: Wanted, status = 200): Response {
  const version = whole.meta?.version ?? '';
  const location = whole.meta?.location ?? '';
  const known = request.headers.get('if-none-match');
  if (request.method === 'GET' && known && (known.trim() === '*' || tagsIn(known).includes(version)))
    return scim(null, 304, { etag: version });
  return scim(chosen(whole, wanted), status, {
    etag: version,
    ...(status === 201 ? { location } : { 'content-location': location }),
  });
}

/** What stands in If-Match; null where the client does not say, or takes any. */
export function tagsOf(request: Request): string[] | null {
  const said = request.headers.get('if-match');
  return said === null || said.trim() === '*' ? null : tagsIn(said);
}

const tagsIn = (text: string) =>
  text
    .slice(0, 1_000)
    .split(',')
    .map((tag) => tag.trim().replace(/^(?!W\/)/, 'W/'));

/** Throws what the corridor said, in the protocol's words; returns what was done. */
export function doneBy<R>(outcome: Outcome<R>): R {
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'invalid':
      throw wrong('invalidValue', Object.values(outcome.fields)[0] ?? outcome.message);
    case 'refused': {
      const { scimType, status } = outcome.fields as { scimType?: ScimType; status?: string };
      const of = scimType === 'invalidValue' ? 400 : (statuses[outcome.code] ?? 500);
      throw new ScimProblem(status ? Number(status) : of, outcome.message, scimType ?? null);
    }
    default:
      throw new ScimProblem(500, 'That failed on our side. Nothing was changed.');
  }
}

// A token that ended while the request waited is answered like one that never was.
const statuses: Partial<Record<string, number>> = {
  invalid: 400,
  forbidden: 401,
  not_found: 404,
  conflict: 409,
  already_done: 409,
  unavailable: 503,
};

/** Attributes that a client asks for, or asks to be left out; names in lower case, without the schema's URN. */
export interface Wanted {
  only: ReadonlySet<string> | null;
  without: ReadonlySet<string>;
}

export function wantedOf(parameters: URLSearchParams): Wanted {
  const listOf = (name: string) => {
    const said = parameters.get(name);
    if (said === null || said.trim() === '') return null;
    if (said.length > 2_000) throw wrong('invalidValue', `${name} has at most 2000 characters.`);
    return new Set(
      said.split(',').map((one) =>
        one
          .trim()
          .toLowerCase()
          .replace(/^urn:[a-z0-9:.]*:(?=[a-z.]+$)/, ''),
      ),
    );
  };
  const [only, without] = [listOf('attributes'), listOf('excludedAttributes')];
  if (only && without) throw wrong('invalidValue', 'attributes and excludedAttributes exclude each other.');
  return { only, without: without ?? new Set() };
}

/** True where the members of a group need not be read at all. */
export function wantsMembers({ only, without }: Wanted): boolean {
  if (without.has('members')) return false;
  return only === null || [...only].some((name) => name.split('.', 1)[0] === 'members');
}

// RFC 7643 7, "returned": id is always there.
export function chosen(whole: object, { only, without }: Wanted): object {
  const always = new Set(['schemas', 'id']);
  const parts = (key: string) =>
    [...(only ?? [])].flatMap((name) => (name.startsWith(`${key}.`) ? [name.slice(key.length + 1)] : []));
  return Object.fromEntries(
    Object.entries(whole).flatMap(([key, value]) => {
      const name = key.toLowerCase();
      if (always.has(name) || (only === null && !without.has(name)) || only?.has(name)) return [[key, value]];
      const wanted = parts(name);
      return only === null || wanted.length === 0 ? [] : [[key, partOf(value, wanted)]];
    }),
  );
}

function partOf(value: unknown, wanted: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => partOf(one, wanted));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => wanted.includes(key.toLowerCase())));
}
