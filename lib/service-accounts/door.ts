/** Who knocks at /api/v1 with a bearer token: a service account in force, or nobody. Every refusal is one answer; the trail has the reason. */
import type { Reader } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import { accessOfService } from '../access/service.ts';
import { type Origin, recordEvent } from '../audit/record.ts';
import { networkOf } from '../auth/place.ts';
import { statedSource } from '../check/address.ts';
import { type Decision, decide } from '../check/decide.ts';
import { compileSnapshot, type TlsVersion } from '../check/snapshot.ts';
import { digestToken, isWhole } from '../check/token.ts';
import { db, transaction } from '../db/client.ts';
import { countHit, noteCredentialUse } from '../db/ledger.ts';
import { env } from '../env.ts';
import { keyring } from '../keyring.ts';
import { newReference } from '../reference.ts';

export interface ServiceCaller {
  actor: Actor & { kind: 'service' };
  reader: Reader;
  origin: Origin;
}

export type Knock =
  | { kind: 'caller'; caller: ServiceCaller }
  | { kind: 'refused'; reference: string }
  | { kind: 'tooMany' };

interface Seen {
  address: string;
  tlsVersion: string | null;
  userAgent: string;
  method: string;
  path: string;
}

/** The account behind an Authorization header. Cookies are never looked at: who is signed in carries nobody here. */
export async function callerOf(authorization: string, seen: Seen, now: Date): Promise<Knock> {
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(authorization)?.[1] ?? '';
  const origin: Origin = { channel: 'api', address: seen.address, userAgent: seen.userAgent };
  const key = isWhole(token) ? await keyOf(token) : null;
  const reason = await reasonAgainst(token, key, seen, now);
  if (reason !== null || key === null) return refused(reason ?? 'unknown', key, origin, now);
  const calls = await countHit(`service:${key.id}`, now);
  if (calls > env().serviceLimitPerMinute) return { kind: 'tooMany' };
  await noteCredentialUse(key.id, seen.address, now);
  const access = await accessOfService(db(), key.id, now);
  return {
    kind: 'caller',
    caller: {
      actor: { kind: 'service', id: key.id, name: key.name, behind: key.causedBy },
      // Of nobody: what queries ask of "one's own" finds nothing.
      reader: { access, operatorId: key.id, environment: key.environmentId, now },
      origin,
    },
  };
}

type Found = NonNullable<Awaited<ReturnType<typeof keyOf>>>;

// By digest under each pepper, as the gate looks it up: how long it takes says nothing about how near a guess came.
async function keyOf(token: string) {
  const { peppers } = await keyring();
  const found = await db().keyToken.findFirst({
    where: { digest: { in: peppers.map(({ key }) => new Uint8Array(digestToken(key, token))) } },
    select: {
      id: true,
      state: true,
      endsAt: true,
      key: {
        select: {
          id: true,
          name: true,
          kind: true,
          state: true,
          suspendedAt: true,
          expiresAt: true,
          scopes: true,
          environmentId: true,
          applicationId: true,
          causedBy: true,
          environment: { select: { id: true, minTlsVersion: true } },
          allowList: { select: { id: true, mode: true, entries: { select: { kind: true, value: true } } } },
        },
      },
    },
  });
  return found && { ...found.key, token: { id: found.id, state: found.state, endsAt: found.endsAt } };
}

/** Judged by the gate's own rules, under the key's own list alone: its application's list is about calls at the gate. */
async function reasonAgainst(
  token: string,
  key: Found | null,
  seen: Seen,
  now: Date,
): Promise<string | null> {
  const { peppers } = await keyring();
  const source = statedSource(seen.address);
  const decision: Decision = decide(
    compileSnapshot({ epoch: 0, ...(key ? rowsOf(token, key, peppers) : nothing) }, peppers),
    {
      token: token || null,
      source: source ?? { text: seen.address, address: null, proxy: null, by: 'stated' },
      domain: null,
      method: seen.method,
      path: seen.path,
      tlsVersion: seen.tlsVersion as TlsVersion | null,
      scope: null,
      kinds: ['service'],
      environments: [],
    },
    now.getTime(),
  );
  return decision.allow ? null : decision.reason;
}

const nothing = { environments: [], lists: [], tokens: [] };

function rowsOf(token: string, key: Found, peppers: readonly { key: Buffer }[]) {
  const { id: keyId, environmentId, applicationId, environment, allowList } = key;
  const valuesOf = (kind: 'cidr' | 'domain') =>
    allowList?.entries.flatMap((entry) => (entry.kind === kind ? [entry.value] : [])) ?? [];
  const list = allowList && {
    listId: allowList.id,
    environmentId: null,
    applicationId: null,
    keyId,
    mode: allowList.mode,
    cidrs: valuesOf('cidr'),
    domains: valuesOf('domain'),
  };
  const row = {
    tokenId: key.token.id,
    tokenState: key.token.state,
    tokenEndsAt: key.token.endsAt?.getTime() ?? null,
    keyId,
    keyName: key.name,
    keyKind: key.kind,
    // By an access review, whatever state people gave it.
    keyState: key.state === 'active' && key.suspendedAt ? ('suspended' as const) : key.state,
    expiresAt: key.expiresAt.getTime(),
    scopes: key.scopes,
    environmentId,
    applicationId,
  };
  return {
    environments: [{ id: environment.id, minTlsVersion: environment.minTlsVersion as TlsVersion }],
    lists: list ? [list] : [],
    // Under whichever pepper it was stored: the database has found it, the rules look at the rest.
    tokens: peppers.map((pepper) => ({ ...row, digest: digestToken(pepper.key, token).toString('hex') })),
  };
}

/** Leaves the reason in the trail, as far as a flood from one network may fill it. */
async function refused(reason: string, key: Found | null, origin: Origin, now: Date): Promise<Knock> {
  const knocks = await countHit(`bearer:${networkOf(origin.address ?? 'unknown')}`, now);
  const { refusalLimitPerMinute, doorLimitPerMinute } = env();
  if (knocks > doorLimitPerMinute) return { kind: 'tooMany' };
  const reference = newReference();
  if (knocks > refusalLimitPerMinute) return { kind: 'refused', reference };
  const known = key?.kind === 'service' ? key : null;
  await transaction((tx) =>
    recordEvent(tx, {
      action: 'service_account.refused',
      outcome: 'refused',
      code: reason,
      sensitivity: 'routine',
      actor: known
        ? { kind: 'service', id: known.id, name: known.name }
        : { kind: 'anonymous', id: null, name: 'A token of nobody' },
      origin,
      environmentId: known?.environmentId ?? null,
      subjectType: 'ApiKey',
      subjectId: key?.id ?? null,
      subjectLabel: key?.name ?? 'Management API',
      summary: `${key?.name ?? 'Management API'}: ${words[reason] ?? 'the token is none of ours'}`,
      reference,
    }),
  );
  return { kind: 'refused', reference };
}

const words: Record<string, string> = {
  kind: 'a key for calls was shown, which opens nothing here',
  suspended: 'the service account is suspended',
  revoked: 'the service account is revoked',
  expired: 'the service account has expired',
  overlap_ended: 'the token was replaced, and its overlap has ended',
  tls: 'the TLS version is older than the environment takes',
  address: 'the address is not on its allow-list',
  domain: 'its allow-list holds domains, which no machine names',
};
