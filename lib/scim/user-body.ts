/** Writes what a client says of a User into a draft, attribute by attribute: the body of POST and PUT, and PATCH. */
import type { Path } from './filter.ts';
import { parsePath } from './filter.ts';
import { picks } from './pick.ts';
import { wrong } from './problem.ts';
import { type Email, noUser, type UserDraft } from './shapes.ts';

export type Op = 'add' | 'replace' | 'remove';

/** RFC 7643 4.1 and 4.3 have more than this house keeps. What a directory sends of it by habit is passed over. */
const passedOver = new Set([
  'schemas',
  'meta',
  'nickname',
  'profileurl',
  'title',
  'usertype',
  'preferredlanguage',
  'locale',
  'timezone',
  'password',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509certificates',
  'enterprise',
]);
const mostEmails = 20;

/** The draft of a whole body (RFC 7644 3.3 and 3.5.1). Its keys are compared with a list; nothing is copied by name. */
export function draftOfBody(body: Record<string, unknown>): UserDraft {
  const draft = structuredClone(noUser);
  const said = new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value]));
  for (const name of inOrder)
    if (said.has(name)) write(draft, { attribute: name, which: null, part: null }, 'replace', said.get(name));
  return draft;
}

/** One operation of a PATCH with its path (3.5.2). Throws `invalidPath`, `invalidValue` or `mutability`. */
export function writeUser(draft: UserDraft, source: string, op: Op, value: unknown, id: string): void {
  const path = parsePath(source);
  if (path.attribute === 'id') {
    // Some clients send the id along; another one would be another resource.
    if (op === 'remove' || value !== id) throw wrong('mutability', 'An id never changes.');
    return;
  }
  if (passedOver.has(path.attribute)) return;
  if (!known.has(path.attribute)) throw wrong('invalidPath', `A User has no attribute ${path.attribute}.`);
  write(draft, path, op, value);
}

// Where a body says both, displayName is what is shown (RFC 7643 4.1.1).
const inOrder = ['username', 'externalid', 'name', 'displayname', 'active', 'emails'];
const known = new Set(inOrder);

function write(draft: UserDraft, path: Path, op: Op, value: unknown): void {
  const { attribute, which, part } = path;
  if (which !== null && attribute !== 'emails') throw wrong('invalidPath', `${attribute} has one value.`);
  if (attribute === 'emails') writeEmails(draft, path, op, value);
  else if (attribute === 'name') writeName(draft, part, op, value);
  else if (part !== null) throw wrong('invalidPath', `${attribute} has no parts.`);
  else if (attribute === 'username') draft.userName = op === 'remove' ? null : textOf(value, 'userName');
  else if (attribute === 'externalid')
    draft.externalId = op === 'remove' ? null : textOf(value, 'externalId');
  else if (attribute === 'displayname')
    draft.displayName = op === 'remove' ? null : textOf(value, 'displayName');
  else draft.active = op === 'remove' ? null : booleanOf(value);
}

const nameParts = new Map<string, 'formatted' | 'given' | 'family'>([
  ['formatted', 'formatted'],
  ['givenname', 'given'],
  ['familyname', 'family'],
]);

function writeName(draft: UserDraft, part: string | null, op: Op, value: unknown): void {
  if (part === null) {
    if (op === 'remove' || value === null)
      Object.assign(draft, { formatted: null, given: null, family: null });
    else
      for (const [key, of] of Object.entries(recordOf(value, 'name')))
        writeName(draft, key.toLowerCase(), op, of);
    return;
  }
  const to = nameParts.get(part);
  if (!to) return;
  draft[to] = op === 'remove' ? null : textOf(value, `name.${part}`);
  // The one name that is kept was read from displayName; a formatted one that is said alone takes its place.
  if (to === 'formatted' && draft[to] !== null) draft.displayName = draft[to];
}

function writeEmails(draft: UserDraft, { which, part }: Path, op: Op, value: unknown): void {
  const chosen = which ? draft.emails.filter((email) => picks(which, { ...email })) : draft.emails;
  if (op === 'remove') {
    draft.emails = part === null ? draft.emails.filter((email) => !chosen.includes(email)) : draft.emails;
    if (part === 'value') draft.emails = draft.emails.filter((email) => !chosen.includes(email));
    return;
  }
  if (part !== null || which !== null) {
    const wanted = part === null ? recordOf(value, 'emails') : { [part]: value };
    // What a directory names that is not there yet is made, by add and by replace alike: Entra ID sends either.
    if (chosen.length === 0) draft.emails.push(emailOf({ ...saidBy(which), ...wanted }));
    for (const email of chosen) Object.assign(email, emailOf({ ...email, ...lower(wanted) }));
  } else {
    const list = (Array.isArray(value) ? value : value === null ? [] : [value]).map((one) =>
      emailOf(typeof one === 'string' ? { value: one } : recordOf(one, 'emails')),
    );
    draft.emails = op === 'add' ? [...draft.emails, ...list] : list;
  }
  if (draft.emails.length > mostEmails) throw wrong('invalidValue', `At most ${mostEmails} addresses.`);
  keepOnePrimary(draft, op);
}

// RFC 7643 2.4: primary is true no more than once. The one that was said last counts.
function keepOnePrimary(draft: UserDraft, op: Op): void {
  const primaries = draft.emails.filter((email) => email.primary);
  if (primaries.length < 2) return;
  if (op === 'replace') throw wrong('invalidValue', 'One address is primary, not several.');
  for (const email of primaries.slice(0, -1)) email.primary = false;
}

function saidBy(which: Path['which']): Record<string, unknown> {
  return which?.kind === 'compare' && which.by === 'eq' ? { [which.path]: which.value } : {};
}

function emailOf(given: Record<string, unknown>): Email {
  const { value, type, primary } = lower(given);
  return {
    value: textOf(value, 'emails.value') ?? '',
    type: type === undefined || type === null ? null : textOf(type, 'emails.type'),
    primary: primary === undefined || primary === null ? false : booleanOf(primary),
  };
}

function lower(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
}

function textOf(value: unknown, attribute: string): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  throw wrong('invalidValue', `${attribute} is a text.`);
}

/** Entra ID writes booleans as "True" and "False"; a text that is neither is no boolean. */
export function booleanOf(value: unknown): boolean {
  const said = typeof value === 'string' ? value.toLowerCase() : value;
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false') return false;
  throw wrong('invalidValue', 'It is true or false.');
}

export function recordOf(value: unknown, attribute: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw wrong('invalidValue', `${attribute} is an object.`);
}
