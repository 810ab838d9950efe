/** The document of the management API, checked by hand against what OpenAPI 3.1 demands of it. */
import { describe, expect, it } from 'vitest';
import { openApi } from '#lib/openapi.ts';
import { byName } from '#lib/registry.ts';
import { routes } from '#lib/rest.ts';

interface Operation {
  operationId: string;
  'x-permission': string;
  'x-service-account': boolean;
  security: Record<string, string[]>[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
const document = openApi('https://console.example.com') as {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, object>; schemas: Record<string, object> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

describe('the OpenAPI document', () => {
  it('holds each route of the API once, by a name of its own', () => {
    // And /me, which is served beside them.
    expect(document.paths['/me']?.get?.security).toEqual([{ session: [] }]);
    expect(operations).toHaveLength(routes.length + 1);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length + 1);
  });

  it('has what the specification requires of a document (OpenAPI 3.1.0, 4.8.1 and 4.8.2)', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(document.servers).toEqual([{ url: 'https://console.example.com/api/v1' }]);
    expect(document.components.securitySchemes).toMatchObject({
      session: { type: 'apiKey', in: 'cookie', name: expect.any(String) },
      bearer: { type: 'http', scheme: 'bearer' },
    });
    expect(JSON.parse(JSON.stringify(document)), 'nothing in it is lost as JSON').toEqual(document);
  });

  it.each(operations)('$method $path tells its permission, who may call, and what it takes', (of) => {
    const { path, operation } = of;
    const [action = '', on = '', ...rest] = operation['x-permission'].split(' ');
    expect(rest).toEqual([]);
    expect(on).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(action === 'read' || byName.has(action)).toBe(true);
    const schemes = operation.security.flatMap((one) => Object.keys(one));
    expect(schemes).toEqual(operation['x-service-account'] ? ['session', 'bearer'] : ['session']);
    // Each name in the path is a required parameter of it (4.8.9), and no parameter stands there twice (4.8.12).
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inPath = operation.parameters.filter((p) => p.in === 'path');
    expect(inPath.map((p) => p.name)).toEqual(named);
    expect(inPath.every((p) => p.required)).toBe(true);
    const each = operation.parameters.map((p) => `${p.in} ${p.name}`);
    expect(new Set(each).size).toBe(each.length);
    expect(operation.parameters.every((p) => typeof p.schema === 'object')).toBe(true);
    expect(Object.keys(operation.responses).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
    for (const { description } of Object.values(operation.responses)) expect(description).not.toBe('');
    if (operation.requestBody)
      expect(operation.requestBody.content['application/json']?.schema).toBeTypeOf('object');
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((m) => m[1] ?? '');
    for (const reference of references)
      expect(Object.keys(document.components.schemas)).toContain(reference.split('/').at(-1));
  });

  it('offers a machine nothing that gives rights, ends sessions or is a person’s own', () => {
    const offered = operations.filter(({ operation }) => operation['x-service-account']);
    expect(offered.length).toBeGreaterThan(10);
    const words = offered.map(({ operation }) => operation['x-permission']).join(' ');
    expect(words).not.toMatch(
      /assignment|role|connection|session|factor|approval|scim|break_glass|operator\.|service_account/,
    );
  });
});
