/** A provisioning client of one connection, and the bodies that Okta and Entra ID send by their public documentation. */
import { randomUUID } from 'node:crypto';
import { recordEvent } from '#lib/audit/record.ts';
import { db, type Tx, transaction } from '#lib/db/client.ts';
import { answerScim } from '#lib/scim/door.ts';
import { createScimToken } from '#lib/scim/token-commands.ts';
import * as make from '#prisma/factories.ts';
import { metadataOf } from './world.ts';

export interface ScimAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as a client does
  body: any;
  headers: Headers;
}

export interface Client {
  connectionId: string;
  tokenId: string;
  token: string;
  slug: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
}

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A connection of its own, enabled, with a token. */
export async function clientOf(options: { scopes?: ('users' | 'groups')[] } = {}): Promise<Client> {
  const slug = `s${randomUUID().slice(0, 8)}`;
  const metadata = await metadataOf(`https://${slug}.example.com`);
  const { id } = await make.makeConnection({ slug, name: slug, metadata });
  return { ...(await anotherToken(id, options.scopes)), slug };
}

export async function anotherToken(
  connectionId: string,
  scopes: ('users' | 'groups')[] = ['users', 'groups'],
) {
  const made = await make.must(createScimToken, { connectionId, name: randomUUID(), scopes });
  const { slug } = await db().connection.findUniqueOrThrow({ where: { id: connectionId } });
  return { connectionId, slug, tokenId: made.id, token: made.token, call: callerWith(made.token) };
}

export function callerWith(token: string | null): Client['call'] {
  return async (method, path, body, headers = {}) => {
    const url = new URL(`http://localhost:3000/scim/v2/${path}`);
    const request = new Request(url, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const parts = url.pathname.replace('/scim/v2/', '').split('/').map(decodeURIComponent);
    const answer = await answerScim(request, parts);
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null, headers: answer.headers };
  };
}

export const person = (userName: string, more: object = {}) => ({
  schemas: [userUrn],
  userName,
  emails: [{ value: userName, type: 'work', primary: true }],
  displayName: `Person ${userName.split('@')[0]}`,
  active: true,
  ...more,
});

/** As Okta creates one: names in parts, an empty list of groups, a password that nobody asked for. */
export const oktaPerson = (userName: string, externalId: string) => ({
  schemas: [userUrn],
  userName,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Ada Lovelace',
  locale: 'en-US',
  externalId,
  groups: [],
  password: '1mz050nq',
  active: true,
});

/** As Entra ID creates one. */
export const entraPerson = (userName: string, externalId: string) => ({
  schemas: [userUrn, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  externalId,
  userName,
  active: true,
  emails: [{ primary: true, type: 'work', value: userName }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Grace Hopper', familyName: 'Hopper', givenName: 'Grace' },
  title: 'Rear admiral',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Navy' },
  roles: [{ value: 'account-owner', primary: true }],
});

export const patch = (...Operations: object[]) => ({ schemas: [patchUrn], Operations });

/** A fresh address, so that no test meets another's people. */
export const address = (domain = 'corp.example') => `p${randomUUID().slice(0, 12)}@${domain}`;

/** Writes what another room's command would write, with the event that the database wants. */
export function recorded(change: (tx: Tx) => Promise<unknown>): Promise<bigint> {
  return transaction(async (tx) => {
    await change(tx);
    return recordEvent(tx, {
      action: 'test.changed',
      outcome: 'done',
      sensitivity: 'routine',
      actor: { kind: 'system', id: 'test', name: 'test' },
      origin: { channel: 'job', address: null, userAgent: null },
      subjectType: 'Test',
      subjectLabel: 'a test',
      summary: 'made for a test',
    });
  });
}
