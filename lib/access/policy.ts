/**
 * The policy of a custom role: data, read from Postgres and from people's JSON. A rule narrows what the account owner's
 * own rows allow and can never widen it: administrative verbs stay under the ceiling and hold everywhere only.
 */
import { z } from 'zod';
import { everybody, roleRows } from './roles.ts';
import { type Conditions, everywhere, type Grant, type Row, type SubjectName, type Where } from './rows.ts';

const keyOf = (may: string, on: string) => `${may} ${on}`;

/**
 * What bounds each permission: the rows through which an account owner holds it. What everybody holds for themselves is
 * left out: in a role it would stand without "their own", and end other people's sessions.
 */
const bounds: ReadonlyMap<string, readonly Row[]> = Map.groupBy(
  roleRows['account-owner']
    .filter((row) => !everybody.includes(row))
    .flatMap((row) => row.may.map((may) => ({ ...row, may: [may] }))),
  (row) => keyOf(row.may[0] ?? '', row.on),
);

/** "key.rotate ApiKey": everything that a role can hold. */
export const permissions: ReadonlySet<string> = new Set(bounds.keys());

export const withEnvironment: readonly SubjectName[] = ['ApiKey', 'Application', 'Decision', 'AuditEvent'];
/** The column that names the application. */
export const applicationColumn: Partial<Record<SubjectName, string>> = {
  ApiKey: 'applicationId',
  Decision: 'applicationId',
  Application: 'id',
};
export const ownColumn: Partial<Record<SubjectName, string>> = {
  AuditEvent: 'actorId',
  Session: 'operatorId',
};
/** What may be left of a row that is read in part. */
export const maskable: Partial<Record<SubjectName, readonly string[]>> = {
  Operator: ['id', 'name'],
  Role: ['id', 'slug', 'name', 'description'],
};

const Narrowed = z.strictObject({
  environment: z.enum(['production', 'sandbox']).optional(),
  /** Their own (owned or deputised), those of people they share a group with, or these. */
  applications: z.union([z.enum(['own', 'team']), z.array(z.uuid()).min(1).max(100)]).optional(),
  /** What they did, or what is theirs. */
  own: z.literal(true).optional(),
});

export type Narrowing = z.infer<typeof Narrowed>;

export const PolicyRule = z
  .strictObject({
    may: z.array(z.string().max(60)).min(1, 'A rule permits at least one thing.').max(60),
    on: z.string().max(40),
    where: Narrowed.optional(),
    fields: z.array(z.string().max(40)).min(1).max(20).optional(),
  })
  .superRefine((rule, cx) => {
    for (const complaint of complaintsOf(rule)) cx.addIssue({ code: 'custom', message: complaint });
  });
export const Policy = z.strictObject({ rules: z.array(PolicyRule).max(200, 'At most 200 rules.') });
export type PolicyRule = z.infer<typeof PolicyRule>;
export type Policy = z.infer<typeof Policy>;

function* complaintsOf(rule: {
  may: string[];
  on: string;
  where?: Narrowing | undefined;
  fields?: string[] | undefined;
}): Generator<string> {
  const on = rule.on as SubjectName;
  const unknown = rule.may.filter((action) => !permissions.has(keyOf(action, on)));
  if (unknown.length > 0) {
    yield `No role can hold ${unknown.map((one) => `"${one}"`).join(', ')} on ${on}: see the list of permissions.`;
    return;
  }
  const { environment, applications, own } = rule.where ?? {};
  if (environment && !withEnvironment.includes(on)) yield `${on} belongs to no environment.`;
  if (applications && !applicationColumn[on]) yield `${on} belongs to no application.`;
  if (own && !ownColumn[on]) yield `${on} is nobody’s own.`;
  if (rule.fields && (rule.may.join() !== 'read' || rule.fields.some((f) => !maskable[on]?.includes(f))))
    yield `Fields can be named only for reading, and only ${JSON.stringify(maskable)}.`;
}

/** The rows of a policy, and what everybody who may sign in holds anyway. */
export function rowsOf(policy: Policy): Row[] {
  return [...everybody, ...policy.rules.flatMap(rowsOfRule)];
}

/** Subjects of which every verb but reading is administrative (docs/access.md). */
export const administrativeSubjects: readonly SubjectName[] = [
  'Operator',
  'Assignment',
  'Role',
  'Group',
  'RoleRequest',
  'Connection',
  'ScimToken',
  'ApprovalPolicy',
  'ApprovalRequest',
  'DutyRule',
  'ReviewCampaign',
  'ReviewItem',
  'BreakGlassPerson',
  'BreakGlassOpening',
];

/** Administrative verbs of a custom role count where it is held in every environment, whatever the owner's row says. */
function boundOf({ may, on, where = nothingMore }: Row): Where {
  const isPlain = may.includes('read') || !administrativeSubjects.includes(on);
  if (isPlain || where({ ...nobody, environmentId: 'production' }) === false) return where;
  return (grant) => everywhere(grant) && where(grant);
}

const nobody: Grant = {
  role: '',
  rows: [],
  ceiling: [],
  environmentId: null,
  operatorId: '',
  ownApplications: [],
  teamApplications: [],
};

function rowsOfRule({ may, on, where = {}, fields }: PolicyRule): Row[] {
  return may.flatMap((action) =>
    (bounds.get(keyOf(action, on)) ?? []).map((bound) => ({
      may: [action],
      on: bound.on,
      where: narrowed(boundOf(bound), bound.on, where),
      ...(fields && { fields }),
    })),
  );
}

const nothingMore: Where = () => ({});

function narrowed(bound: Where, on: SubjectName, where: Narrowing): Where {
  const { environment, applications, own } = where;
  if (!environment && !applications && !own) return bound;
  return (grant) => {
    const base = bound(grant);
    if (base === false) return false;
    const more: Conditions[] = [];
    if (environment) more.push({ environmentId: environment });
    if (applications) more.push(applicationsOf(on, applications, grant));
    if (own) more.push({ [ownColumn[on] ?? 'id']: grant.operatorId });
    // A rule about one environment in a role that is held for the other gives nothing.
    if (environment && base.environmentId !== undefined && base.environmentId !== environment) return false;
    // Beside the bound and never over it: a narrowing that names a column of the bound must not take its place.
    return disjoint(base, more) ? Object.assign({}, base, ...more) : { AND: [base, ...more] };
  };
}

function disjoint(base: Conditions, more: readonly Conditions[]): boolean {
  return more.every((one) =>
    Object.entries(one).every(([name, value]) => !(name in base) || base[name] === value),
  );
}

function applicationsOf(on: SubjectName, which: 'own' | 'team' | string[], grant: Grant): Conditions {
  const ids = which === 'own' ? grant.ownApplications : which === 'team' ? grant.teamApplications : which;
  return { [applicationColumn[on] ?? 'id']: { in: [...ids] } };
}
