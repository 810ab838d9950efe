import { z } from 'zod';
import { Id, Reason } from '../fields.ts';
import { EnvironmentChoice, RoleSlug } from '../operators/schema.ts';
import { canonicalDomain, longestValue, type Mapping, noMapping, placeOf } from './mapping-rules.ts';

export const provisionings = ['off', 'bare', 'mapped'] as const;
export type Provisioning = (typeof provisionings)[number];

export const mostRules = 50;
const mostDomains = 50;

const list = (value: unknown) =>
  typeof value === 'string' ? value.split(/[\s,;]+/).filter(Boolean) : (value ?? []);

/** The name of an attribute as the IdP writes it: a word, a URN or an address. */
const AttributeName = z
  .preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
    z
      .string()
      .trim()
      .max(255, 'The name of an attribute has at most 255 characters.')
      .regex(/^[^\p{C}]+$/u, 'The name of an attribute has no control characters.')
      .nullable(),
  )
  .default(null);

const Rule = z.object({
  value: z
    .string({ error: 'Name the group.' })
    .trim()
    .min(1, 'Name the group.')
    .max(longestValue, `A group has at most ${longestValue} characters.`)
    .regex(/^[^\p{C}]+$/u, 'A group has no control characters.'),
  role: RoleSlug,
  environmentId: EnvironmentChoice,
});

/** A form sends the table as one JSON text. */
const Rules = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value ?? [];
    try {
      return JSON.parse(value);
    } catch {
      return null;
    }
  },
  z
    .array(Rule, { error: 'This is no table of groups and roles.' })
    .max(mostRules, `At most ${mostRules} rows.`),
);

const Domain = z.string().transform((text, context) => {
  const domain = canonicalDomain(text.replace(/^@/, ''));
  if (domain) return domain;
  context.addIssue(
    `${text.slice(0, 80)} is no domain such as acme.example; one of another script is written in its xn-- form.`,
  );
  return z.NEVER;
});

export const EditMapping = z
  .object({
    id: Id,
    /** Of the connection as it was shown; left out, whatever stands there is replaced. */
    version: z.coerce.number().int().positive().optional(),
    email: AttributeName,
    name: AttributeName,
    givenName: AttributeName,
    familyName: AttributeName,
    groups: AttributeName,
    rules: Rules.default([]),
    roleCeiling: z.preprocess(list, z.array(RoleSlug).max(20)).default([]),
    provisioning: z.enum(provisionings, { error: 'Choose what happens to people who are not known yet.' }),
    emailDomains: z
      .preprocess(list, z.array(Domain).max(mostDomains, `At most ${mostDomains} domains.`))
      .default([]),
    linksByEmail: z.stringbool().or(z.boolean()).default(false),
    reason: Reason,
  })
  .transform((input) => ({
    ...input,
    rules: once(input.rules),
    roleCeiling: [...new Set(input.roleCeiling)],
    emailDomains: [...new Set(input.emailDomains)],
  }))
  .superRefine((input, context) => {
    const say = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: field.split('.'), message });
    input.rules.forEach(({ role }, i) => {
      if (!input.roleCeiling.includes(role))
        say(`rules.${i}.role`, 'This role lies outside the ceiling. Tick it there first.');
    });
    if (input.provisioning === 'mapped' && input.groups === null)
      say('groups', 'Name the attribute that carries the groups: roles are to come from it.');
    if (input.provisioning === 'mapped' && input.rules.length === 0)
      say('rules', 'Name at least one group and its role, or let people in without rights.');
    if (input.linksByEmail && input.email === null)
      say('email', 'Name the attribute that carries the e-mail address: people are to be linked by it.');
    if (input.linksByEmail && input.emailDomains.length === 0)
      say('emailDomains', 'Name the domains whose people may be linked.');
  });
export type EditMapping = z.output<typeof EditMapping>;

const Stored = z.object({
  email: z.string().nullable(),
  name: z.string().nullable(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  groups: z.string().nullable(),
  roles: z.array(
    z.object({
      value: z.string(),
      role: RoleSlug,
      environmentId: z.string().nullable(),
      author: z.string().nullable().default(null),
    }),
  ),
  author: z.string().nullable(),
});

/** The mapping as it is stored; what is damaged maps nothing. */
export function storedMapping(value: unknown): Mapping {
  const parsed = Stored.safeParse({ ...noMapping, ...(value as object | null) });
  return parsed.success ? parsed.data : noMapping;
}

function once<R extends { value: string; role: string; environmentId: string | null }>(rules: R[]): R[] {
  return [...new Map(rules.map((rule) => [`${placeOf(rule)} ${rule.value}`, rule])).values()];
}
