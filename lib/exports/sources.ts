/** Promise: an export is its list, page after page: the same query, scope, mask and filter, asked anew for each page. */
import type { z } from 'zod';
import type { Reader } from '../access/ability.ts';
import type { SubjectName } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { listApplications } from '../applications/queries.ts';
import { ApplicationFilter } from '../applications/schema.ts';
import { listEvents } from '../audit/queries.ts';
import { AuditFilter } from '../audit/schema.ts';
import { listGroups } from '../groups/queries.ts';
import { GroupFilter } from '../groups/schema.ts';
import { listKeys } from '../keys/queries.ts';
import { KeyFilter } from '../keys/schema.ts';
import { listOperators } from '../operators/list-queries.ts';
import { OperatorFilter } from '../operators/schema.ts';
import { listHeldRoles } from '../roles/role-queries.ts';
import { RoleFilter } from '../roles/schema.ts';
import type { Cell } from './csv.ts';
import { listAssignments } from './queries.ts';
import { AssignmentFilter, type ExportName } from './schema.ts';

export type Line = Record<string, Cell>;

/** One list that can be exported. */
export interface Source {
  /** What whoever takes it must hold. */
  action: string;
  on: SubjectName;
  filter: z.ZodObject;
  /** The page after `after`, as rows of plain cells, and where the next one begins. */
  page(reader: Reader, filter: object, after: string | null): Promise<{ lines: Line[]; next: string | null }>;
}

const size = 200;

function source<F extends z.ZodObject, R>(
  [action, on]: [string, SubjectName],
  filter: F,
  list: (
    reader: Reader,
    filter: z.output<F>,
    after: string | null,
  ) => Promise<{ rows: R[]; next: string | null }>,
  line: (row: R, reader: Reader) => Line,
): Source {
  return {
    action,
    on,
    filter,
    async page(reader, given, after) {
      const { rows, next } = await list(reader, given as z.output<F>, after);
      return { lines: rows.map((row) => line(row, reader)), next };
    },
  };
}

const from = <F extends { after?: string | undefined; size: number }>(
  filter: F,
  after: string | null,
): F => ({
  ...filter,
  size,
  after: after ?? undefined,
});

export const sources: Record<ExportName, Source> = {
  keys: source(
    ['read', 'ApiKey'],
    KeyFilter,
    (reader, filter, after) => listKeys(reader, from(filter, after)),
    ({ application, tokens, mode, entryCount, shown, ...key }) => ({
      id: key.id,
      name: key.name,
      kind: key.kind,
      state: shown,
      environment: key.environmentId,
      application: application.name,
      scopes: key.scopes.join(' '),
      tokens: tokens.map(({ id }) => id).join(' '),
      allowList: mode,
      allowListEntries: entryCount,
      createdAt: key.createdAt,
      expiresAt: key.expiresAt,
      endedAt: key.endedAt,
      endReason: key.endReason,
      lastCallAt: key.lastCallAt,
      calls24h: key.calls24h,
      denied24h: key.denied24h,
    }),
  ),
  applications: source(
    ['read', 'Application'],
    ApplicationFilter,
    (reader, filter, after) => listApplications(reader, from(filter, after)),
    ({ owner, deputy, ...row }) => ({
      id: row.id,
      name: row.name,
      description: row.description,
      environment: row.environmentId,
      owner: owner.name,
      deputy: deputy?.name ?? null,
      activeKeys: row.activeKeys,
      allowList: row.mode,
      allowListEntries: row.entryCount,
      createdAt: row.createdAt,
    }),
  ),
  operators: source(
    ['read', 'Operator'],
    OperatorFilter,
    (reader, filter, after) => listOperators(reader, from(filter, after)),
    (row, reader) =>
      // Whoever sees names only takes names only along; not even empty columns tell what else there is.
      reader.access.can('read', 'Operator', 'email')
        ? {
            id: row.id,
            name: row.name,
            email: row.email,
            state: row.state,
            connection: row.connection?.slug ?? null,
            roles: row.assignments
              .map((a) => `${a.roleName} in ${a.environmentId ?? 'every environment'}`)
              .join('; '),
            lastSignInAt: row.lastSignInAt,
            createdAt: row.createdAt,
          }
        : { id: row.id, ...(row.name !== null && { name: row.name }) },
  ),
  assignments: source(
    ['read', 'Assignment'],
    AssignmentFilter,
    (reader, filter, after) => listAssignments(reader, from(filter, after)),
    (row) => ({
      id: row.id,
      operator: row.operator,
      group: row.group,
      role: row.role,
      roleName: row.roleName,
      environment: row.environmentId,
      fromAt: row.fromAt,
      untilAt: row.untilAt,
      endedAt: row.endedAt,
      suspendedAt: row.suspendedAt,
      source: row.source,
      reason: row.reason,
      createdAt: row.createdAt,
    }),
  ),
  groups: source(
    ['read', 'Group'],
    GroupFilter,
    (reader, filter, after) => listGroups(reader, from(filter, after)),
    ({ connection, assignments, ...row }) => ({
      id: row.id,
      name: row.name,
      description: row.description,
      source: row.source,
      connection: connection?.name ?? null,
      members: row.members,
      roles: assignments.map((a) => `${a.roleName} in ${a.environmentId ?? 'every environment'}`).join('; '),
      createdAt: row.createdAt,
      endedAt: row.endedAt,
    }),
  ),
  roles: source(
    ['read', 'Assignment'],
    RoleFilter,
    // Few enough to be one page.
    async (reader, filter) => ({ rows: await listHeldRoles(reader, filter), next: null }),
    ({ custom, ...row }) => ({
      slug: row.slug,
      name: row.name,
      description: row.does,
      kind: custom ? 'custom' : 'system',
      administrative: row.administrative ? 'yes' : 'no',
      version: custom?.version ?? null,
      people: row.people,
      everywhere: row.everywhere,
      production: row.production,
      sandbox: row.sandbox,
      changedAt: custom?.changedAt ?? null,
      retiredAt: custom?.retiredAt ?? null,
    }),
  ),
  audit: source(
    ['audit.export', 'AuditEvent'],
    AuditFilter,
    (reader, filter, after) =>
      listEvents(
        reader,
        { ...filter, size, after: undefined, before: after === null ? filter.before : BigInt(after) },
        scopeOf(reader.access, 'audit.export', 'AuditEvent'),
      ),
    ({ environmentId, touched, ...event }) => ({
      ...event,
      environment: environmentId,
      rowsChanged: touched.join(' '),
    }),
  ),
};
