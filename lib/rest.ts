/** The management API as the registry has it: one route a command, one a query, and the OpenAPI document of both. */
import { z } from 'zod';
import type { Reader } from './access/ability.ts';
import { roleRows } from './access/roles.ts';
import { listApplications, readApplication } from './applications/queries.ts';
import { ApplicationFilter } from './applications/schema.ts';
import { listEvents, readEvent } from './audit/queries.ts';
import { AuditFilter, EventNumber } from './audit/schema.ts';
import type { Command } from './command.ts';
import { listConnections, readConnection } from './connections/console-queries.ts';
import { readDecision } from './decisions/queries.ts';
import { listKeys, readKey } from './keys/queries.ts';
import { KeyFilter } from './keys/schema.ts';
import { listOperators, readOperator } from './operators/queries.ts';
import { OperatorFilter } from './operators/schema.ts';
import { byName } from './registry.ts';

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
};
/** Where one noun has several ways to make one, or the subject is another's. */
const doors: Record<string, string> = {
  'factor.enrol_passkey': '/factors/passkeys',
  'factor.enrol_totp': '/factors/authenticator-apps',
  'factor.make_recovery_codes': '/factors/recovery-codes',
  'factor.reset': '/operators/{id}/reset-factors',
};

// What no role of a person may run (sign-in, jobs, the command line's own) has no door here.
const forPeople = new Set(Object.values(roleRows).flatMap((rows) => rows.flatMap((row) => row.may)));

const commandRoutes: CommandRoute[] = [...byName.values()]
  .filter((command) => forPeople.has(command.name))
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
  query('listApplications', '/applications', 'read Application', ApplicationFilter, listApplications),
  query('readApplication', '/applications/{id}', 'read Application', ById, (reader, { id }) =>
    readApplication(reader, id),
  ),
  query('listOperators', '/operators', 'read Operator', OperatorFilter, listOperators),
  query('readOperator', '/operators/{id}', 'read Operator', ById, (reader, { id }) =>
    readOperator(reader, id),
  ),
  query('listConnections', '/connections', 'read Connection', z.object({}), listConnections),
  query('readConnection', '/connections/{id}', 'read Connection', ById, (reader, { id }) =>
    readConnection(reader, id),
  ),
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

/** OpenAPI 3.1 from the same declarations; every operation carries its permission. */
export function openApi(publicUrl: string): object {
  const table: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    table[route.path] ??= {};
    Object.assign(table[route.path] as object, {
      [route.method.toLowerCase()]:
        route.kind === 'command' ? commandOperation(route) : queryOperation(route),
    });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse management API',
      version: '1',
      description:
        'Every operation walks the same corridor as the console: permission, second factor, audit.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ session: [] }],
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-gatehouse' } },
      schemas: { Problem: z.toJSONSchema(Problem) },
    },
    paths: table,
  };
}

const Problem = z.object({
  error: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  reference: z.string().optional(),
});
const pathId = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const problems = {
  400: problem('A field is wrong'),
  401: problem('Not signed in'),
  403: problem('Not permitted, or a fresh second factor is needed'),
  404: problem('Not there, or not yours'),
  409: problem('Its state does not allow this'),
};

function header(name: string, maxLength: number, description: string): object {
  return { name, in: 'header', required: false, description, schema: { type: 'string', maxLength } };
}

function commandOperation({ command, path }: CommandRoute): object {
  const schema = z.toJSONSchema(command.input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const { id: _, ...properties } = schema.properties ?? {};
  const body = path.includes('{id}')
    ? { ...schema, properties, required: schema.required?.filter((name) => name !== 'id') }
    : schema;
  return {
    operationId: command.name,
    'x-permission': `${command.name} ${command.model}`,
    parameters: [
      ...(path.includes('{id}') ? [pathId] : []),
      header('Idempotency-Key', 200, 'Of a repetition: it changes nothing, and is answered as done already'),
      header(
        'Proof-Code',
        40,
        'A code of the authenticator app, or a recovery code, where a second factor is asked',
      ),
      header(
        'Proof-Assertion',
        8192,
        'A passkey’s answer as JSON to the challenge of the needs_factor answer',
      ),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: {
      [command.creates ? 201 : 200]: {
        description: 'Done',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      ...problems,
    },
  };
}

function queryOperation({ name, permission, filter, path }: QueryRoute): object {
  const schema = z.toJSONSchema(filter, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>;
  };
  const parameters = Object.entries(schema.properties ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, of]) => ({ name: field, in: 'query', required: false, schema: of }));
  return {
    operationId: name,
    'x-permission': permission,
    parameters: [...(path.includes('{id}') ? [pathId] : []), ...parameters],
    responses: {
      200: { description: 'Found', content: { 'application/json': { schema: { type: 'object' } } } },
      ...problems,
    },
  };
}
