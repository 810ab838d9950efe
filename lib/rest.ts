/** The management API as the registry has it: one route a command, one a query. lib/openapi.ts describes them. */
import { z } from 'zod';
import type { Reader } from './access/ability.ts';
import { roleRows } from './access/roles.ts';
import { isForServices } from './access/service.ts';
import { listApplications, readApplication } from './applications/queries.ts';
import { ApplicationFilter } from './applications/schema.ts';
import { listRequests, readRequest } from './approvals/queries.ts';
import { ApprovalFilter } from './approvals/schema.ts';
import { listEvents, readEvent } from './audit/queries.ts';
import { AuditFilter, EventNumber } from './audit/schema.ts';
import type { Command } from './command.ts';
import { listConnections, readConnection } from './connections/console-queries.ts';
import { readDecision } from './decisions/queries.ts';
import { listGroups, readGroup } from './groups/queries.ts';
import { GroupFilter } from './groups/schema.ts';
import { listKeys, readKey } from './keys/queries.ts';
import { KeyFilter } from './keys/schema.ts';
import { listOperators } from './operators/list-queries.ts';
import { readOperator } from './operators/queries.ts';
import { OperatorFilter } from './operators/schema.ts';
import { byName } from './registry.ts';
import { listRoleRequests, readRoleRequest } from './role-requests/queries.ts';
import { RoleRequestFilter } from './role-requests/schema.ts';
import { describeRole, listRoles } from './roles/role-queries.ts';
import { RoleFilter, SimulatorFilter } from './roles/schema.ts';
import { simulate } from './roles/simulate.ts';
import { listServiceAccounts, readServiceAccount } from './service-accounts/queries.ts';
import { ServiceAccountFilter } from './service-accounts/schema.ts';

export interface CommandRoute {
  kind: 'command';
  method: 'POST';
  path: string;
  command: Command;
}
export interface QueryRoute {
  kind: 'query';
  method: 'GET';
  path: string;
  name: string;
  permission: string;
  filter: z.ZodObject;
  run(reader: Reader, input: Record<string, unknown>): Promise<unknown>;
}
export type Route = CommandRoute | QueryRoute;

const nouns: Record<string, string> = {
  key: 'keys',
  service_account: 'service-accounts',
  application: 'applications',
  operator: 'operators',
  assignment: 'assignments',
  connection: 'connections',
  session: 'sessions',
  notice: 'notices',
  factor: 'factors',
  group: 'groups',
  role_request: 'role-requests',
  scim_token: 'scim-tokens',
  approval: 'approvals',
  role: 'roles',
};
/** Where one noun has several ways to make one, or the subject is another's. */
const doors: Record<string, string> = {
  'factor.enrol_passkey': '/factors/passkeys',
  'factor.enrol_totp': '/factors/authenticator-apps',
  'factor.make_recovery_codes': '/factors/recovery-codes',
  'audit.export': '/audit/exports',
  'approval.set_policy': '/approval-rules',
  'approval.remove_policy': '/approval-rules/{id}/remove',
  'factor.reset': '/operators/{id}/reset-factors',
};

// What no role of a person may run (sign-in, jobs, the command line's own) has no door here.
const forPeople = new Set(Object.values(roleRows).flatMap((rows) => rows.flatMap((row) => row.may)));

const commandRoutes: CommandRoute[] = [...byName.values()]
  // A request is made by the corridor alone, out of a rehearsal.
  .filter((command) => forPeople.has(command.name) && command.approval !== 'asks')
  .map((command) => {
    const [noun = '', verb = ''] = command.name.split('.');
    const plain = `/${nouns[noun] ?? noun}${command.creates ? '' : `/{id}/${verb.replaceAll('_', '-')}`}`;
    const path = doors[command.name] ?? plain;
    return { kind: 'command', method: 'POST', path, command };
  });

