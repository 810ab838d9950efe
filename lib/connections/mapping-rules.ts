/** What an IdP's attributes mean here. Pure; everything that comes in was written by somebody else. */

/** How the attributes of one connection are read. */
export interface Mapping {
  /** Names of attributes, to the letter; null: not read. Without one for the e-mail address, the NameID may be it. */
  email: string | null;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  groups: string | null;
  roles: GroupRule[];
  /** Who saved it last: the person behind every operator that it makes. */
  author: string | null;
}

/** A value of the groups attribute, compared to the letter, and the role that it brings; null: in every environment. */
export interface GroupRule {
  value: string;
  role: string;
  environmentId: string | null;
  /** Who wrote this row; it stays theirs when somebody else saves it again. */
  author: string | null;
}

/** With the group that brings it. */
export type MappedRole = GroupRule;

/** Why no e-mail address was read. */
export type EmailFault = 'absent' | 'several' | 'malformed';

/** What the attributes say of a person, made fit for this house. */
export interface MappedPerson {
  email: string | null;
  emailFault: EmailFault | null;
  name: string | null;
  groups: string[];
}

export type Attributes = ReadonlyMap<string, readonly string[]>;

export const longestEmail = 254;
export const longestName = 120;
export const longestValue = 256;
/** More groups than any directory sends; what stands beyond is not looked at. */
export const mostGroups = 5_000;

export const noMapping: Mapping = {
  email: null,
  name: null,
  givenName: null,
  familyName: null,
  groups: null,
  roles: [],
  author: null,
};

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainForm = new RegExp(`^(?:${label}\\.)+${label}$`);
const localForm = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** ASCII lower case alone: Unicode folding would let a Kelvin sign pass for a k (docs/sign-in.md rule 13). */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

/** A domain as it is compared; null for what is none. Names of other scripts come in their ASCII form (xn--). */
export function canonicalDomain(text: string): string | null {
  const domain = asciiLower(text);
  return domain.length <= 253 && domainForm.test(domain) ? domain : null;
}

/** An e-mail address as it is compared and stored; null for what is none, or has any character beyond ASCII. */
export function canonicalEmail(text: string): string | null {
  if (text.length > longestEmail) return null;
  const [local = '', domain = '', ...more] = asciiLower(text).split('@');
  if (more.length > 0 || local.length > 64 || !localForm.test(local)) return null;
  return canonicalDomain(domain) && `${local}@${domain}`;
}

/** Of a canonical address. */
export function domainOf(email: string): string {
  return email.slice(email.indexOf('@') + 1);
}

/** A connection that names domains speaks for no other; one that names none speaks for all that nobody else named. */
export function speaksFor({ emailDomains }: { emailDomains: readonly string[] }, email: string): boolean {
  return emailDomains.length === 0 || emailDomains.includes(domainOf(email));
}

/** Text for the screen: without control characters and those that turn or hide letters, one line, cut to length. */
export function displayName(text: string): string | null {
  // Cut before it is looked at: a value may be as long as the message.
  const clean = text
    .slice(0, longestName * 8)
    .replace(/\s+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .trim();
  return [...clean].slice(0, longestName).join('').trim() || null;
}

export function readPerson(mapping: Mapping, attributes: Attributes, nameId: string): MappedPerson {
  const all = (name: string | null) => (name === null ? [] : (attributes.get(name) ?? []));
  const first = (name: string | null) => displayName(all(name)[0] ?? '');
  const parts = [first(mapping.givenName), first(mapping.familyName)].filter((part) => part !== null);
  const values = mapping.email === null ? [nameId] : all(mapping.email);
  const email = values.length === 1 ? canonicalEmail(values[0] ?? '') : null;
  return {
    email,
    emailFault: email === null ? faultOf(values.length) : null,
    name: first(mapping.name) ?? displayName(parts.join(' ')),
    groups: groupsOf(all(mapping.groups)),
  };
}

function faultOf(count: number): EmailFault {
  if (count === 0) return 'absent';
  return count === 1 ? 'malformed' : 'several';
}

function groupsOf(values: readonly string[]): string[] {
  // A rule's value is never longer, so that a longer one can meet none.
  const able = values.slice(0, mostGroups).filter((value) => value.length <= longestValue);
  return [...new Set(able)];
}

/** The roles that these groups bring, each once; what lies outside the connection's ceiling brings nothing. */
export function rolesOfGroups(
  rules: readonly GroupRule[],
  ceiling: readonly string[],
  groups: readonly string[],
): MappedRole[] {
  const held = new Set(groups);
  const found = new Map<string, MappedRole>();
  for (const rule of rules)
    if (held.has(rule.value) && ceiling.includes(rule.role) && !found.has(placeOf(rule)))
      found.set(placeOf(rule), rule);
  return [...found.values()];
}

/** Everything that the mapping can give to anybody. */
export function rolesThatCouldCome(
  rules: readonly GroupRule[],
  ceiling: readonly string[],
  provisioning: string,
): MappedRole[] {
  if (provisioning !== 'mapped') return [];
  return rolesOfGroups(
    rules,
    ceiling,
    rules.map(({ value }) => value),
  );
}

interface HeldRole {
  id: string;
  role: string;
  environmentId: string | null;
  source: string;
}

/** What to add and what to end, so that the mapped roles are `wanted`. A given role is never touched, nor doubled. */
export function differenceOf<W extends Pick<MappedRole, 'role' | 'environmentId'>>(
  wanted: readonly W[],
  held: readonly HeldRole[],
) {
  const wantedPlaces = new Set(wanted.map(placeOf));
  const heldPlaces = new Set(held.map(placeOf));
  return {
    add: wanted.filter((role) => !heldPlaces.has(placeOf(role))),
    end: held.filter((one) => one.source === 'mapped' && !wantedPlaces.has(placeOf(one))),
  };
}

/** Role and environment as one text. */
export function placeOf({ role, environmentId }: { role: string; environmentId: string | null }): string {
  return `${role} ${environmentId ?? ''}`;
}
