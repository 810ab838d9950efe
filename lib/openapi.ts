/** The OpenAPI document of the management API, out of the same declarations that serve it. */
import { z } from 'zod';
import {
  type CommandRoute,
  permissionOf,
  type QueryRoute,
  type Route,
  routes,
  takesServices,
} from './rest.ts';

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
    components: {
      securitySchemes: schemes,
      schemas: { Problem: z.toJSONSchema(Problem) },
    },
    paths: { ...table, '/me': { get: me } },
  };
}

const Problem = z.object({
  error: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  reference: z.string().optional(),
});
const schemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-gatehouse',
    description:
      'An operator’s session. What changes something is sent with Origin and Sec-Fetch-Site, as the console does.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'gth_sa_<environment>_…',
    description: 'A service account’s token. Cookies beside it are not read.',
  },
};

/** Who may call, and by which permission: the same for every operation. */
function rightsOf(route: Route): object {
  const services = takesServices(route);
  return {
    'x-permission': permissionOf(route),
    'x-service-account': services,
    security: [{ session: [] }, ...(services ? [{ bearer: [] }] : [])],
  };
}

const pathId = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const problems = {
  400: problem('A field is wrong'),
  401: problem('Not signed in, or the token opens nothing here'),
  429: problem('Too many requests in this minute'),
  403: problem('Not permitted, or a fresh second factor is needed'),
  404: problem('Not there, or not yours'),
  409: problem('Its state does not allow this'),
};

// Served beside the registry: what a session says of itself is neither a command nor a list.
const me = {
  operationId: 'readMe',
  description: 'Who is signed in, with their roles and permissions, and until when.',
  'x-permission': 'read Session',
  'x-service-account': false,
  security: [{ session: [] }],
  parameters: [],
  responses: {
    200: { description: 'Found', content: { 'application/json': { schema: { type: 'object' } } } },
    401: problems[401],
    403: problem('A token was sent: this tells a person about their own session'),
    503: problem('The database does not answer'),
  },
};

function header(name: string, maxLength: number, description: string): object {
  return { name, in: 'header', required: false, description, schema: { type: 'string', maxLength } };
}

function commandOperation(route: CommandRoute): object {
  const { command, path } = route;
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
    ...rightsOf(route),
    parameters: [
      ...(path.includes('{id}') ? [pathId] : []),
      header('Idempotency-Key', 200, 'Of a repetition: it changes nothing, and is answered as done already'),
      header('Approval', 36, 'Id of the approved request that this carries out'),
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
      202: { description: 'Waits for the approval of other people; nothing was changed' },
      ...problems,
    },
  };
}

function queryOperation(route: QueryRoute): object {
  const { name, filter, path } = route;
  const schema = z.toJSONSchema(filter, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>;
  };
  const parameters = Object.entries(schema.properties ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, of]) => ({ name: field, in: 'query', required: false, schema: of }));
  return {
    operationId: name,
    ...rightsOf(route),
    parameters: [...(path.includes('{id}') ? [pathId] : []), ...parameters],
    responses: {
      200: { description: 'Found', content: { 'application/json': { schema: { type: 'object' } } } },
      ...problems,
    },
  };
}
