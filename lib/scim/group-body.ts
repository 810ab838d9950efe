/** Writes what a client says of a Group: the body of POST and PUT, and PATCH. */
import { parsePath } from './filter.ts';
import { mostMembers } from './group-schema.ts';
import { picks } from './pick.ts';
import { ScimProblem, wrong } from './problem.ts';
import { wordOf } from './shapes.ts';
import { type Op, recordOf } from './user-body.ts';

/** What becomes of a group. `members` null: they stay, but for who comes and goes. */
export interface GroupDraft {
  /** Null: it stays. */
  name: string | null;
  /** Undefined: it stays. */
  externalId: string | null | undefined;
  members: string[] | null;
  add: Set<string>;
  remove: Set<string>;
}

export function groupDraft(): GroupDraft {
  return { name: null, externalId: undefined, members: null, add: new Set(), remove: new Set() };
}

export function groupOfBody(body: Record<string, unknown>): GroupDraft {
  const draft: GroupDraft = { ...groupDraft(), externalId: null, members: [] };
  for (const [key, value] of Object.entries(body)) {
    const name = key.toLowerCase();
    if (['displayname', 'externalid', 'members'].includes(name)) write(draft, name, 'replace', value);
  }
  return draft;
}

/** One operation of a PATCH with its path. Throws `invalidPath`, `invalidValue` or `mutability`. */
export function writeGroup(draft: GroupDraft, source: string, op: Op, value: unknown, id: string): void {
  const { attribute, which, part } = parsePath(source);
  if (attribute === 'schemas' || attribute === 'meta') return;
  if (attribute === 'id') {
    if (op === 'remove' || value !== id) throw wrong('mutability', 'An id never changes.');
    return;
  }
  if (part !== null) throw wrong('invalidPath', 'A part of that attribute cannot be changed alone.');
  if (which === null) {
    write(draft, attribute, op, value);
    return;
  }
  if (attribute !== 'members') throw wrong('invalidPath', `${attribute} has one value.`);
  if (op !== 'remove') throw wrong('invalidPath', 'Members are added by their value, without a bracket.');
  // The bracket names a member by id; whoever is not in the group is gone from it already.
  if (which.kind !== 'compare' || which.path !== 'value' || which.by !== 'eq') {
    if (draft.members === null)
      throw wrong('invalidPath', 'A bracket names one member: members[value eq "…"].');
    for (const member of draft.members) if (picks(which, { value: member })) leave(draft, member);
    return;
  }
  leave(draft, idOf(which.value));
}

function write(draft: GroupDraft, attribute: string, op: Op, value: unknown): void {
  if (attribute === 'displayname') draft.name = nameOf(op === 'remove' ? '' : value);
  else if (attribute === 'externalid')
    draft.externalId = op === 'remove' || value === null ? null : wordOf(textOf(value), 'externalId');
  else if (attribute === 'members') writeMembers(draft, op, value);
  else throw wrong('invalidPath', `A Group has no attribute ${attribute}.`);
}

function writeMembers(draft: GroupDraft, op: Op, value: unknown): void {
  const list = value === undefined || value === null ? null : membersOf(value);
  if (op === 'replace' || (op === 'remove' && list === null)) {
    draft.members = op === 'replace' ? (list ?? []) : [];
    draft.add.clear();
    draft.remove.clear();
    return;
  }
  // Entra ID names who goes in the value and not in the path.
  for (const id of list ?? []) op === 'add' ? enter(draft, id) : leave(draft, id);
}

function enter(draft: GroupDraft, id: string): void {
  draft.remove.delete(id);
  draft.add.add(id);
}

function leave(draft: GroupDraft, id: string): void {
  draft.add.delete(id);
  draft.remove.add(id);
}

function membersOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > mostMembers) throw new ScimProblem(413, `At most ${mostMembers} members at a time.`);
  return list.map((one) => {
    const { value: id, type } = recordOf(one, 'members');
    // RFC 7643 4.2 lets groups hold groups; rights through a chain of them would be hard to read.
    if (typeof type === 'string' && type.toLowerCase() === 'group')
      throw wrong('invalidValue', 'A group has people as members, not groups.');
    return idOf(id);
  });
}

function idOf(value: unknown): string {
  const id = typeof value === 'string' ? value.toLowerCase() : '';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw wrong('invalidValue', 'A member is named by the id of a User.');
  return id;
}

function nameOf(value: unknown): string {
  const name = wordOf(textOf(value), 'displayName')?.trim() ?? '';
  if (name === '' || name.length > 80)
    throw wrong('invalidValue', 'A group has a displayName of at most 80 characters.');
  return name;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong('invalidValue', 'That attribute is a text.');
}
