/** What providers call their attributes unless somebody renamed them there. */
import type { Mapping } from './mapping-rules.ts';

export type AttributeNames = Pick<Mapping, 'email' | 'name' | 'givenName' | 'familyName' | 'groups'>;

export interface Preset {
  slug: string;
  name: string;
  names: AttributeNames;
  /** What has to be set at the provider, or is worth knowing. */
  says: string;
}

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

export const presets: readonly Preset[] = [
  {
    slug: 'okta',
    name: 'Okta',
    names: {
      email: 'email',
      name: 'displayName',
      givenName: 'firstName',
      familyName: 'lastName',
      groups: 'groups',
    },
    says: 'In the app: Attribute Statements email → user.email, displayName → user.displayName; Group Attribute Statements groups, with a filter that lets only the groups through that mean something here.',
  },
  {
    slug: 'entra',
    name: 'Entra ID',
    names: {
      email: `${claims}/emailaddress`,
      name: 'http://schemas.microsoft.com/identity/claims/displayname',
      givenName: `${claims}/givenname`,
      familyName: `${claims}/surname`,
      groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    },
    says: 'Groups come as object ids. Add the group claim for “groups assigned to the application”: with more than 150 groups Entra ID sends a link in their place, and nobody has any role.',
  },
  {
    slug: 'google',
    name: 'Google Workspace',
    names: { email: 'email', name: null, givenName: 'firstName', familyName: 'lastName', groups: 'groups' },
    says: 'In the app’s attribute mapping: Primary email → email, First name → firstName, Last name → lastName; under Group membership name at most 75 groups and call the attribute groups.',
  },
  {
    slug: 'adfs',
    name: 'AD FS',
    names: {
      email: `${claims}/emailaddress`,
      name: `${claims}/name`,
      givenName: `${claims}/givenname`,
      familyName: `${claims}/surname`,
      groups: 'http://schemas.xmlsoap.org/claims/Group',
    },
    says: 'Issuance rules: E-Mail-Addresses → E-Mail Address, Display-Name → Name, Token-Groups (unqualified names) → Group.',
  },
  {
    slug: 'keycloak',
    name: 'Keycloak',
    names: {
      email: 'email',
      name: null,
      givenName: 'firstName',
      familyName: 'lastName',
      groups: 'member',
    },
    says: 'Client scope mappers: X500-like properties or user attributes under these names; a Group list mapper called member, with “Full group path” off unless the rows below begin with a slash.',
  },
  {
    slug: 'ping',
    name: 'Ping, JumpCloud, IBM',
    names: {
      email: 'email',
      name: null,
      givenName: 'firstname',
      familyName: 'lastname',
      groups: 'memberOf',
    },
    says: 'These providers send what the application’s attribute table names. Use these names there, or write theirs here.',
  },
  {
    slug: 'oid',
    name: 'eduPerson OIDs',
    names: {
      email: 'urn:oid:0.9.2342.19200300.100.1.3',
      name: 'urn:oid:2.16.840.1.113730.3.1.241',
      givenName: 'urn:oid:2.5.4.42',
      familyName: 'urn:oid:2.5.4.4',
      groups: 'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
    },
    says: 'As Shibboleth and SimpleSAMLphp send them: mail, displayName, givenName, sn and isMemberOf. Federations often carry groups in eduPersonEntitlement, urn:oid:1.3.6.1.4.1.5923.1.1.1.7.',
  },
  {
    slug: 'plain',
    name: 'Plain names',
    names: { email: 'mail', name: 'displayName', givenName: 'givenName', familyName: 'sn', groups: 'groups' },
    says: 'LDAP’s own names, as LemonLDAP::NG and many others send them.',
  },
];
