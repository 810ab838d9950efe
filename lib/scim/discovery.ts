/** What a client may ask about the door itself: RFC 7644 4, in the words of RFC 7643 5 to 7. */
import { scim } from './answers.ts';
import { mostResults } from './asked.ts';
import { groupSchema, listSchema, userSchema } from './shapes.ts';

/** Null where there is nothing of that name. */
export function describe(base: string, kind: string, id: string | undefined): Response | null {
  if (kind === 'ServiceProviderConfig') return id === undefined ? scim(config(base)) : null;
  const all = { Schemas: schemas(base), ResourceTypes: resourceTypes(base) };
  if (!Object.hasOwn(all, kind)) return null;
  const list = all[kind as keyof typeof all];
  if (id !== undefined) {
    const one = list.find((entry) => entry.id === decodeURIComponent(id));
    return one ? scim(one) : null;
  }
  return scim({
    schemas: [listSchema],
    totalResults: list.length,
    itemsPerPage: list.length,
    startIndex: 1,
    Resources: list,
  });
}

const config = (base: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostResults },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token of one connection, made on its page in the console',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const resourceTypes = (base: string) =>
  [
    { id: 'User', endpoint: '/Users', description: 'A person of the connection', schema: userSchema },
    {
      id: 'Group',
      endpoint: '/Groups',
      description: 'A group of people of the connection',
      schema: groupSchema,
    },
  ].map((type) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    name: type.id,
    ...type,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.id}` },
  }));

const schemas = (base: string) =>
  [
    {
      id: userSchema,
      name: 'User',
      description: 'A person of the connection',
      attributes: [
        text('userName', 'The NameID by which they sign in', { required: true, uniqueness: 'server' }),
        text('displayName', 'The name that is shown'),
        complex('name', 'Read where there is no displayName', false, [
          text('formatted', 'The whole name'),
          text('givenName', 'Given name', { returned: 'never' }),
          text('familyName', 'Family name', { returned: 'never' }),
        ]),
        { ...text('active', 'False: signed out everywhere and kept out'), type: 'boolean' },
        complex(
          'emails',
          'One address is kept: the primary one, else the one of work, else the first',
          true,
          [
            text('value', 'The address'),
            text('type', 'Always work'),
            { ...text('primary', 'Always true'), type: 'boolean' },
          ],
        ),
      ],
    },
    {
      id: groupSchema,
      name: 'Group',
      description: 'A group of people of the connection',
      attributes: [
        text('displayName', 'Its name, of one group alone', { required: true, uniqueness: 'server' }),
        complex('members', 'People of this connection; groups are no members', true, [
          text('value', 'The id of a User', { mutability: 'immutable', caseExact: true }),
          text('display', 'Their name', { mutability: 'readOnly' }),
          text('type', 'Always User', { mutability: 'immutable' }),
        ]),
      ],
    },
  ].map((schema) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...schema,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }));

interface Characteristics {
  required?: boolean;
  caseExact?: boolean;
  mutability?: string;
  returned?: string;
  uniqueness?: string;
}

// RFC 7643 2.2 names the defaults; clients differ in whether they know them, so that all are written out.
function text(name: string, description: string, more: Characteristics = {}) {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...more,
  };
}

function complex(name: string, description: string, multiValued: boolean, subAttributes: object[]) {
  return { ...text(name, description), type: 'complex', multiValued, subAttributes };
}
