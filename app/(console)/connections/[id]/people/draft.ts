import type { MappingDraft } from '#components/connections/mapping-form.tsx';
import type { MappingPage } from '#lib/connections/mapping-queries.ts';

type Said = Record<string, string | string[] | undefined>;

const textOf = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');
const listOf = (value: string | string[] | undefined) =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** What stands in the address: the form is sent by GET, so that its review can be opened again and gone back from. */
export function draftFrom(said: Said): MappingDraft | null {
  if (said.provisioning === undefined) return null;
  const [values, roles, places] = [listOf(said.group), listOf(said.role), listOf(said.place)];
  return {
    email: textOf(said.email),
    name: textOf(said.name),
    givenName: textOf(said.givenName),
    familyName: textOf(said.familyName),
    groups: textOf(said.groups),
    rules: values
      .map((value, i) => ({ value, role: roles[i] ?? '', environmentId: places[i] ?? '' }))
      .filter(({ value }) => value.trim() !== ''),
    roleCeiling: listOf(said.ceiling),
    provisioning: textOf(said.provisioning),
    emailDomains: textOf(said.domains),
    linksByEmail: said.link === 'true',
  };
}

export function draftOf(connection: MappingPage): MappingDraft {
  const { mapping, provisioning, roleCeiling, emailDomains, linksByEmail } = connection;
  const { email, name, givenName, familyName, groups, roles } = mapping;
  return {
    email: email ?? '',
    name: name ?? '',
    givenName: givenName ?? '',
    familyName: familyName ?? '',
    groups: groups ?? '',
    rules: roles.map(({ value, role, environmentId }) => ({
      value,
      role,
      environmentId: environmentId ?? '',
    })),
    roleCeiling,
    provisioning,
    emailDomains: emailDomains.join('\n'),
    linksByEmail,
  };
}

/** The fields of the command, as a form sends them. */
export function fieldsOf(draft: MappingDraft) {
  const { rules, ...rest } = draft;
  return { ...rest, rules: JSON.stringify(rules), linksByEmail: String(draft.linksByEmail) };
}

/** The address that holds the draft. */
export function searchOf(draft: MappingDraft): string {
  const { email, name, givenName, familyName, groups, provisioning } = draft;
  const said = new URLSearchParams({ email, name, givenName, familyName, groups, provisioning });
  said.set('domains', draft.emailDomains);
  if (draft.linksByEmail) said.set('link', 'true');
  for (const role of draft.roleCeiling) said.append('ceiling', role);
  for (const { value, role, environmentId } of draft.rules) {
    said.append('group', value);
    said.append('role', role);
    said.append('place', environmentId);
  }
  return said.toString();
}
