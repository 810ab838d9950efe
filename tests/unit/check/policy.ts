import { createHmac } from 'node:crypto';
import { socketSource } from '#lib/check/address.ts';
import type { Call } from '#lib/check/decide.ts';
import { compileSnapshot, type ListRow, type TokenRow } from '#lib/check/snapshot.ts';
import { mintToken } from '#lib/check/token.ts';

export const now = Date.parse('2026-11-23T17:49:31Z');
export const day = 86_400_000;
export const peppers = [
  { version: 1, key: Buffer.alloc(32, 1) },
  { version: 2, key: Buffer.alloc(32, 2) },
];

export interface PolicyOptions {
  token?: Partial<TokenRow>;
  lists?: Partial<ListRow>[];
  pepper?: number;
  minTlsVersion?: '1.2' | '1.3';
}

/** A policy of one key in production, and its token. */
export function makePolicy({
  token: row = {},
  lists = [],
  pepper = 2,
  minTlsVersion = '1.2',
}: PolicyOptions = {}) {
  const { token, tokenId } = mintToken({ kind: 'sk', environment: 'production' });
  const key = peppers.find(({ version }) => version === pepper)?.key ?? Buffer.alloc(0);
  const tokenRow: TokenRow = {
    tokenId,
    digest: createHmac('sha256', key).update(token).digest('hex'),
    tokenState: 'current',
    tokenEndsAt: null,
    keyId: 'key-1',
    keyName: 'claims-gateway-primary',
    keyKind: 'secret',
    keyState: 'active',
    expiresAt: now + 41 * day,
    scopes: ['checks:write'],
    environmentId: 'production',
    applicationId: 'app-1',
    ...row,
  };
  const listRows = lists.map((list, n): ListRow => {
    const isOwned = list.environmentId || list.applicationId;
    return {
      listId: `list-${n}`,
      environmentId: null,
      applicationId: null,
      keyId: isOwned ? null : 'key-1',
      mode: 'enforce',
      cidrs: [],
      domains: [],
      ...list,
    };
  });
  const environments = [
    { id: 'production', minTlsVersion },
    { id: 'sandbox', minTlsVersion },
  ] as const;
  return {
    token,
    tokenId,
    snapshot: compileSnapshot({ epoch: 48_213, environments, lists: listRows, tokens: [tokenRow] }, peppers),
  };
}

export function makeCall(call: Partial<Call> & { from?: string } = {}): Call {
  const { from = '203.0.113.7', ...rest } = call;
  return {
    token: null,
    source: socketSource(from),
    domain: null,
    method: 'POST',
    path: '/v1/checks',
    tlsVersion: '1.3',
    scope: null,
    kinds: ['secret', 'publishable'],
    environments: [],
    ...rest,
  };
}