const ById = z.object({ id: z.uuid() });
const query = <F extends z.ZodObject>(
  name: string,
  path: string,
  permission: string,
  filter: F,
  run: (reader: Reader, input: z.output<F>) => Promise<unknown>,
): QueryRoute => ({
  kind: 'query',
  method: 'GET',
  path,
  name,
  permission,
  filter,
  run: (reader, input) => run(reader, filter.parse(input)),
});

const queryRoutes: QueryRoute[] = [
  query('listKeys', '/keys', 'read ApiKey', KeyFilter, listKeys),
  query('readKey', '/keys/{id}', 'read ApiKey', ById, (reader, { id }) => readKey(reader, id)),
  query('listServiceAccounts', '/service-accounts', 'read ApiKey', ServiceAccountFilter, listServiceAccounts),
  query('readServiceAccount', '/service-accounts/{id}', 'read ApiKey', ById, (reader, { id }) =>
    readServiceAccount(reader, id),
  ),
  query('listApplications', '/applications', 'read Application', ApplicationFilter, listApplications),
  query('readApplication', '/applications/{id}', 'read Application', ById, (reader, { id }) =>
    readApplication(reader, id),
  ),
  query('listOperators', '/operators', 'read Operator', OperatorFilter, listOperators),
  query('readOperator', '/operators/{id}', 'read Operator', ById, (reader, { id }) =>
    readOperator(reader, id),
  ),
  query('listGroups', '/groups', 'read Group', GroupFilter, listGroups),
  query('readGroup', '/groups/{id}', 'read Group', ById, (reader, { id }) => readGroup(reader, id)),
  query('listRoleRequests', '/role-requests', 'read RoleRequest', RoleRequestFilter, listRoleRequests),
  query('readRoleRequest', '/role-requests/{id}', 'read RoleRequest', ById, (reader, { id }) =>
    readRoleRequest(reader, id),
  ),
  query('listConnections', '/connections', 'read Connection', z.object({}), listConnections),
  query('readConnection', '/connections/{id}', 'read Connection', ById, (reader, { id }) =>
    readConnection(reader, id),
  ),
  query('listApprovals', '/approvals', 'read ApprovalRequest', ApprovalFilter, listRequests),
  query('readApproval', '/approvals/{id}', 'read ApprovalRequest', ById, (reader, { id }) =>
    readRequest(reader, id),
  ),
  query('listRoles', '/roles', 'read Role', RoleFilter, listRoles),
  query('readRole', '/roles/{id}', 'read Role', z.object({ id: z.string().max(60) }), (reader, { id }) =>
    describeRole(reader, id),
  ),
  query('simulate', '/simulator', 'read Assignment', SimulatorFilter, simulate),
  query('listAuditEvents', '/audit', 'read AuditEvent', AuditFilter, listEvents),
  query('readAuditEvent', '/audit/{id}', 'read AuditEvent', z.object({ id: EventNumber }), (reader, { id }) =>
    readEvent(reader, id),
  ),
  query(
    'readDecision',
    '/decisions/{id}',
    'read Decision',
    z.object({ id: z.string().max(40) }),
    (reader, { id }) => readDecision(reader, id),
  ),
];

/** "key.rotate ApiKey": what whoever calls must hold. */
export const permissionOf = (route: Route): string =>
  route.kind === 'command' ? `${route.command.name} ${route.command.model}` : route.permission;

/** Whether a service account can run it at all, if its scopes name it. */
export function takesServices(route: Route): boolean {
  const [action = '', on = ''] = permissionOf(route).split(' ');
  return isForServices(action, on);
}

export const routes: readonly Route[] = [...commandRoutes, ...queryRoutes];

/** Finds the route of a request and the id in its path; null when there is none. */
export function matchRoute(method: string, path: string): { route: Route; id: string | null } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = new RegExp(`^${route.path.replace('{id}', '([^/]{1,64})')}$`);
    const found = pattern.exec(path);
    if (found) return { route, id: found[1] ?? null };
  }
  return null;
}
