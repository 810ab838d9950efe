/** /Users: each change is a command of the house, chosen by what it does to the person's state. */
import { leavesNoOwner } from '../assignments/effects.ts';
import type { Command } from '../command.ts';
import { execute } from '../execute.ts';
import { doneBy, resource, scim, tagsOf, wantedOf } from './answers.ts';
import { bodyOf, listingOf, requireSchema } from './asked.ts';
import type { Visit } from './door.ts';
import { stepsOf } from './patch.ts';
import { ScimProblem } from './problem.ts';
import { listUsers, readUser } from './queries.ts';
import {
  draftOf,
  etagOf,
  listSchema,
  patchSchema,
  type StoredUser,
  stateOf,
  type UserDraft,
  userResource,
  userSchema,
} from './shapes.ts';
import { draftOfBody, writeUser } from './user-body.ts';
import {
  scimActivateUser,
  scimCreateUser,
  scimDeactivateUser,
  scimDeleteUser,
  scimReplaceUser,
  scimTellOwners,
} from './user-commands.ts';
import type { UserState } from './user-schema.ts';

export async function listedUsers(visit: Visit, parameters: URLSearchParams): Promise<Response> {
  const listing = listingOf(parameters);
  const wanted = wantedOf(parameters);
  const { total, rows } = await listUsers(visit.caller.connectionId, listing);
  return scim({
    schemas: [listSchema],
    totalResults: total,
    itemsPerPage: rows.length,
    startIndex: listing.startIndex,
    Resources: rows.map((row) => visit.choose(userResource(row, visit.base), wanted)),
  });
}

export async function oneUser({ request, caller, base, parameters }: Visit, id: string): Promise<Response> {
  return resource(request, userResource(await stored(caller.connectionId, id), base), wantedOf(parameters));
}

export async function addUser(visit: Visit): Promise<Response> {
  const { request, caller, base, parameters, origin, now } = visit;
  const wanted = wantedOf(parameters);
  const body = await bodyOf(request);
  requireSchema(body, userSchema);
  const input = { ...stateOf(draftOfBody(body)), tokenId: caller.tokenId };
  const { id } = doneBy(await execute(scimCreateUser, caller.actor, input, { origin, now }));
  return resource(request, userResource(await stored(caller.connectionId, id), base), wanted, 201);
}

// Silence must not let anybody in: an active that a client does not say, or takes away, stays what it is.
const settledOf = (draft: UserDraft, user: StoredUser) =>
  stateOf({ ...draft, active: draft.active ?? user.state === 'active' });

/** PUT: what is not said falls back to nothing (RFC 7644 3.5.1), but for active. */
export async function putUser(visit: Visit, id: string): Promise<Response> {
  const body = await bodyOf(visit.request);
  requireSchema(body, userSchema);
  const draft = draftOfBody(body);
  return settle(visit, id, (user) => settledOf(draft, user));
}

export async function patchUser(visit: Visit, id: string): Promise<Response> {
  const body = await bodyOf(visit.request);
  requireSchema(body, patchSchema);
  const steps = stepsOf(body);
  return settle(visit, id, (user) => {
    const draft = draftOf(user);
    for (const { op, path, value } of steps) writeUser(draft, path, op, value, user.id);
    return settledOf(draft, user);
  });
}

export async function endUser(visit: Visit, id: string): Promise<Response> {
  const user = await stored(visit.caller.connectionId, id);
  const version = versionFor(visit.request, user);
  await run(visit, scimDeleteUser, { id: user.id, tokenId: visit.caller.tokenId, version });
  return scim(null, 204);
}

const attempts = 10;

/** Reads, computes, and writes against what was read; what changed in between is read anew, unless the client said If-Match. */
async function settle(visit: Visit, id: string, next: (user: StoredUser) => UserState): Promise<Response> {
  const { request, caller, base, parameters } = visit;
  const wanted = wantedOf(parameters);
  for (let attempt = 1; ; attempt++) {
    const user = await stored(caller.connectionId, id);
    versionFor(request, user);
    const state = next(user);
    if (isSame(stateOf(draftOf(user)), state)) return resource(request, userResource(user, base), wanted);
    const input = { ...state, id: user.id, tokenId: caller.tokenId, version: user.version };
    try {
      await run(visit, commandFor(user, state), input);
      return resource(request, userResource(await stored(caller.connectionId, id), base), wanted);
    } catch (error) {
      const isStale = error instanceof ScimProblem && error.status === 412;
      if (!isStale || tagsOf(request) !== null || attempt >= attempts) throw error;
    }
  }
}

function commandFor({ state }: StoredUser, { active }: UserState) {
  if (active === (state === 'active')) return scimReplaceUser;
  return active ? scimActivateUser : scimDeactivateUser;
}

async function run(
  visit: Visit,
  command: unknown,
  input: { id: string; tokenId: string; version: number | null },
) {
  const { caller, origin, now } = visit;
  const outcome = await execute(command as Command<never, object>, caller.actor, input, { origin, now });
  // The floor beats the client: the person stays, the client is told, and so are the owners.
  if (outcome.kind === 'refused' && outcome.message === leavesNoOwner) {
    const { id, tokenId } = input;
    await execute(scimTellOwners, caller.actor, { id, tokenId, version: null }, { origin, now });
  }
  return doneBy(outcome);
}

/** Null where the client does not say If-Match; throws 412 where it says another version than the one that stands. */
function versionFor(request: Request, { version }: StoredUser): number | null {
  const tags = tagsOf(request);
  if (tags === null) return null;
  if (tags.includes(etagOf(version))) return version;
  throw new ScimProblem(412, 'They were changed in the meantime. Read them anew.');
}

async function stored(connectionId: string, id: string): Promise<StoredUser> {
  const user = await readUser(connectionId, id);
  if (!user) throw new ScimProblem(404, 'There is no such User.');
  return user;
}

function isSame(a: UserState, b: UserState): boolean {
  return (
    a.userName === b.userName &&
    a.externalId === b.externalId &&
    a.email === b.email &&
    a.name === b.name &&
    a.active === b.active
  );
}
