/**
 * The policy of a custom role: data, read from Postgres and from people's JSON. A rule narrows what its subject's
 * literal bound allows and can never widen it: administrative verbs stay under the ceiling and hold everywhere only.
 */
import { z } from 'zod';
import { everybody, roleRows } from './roles.ts';
import {
  type Conditions,
  everywhere,
  type Grant,
  grantable,
  inEnvironment,
  insideCeiling,
  type Row,
  type SubjectName,
  type Where,
} from './rows.ts';

/** "key.rotate ApiKey": everything that a person can hold, out of the system roles' own tables. */
export const permissions: ReadonlySet<string> = new Set(
  Object.values(roleRows).flatMap((rows) => rows.flatMap((row) => row.may.map((may) => `${may} ${row.on}`))),
);

const withEnvironment: readonly SubjectName[] = ['ApiKey', 'Application', 'Decision', 'AuditEvent'];
/** The column that names the application. */
const applicationColumn: Partial<Record<SubjectName, string>> = {
  ApiKey: 'applicationId',
  Decision: 'applicationId',
  Application: 'id',
};
const ownColumn: Partial<Record<SubjectName, string>> = { AuditEvent: 'actorId', Session: 'operatorId' };
/** What may be left of a row that is read in part. */
export const maskable: Partial<Record<SubjectName, readonly string[]>> = { Operator: ['id', 'name'] };

const Narrowed = z.strictObject({
  environment: z.enum(['production', 'sandbox']).optional(),
  /** Their own (owned or deputised), those of people they share a group with, or these. */
  applications: z.union([z.enum(['own', 'team']), z.array(z.uuid()).min(1).max(100)]).optional(),
  /** What they did, or what is theirs. */
  own: z.literal(true).optional(),
});

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
  where?: z.infer<typeof Narrowed>;
  fields?: string[];
}) {
  const on = rule.on as SubjectName;
  for (const action of rule.may)
    if (!permissions.has(`${action} ${on}`))
      yield `Nobody can hold "${action}" on ${on}: see the list of permissions.`;
  const { environment, applications, own } = rule.where ?? {};
  if (environment && !withEnvironment.includes(on)) yield `${on} belongs to no environment.`;
  if (applications && !applicationColumn[on]) yield `${on} belongs to no application.`;
  if (own && !ownColumn[on]) yield `${on} is nobody’s own.`;
  if (rule.fields && (rule.may.join() !== 'read' || rule.fields.some((f) => !maskable[on]?.includes(f))))
    yield `Fields can be named only for reading, and only ${JSON.stringify(maskable)}.`;
}

const nothingMore: Where = () => ({});
const readBounds: Partial<Record<SubjectName, Where>> = {
  ApiKey: inEnvironment,
  Application: inEnvironment,
  Decision: inEnvironment,
  AuditEvent: inEnvironment,
  Notice: everywhere,
  BreakGlassPerson: everywhere,
  BreakGlassOpening: everywhere,
};
/** Of everything that is not read; a subject that is not named here asks for the role in every environment. */
const commandBounds: Partial<Record<SubjectName, Where>> = {
  ApiKey: inEnvironment,
  Application: inEnvironment,
  AuditEvent: inEnvironment,
  Session: nothingMore,
  Operator: insideCeiling,
  Assignment: grantable,
};

/** The rows of a policy, and what everybody who may sign in holds anyway. */
export function rowsOf(policy: Policy): Row[] {
  return [...everybody, ...policy.rules.flatMap(rowsOfRule)];
}

function rowsOfRule({ may, on, where = {}, fields }: PolicyRule): Row[] {
  const subject = on as SubjectName;
  const reads = may.filter((action) => action === 'read');
  const commands = may.filter((action) => action !== 'read');
  const rows: Row[] = [];
  if (reads.length > 0)
    rows.push({
      may: reads,
      on: subject,
      where: narrowed(readBounds[subject] ?? nothingMore, subject, where),
      ...(fields && { fields }),
    });
  if (commands.length > 0)
    rows.push({
      may: commands,
      on: subject,
      where: narrowed(commandBounds[subject] ?? everywhere, subject, where),
    });
  return rows;
}

function narrowed(bound: Where, on: SubjectName, where: z.infer<typeof Narrowed>): Where {
  return (grant) => {
    const base = bound(grant);
    if (base === false) return false;
    const { environment } = where;
    // A rule about one environment in a role that is held for the other gives nothing.
    if (environment && base.environmentId !== undefined && base.environmentId !== environment) return false;
    return {
      ...base,
      ...(environment && { environmentId: environment }),
      ...(where.applications && applicationsOf(on, where.applications, grant)),
      ...(where.own && { [ownColumn[on] ?? 'id']: grant.operatorId }),
    };
  };
}

function applicationsOf(on: SubjectName, which: 'own' | 'team' | string[], grant: Grant): Conditions {
  const ids = which === 'own' ? grant.ownApplications : which === 'team' ? grant.teamApplications : which;
  return { [applicationColumn[on] ?? 'id']: { in: [...ids] } };
}
