/** The provisioning door, /scim/v2 (RFC 7644): a token, a count, a route, and an answer in the protocol's words. */
import type { Origin } from '../audit/record.ts';
import { counted } from '../auth/door.ts';
import { countHit, noteCredentialUse } from '../db/ledger.ts';
import { env } from '../env.ts';
import { answerTo } from '../refuse.ts';
import { currentRequest } from '../request.ts';
import { chosen, problem, type Wanted } from './answers.ts';
import { bodyOf } from './asked.ts';
import { type Caller, callerOf } from './caller.ts';
import { describe } from './discovery.ts';
import { addGroup, endGroup, listedGroups, oneGroup, patchGroup, putGroup } from './groups.ts';
import { ScimProblem } from './problem.ts';
import { addUser, endUser, listedUsers, oneUser, patchUser, putUser } from './users.ts';

/** One request of one client. */
export interface Visit {
  request: Request;
  caller: Caller;
  parameters: URLSearchParams;
  /** Where the resources are, by PUBLIC_URL. */
  base: string;
  origin: Origin;
  now: Date;
  choose(whole: object, wanted: Wanted): object;
}

export async function answerScim(
  request: Request,
  path: readonly string[],
  now = new Date(),
): Promise<Response> {
  try {
    const caller = await callerOf(request.headers.get('authorization'), now);
    if (!caller) return await stranger(now);
    if ((await countHit(`scim:${caller.tokenId}`, now)) > env().provisioningLimitPerMinute)
      return problem(429, 'Too many requests came with this token. Wait a minute.', null, {
        'retry-after': '60',
      });
    const { address, userAgent } = currentRequest();
    await noteCredentialUse(caller.tokenId, address, now);
    const url = new URL(request.url);
    const visit: Visit = {
      request,
      caller,
      parameters: url.searchParams,
      base: `${env().publicUrl}/scim/v2`,
      origin: { channel: 'api', address, userAgent },
      now,
      choose: chosen,
    };
    return await routed(visit, path);
  } catch (error) {
    if (error instanceof ScimProblem) return problem(error.status, error.message, error.scimType);
    const { message, code } = answerTo(error, `${request.method} /scim/v2`);
    return problem(code === 'unavailable' ? 503 : 500, message);
  }
}

/** Wrong, expired, ended and none: one answer, and the address is counted as at every open door. */
async function stranger(now: Date): Promise<Response> {
  const refused = problem(401, 'A provisioning token of this installation is needed.', null, {
    'www-authenticate': 'Bearer',
  });
  const answer = await counted(async () => refused, now);
  if (answer === refused) return refused;
  const after = answer.headers.get('retry-after');
  return problem(answer.status, await answer.text(), null, after ? { 'retry-after': after } : {});
}

async function routed(visit: Visit, [kind = '', id, ...more]: readonly string[]): Promise<Response> {
  const { method } = visit.request;
  if (more.length > 0) throw nothing();
  // RFC 7644 3.7 and 3.11: said in ServiceProviderConfig, and here.
  if (kind === 'Bulk' || kind === 'Me') throw new ScimProblem(501, `${kind} is not offered here.`);
  if (kind === 'Users' || kind === 'Groups') {
    if (!visit.caller.scopes.includes(kind.toLowerCase()))
      throw new ScimProblem(403, `This token may not keep ${kind}.`);
    if (id === '.search' && method === 'POST') return lists[kind](visit, await searched(visit.request));
    const route = (id === undefined ? collections : members)[kind][method];
    if (!route) throw new ScimProblem(405, 'There is no such method here.');
    if (id !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw nothing();
    return route(visit, id?.toLowerCase() ?? '');
  }
  if (method !== 'GET') throw nothing();
  return describe(visit.base, kind, id) ?? Promise.reject(nothing());
}

const nothing = () => new ScimProblem(404, 'There is nothing here.');
type Route = (visit: Visit, id: string) => Promise<Response>;

const lists = { Users: listedUsers, Groups: listedGroups };
const collections: Record<'Users' | 'Groups', Partial<Record<string, Route>>> = {
  Users: { GET: (visit) => listedUsers(visit, visit.parameters), POST: addUser },
  Groups: { GET: (visit) => listedGroups(visit, visit.parameters), POST: addGroup },
};
const members: Record<'Users' | 'Groups', Partial<Record<string, Route>>> = {
  Users: { GET: oneUser, PUT: putUser, PATCH: patchUser, DELETE: endUser },
  Groups: { GET: oneGroup, PUT: putGroup, PATCH: patchGroup, DELETE: endGroup },
};

/** RFC 7644 3.4.3: the same question in a body, for filters that should not stand in a log of addresses. */
async function searched(request: Request): Promise<URLSearchParams> {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(await bodyOf(request))) {
    if (typeof value === 'string' || typeof value === 'number') parameters.set(key, String(value));
    else if (Array.isArray(value) && key !== 'schemas') parameters.set(key, value.join(','));
  }
  return parameters;
}
