/** /Groups: the groups of a directory, with people of its own connection alone. */
import { execute } from '../execute.ts';
import { doneBy, resource, scim, tagsOf, wantedOf, wantsMembers } from './answers.ts';
import { bodyOf, listingOf, requireSchema } from './asked.ts';
import type { Visit } from './door.ts';
import { type GroupDraft, groupDraft, groupOfBody, writeGroup } from './group-body.ts';
import { scimCreateGroup, scimDeleteGroup, scimReplaceGroup } from './group-commands.ts';
import { stepsOf } from './patch.ts';
import { ScimProblem, wrong } from './problem.ts';
import { listGroups, readGroup } from './queries.ts';
import { etagOf, groupResource, groupSchema, listSchema, patchSchema, type StoredGroup } from './shapes.ts';

export async function listedGroups(visit: Visit, parameters: URLSearchParams): Promise<Response> {
  const listing = listingOf(parameters);
  const wanted = wantedOf(parameters);
  const { total, rows } = await listGroups(visit.caller.connectionId, listing, wantsMembers(wanted));
  return scim({
    schemas: [listSchema],
    totalResults: total,
    itemsPerPage: rows.length,
    startIndex: listing.startIndex,
    Resources: rows.map((row) => visit.choose(groupResource(row, visit.base), wanted)),
  });
}

export async function oneGroup(visit: Visit, id: string): Promise<Response> {
  return answered(visit, id);
}

export async function addGroup(visit: Visit): Promise<Response> {
  const { request, caller, origin, now } = visit;
  const body = await bodyOf(request);
  requireSchema(body, groupSchema);
  const { name, externalId = null, members } = groupOfBody(body);
  if (name === null) throw wrong('invalidValue', 'A Group has a displayName.');
  const input = { tokenId: caller.tokenId, name, externalId, members: members ?? [] };
  const { id } = doneBy(await execute(scimCreateGroup, caller.actor, input, { origin, now }));
  return answered(visit, id, 201);
}

export async function putGroup(visit: Visit, id: string): Promise<Response> {
  const body = await bodyOf(visit.request);
  requireSchema(body, groupSchema);
  const draft = groupOfBody(body);
  if (draft.name === null) throw wrong('invalidValue', 'A Group has a displayName.');
  return settle(visit, id, draft);
}

export async function patchGroup(visit: Visit, id: string): Promise<Response> {
  const body = await bodyOf(visit.request);
  requireSchema(body, patchSchema);
  const draft = groupDraft();
  for (const { op, path, value } of stepsOf(body)) writeGroup(draft, path, op, value, id);
  return settle(visit, id, draft);
}

export async function endGroup(visit: Visit, id: string): Promise<Response> {
  const { caller, request, origin, now } = visit;
  const group = await stored(caller.connectionId, id, false);
  const input = { id: group.id, tokenId: caller.tokenId, version: versionFor(request, group) };
  doneBy(await execute(scimDeleteGroup, caller.actor, input, { origin, now }));
  return scim(null, 204);
}

/** Who comes and who goes is settled inside the command: two clients that each add one do not undo each other. */
async function settle(visit: Visit, id: string, draft: GroupDraft): Promise<Response> {
  const { caller, request, origin, now } = visit;
  const group = await stored(caller.connectionId, id, true);
  const version = versionFor(request, group);
  if (changes(draft, group)) {
    const { name, externalId, members } = draft;
    const [add, remove] = [[...draft.add], [...draft.remove]];
    const said = { name, ...(externalId !== undefined && { externalId }), members, add, remove };
    const input = { id: group.id, tokenId: caller.tokenId, version, ...said };
    doneBy(await execute(scimReplaceGroup, caller.actor, input, { origin, now }));
  }
  // RFC 7644 3.5.2: a PATCH may be answered without the resource. With thousands of members it is not worth sending.
  if (request.method === 'PATCH' && !wantedOf(visit.parameters).only) return scim(null, 204);
  return answered(visit, id);
}

function changes({ name, externalId, members, add, remove }: GroupDraft, group: StoredGroup): boolean {
  const held = new Set(group.members?.map((member) => member.id));
  const after = new Set(members ?? held);
  for (const id of remove) after.delete(id);
  for (const id of add) after.add(id);
  return (
    (name !== null && name !== group.name) ||
    (externalId !== undefined && externalId !== group.externalId) ||
    after.size !== held.size ||
    [...after].some((id) => !held.has(id))
  );
}

async function answered(
  { request, caller, base, parameters }: Visit,
  id: string,
  status = 200,
): Promise<Response> {
  const wanted = wantedOf(parameters);
  const group = await stored(caller.connectionId, id, wantsMembers(wanted));
  return resource(request, groupResource(group, base), wanted, status);
}

function versionFor(request: Request, { version }: StoredGroup): number | null {
  const tags = tagsOf(request);
  if (tags === null) return null;
  if (tags.includes(etagOf(version))) return version;
  throw new ScimProblem(412, 'It was changed in the meantime. Read it anew.');
}

async function stored(connectionId: string, id: string, withMembers: boolean): Promise<StoredGroup> {
  const group = await readGroup(connectionId, id, withMembers);
  if (!group) throw new ScimProblem(404, 'There is no such Group.');
  return group;
}
