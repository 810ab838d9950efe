/** The resources as clients read and write them: RFC 7643 4.1 and 4.2, so far as this house keeps them. */

import { canonicalEmail, displayName } from '../connections/mapping-rules.ts';
import { wrong } from './problem.ts';
import { userNameOf } from './user-kind.ts';
import type { UserState } from './user-schema.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

export interface StoredUser {
  id: string;
  nameId: string;
  email: string;
  name: string;
  externalId: string | null;
  state: string;
  linkedAt: Date | null;
  version: number;
  createdAt: Date;
}

export interface StoredGroup {
  id: string;
  name: string;
  externalId: string | null;
  version: number;
  createdAt: Date;
  /** Null where the client did not ask for them. */
  members: { id: string; name: string }[] | null;
}

/** RFC 7644 3.14: weak, since two representations of one version may differ in what was asked for. */
export const etagOf = (version: number) => `W/"${version}"`;

export function userResource(user: StoredUser, base: string) {
  return {
    schemas: [userSchema],
    id: user.id,
    ...(user.externalId !== null && { externalId: user.externalId }),
    userName: userNameOf(user),
    displayName: user.name,
    name: { formatted: user.name },
    active: user.state === 'active',
    emails: [{ value: user.email, type: 'work', primary: true }],
    meta: metaOf('User', user, `${base}/Users/${user.id}`),
  };
}

export function groupResource(group: StoredGroup, base: string) {
  return {
    schemas: [groupSchema],
    id: group.id,
    ...(group.externalId !== null && { externalId: group.externalId }),
    displayName: group.name,
    ...(group.members && {
      members: group.members.map(({ id, name }) => ({
        value: id,
        display: name,
        type: 'User',
        $ref: `${base}/Users/${id}`,
      })),
    }),
    meta: metaOf('Group', group, `${base}/Groups/${group.id}`),
  };
}

function metaOf(
  resourceType: string,
  { createdAt, version }: { createdAt: Date; version: number },
  location: string,
) {
  return { resourceType, created: createdAt.toISOString(), version: etagOf(version), location };
}

export interface Email {
  value: string;
  type: string | null;
  primary: boolean;
}

/** A User as a client has said it so far; what was not said is null. */
export interface UserDraft {
  userName: string | null;
  externalId: string | null;
  displayName: string | null;
  formatted: string | null;
  given: string | null;
  family: string | null;
  active: boolean | null;
  emails: Email[];
}

export const noUser: UserDraft = {
  userName: null,
  externalId: null,
  displayName: null,
  formatted: null,
  given: null,
  family: null,
  active: null,
  emails: [],
};

export function draftOf(user: StoredUser): UserDraft {
  return {
    ...noUser,
    userName: userNameOf(user),
    externalId: user.externalId,
    displayName: user.name,
    active: user.state === 'active',
    emails: [{ value: user.email, type: 'work', primary: true }],
  };
}

/** What is stored of a draft. Throws `invalidValue`. */
export function stateOf(draft: UserDraft): UserState {
  const userName = wordOf(draft.userName, 'userName');
  if (userName === null) throw wrong('invalidValue', 'A User has a userName.');
  const said =
    draft.emails.find((one) => one.primary) ??
    draft.emails.find((one) => one.type?.toLowerCase() === 'work') ??
    draft.emails[0];
  const email = canonicalEmail(said?.value ?? userName);
  if (email === null)
    throw wrong(
      'invalidValue',
      'A User has an e-mail address in emails, or a userName that is one, in plain ASCII.',
    );
  const parts = [draft.given, draft.family].filter((part) => part !== null).join(' ');
  const name = [draft.displayName, draft.formatted, parts, userName]
    .map((one) => displayName(one ?? ''))
    .find((one) => one !== null);
  return {
    userName,
    externalId: wordOf(draft.externalId, 'externalId'),
    email,
    name: name ?? email,
    active: draft.active ?? true,
  };
}

// A control character would turn or hide what stands beside it, on screens and in the trail.
export function wordOf(text: string | null, attribute: string): string | null {
  if (text === null || text === '') return null;
  if (text.length > 256 || !text.isWellFormed() || /\p{C}/u.test(text))
    throw wrong('invalidValue', `${attribute} has at most 256 characters, none of them a control character.`);
  return text;
}
