/** Promise: what a decision record keeps suffices to judge the call again as it was judged, and holds no secret. */
import type { Source } from './address.ts';
import {
  type AllowList,
  compileAddresses,
  compileDomains,
  compileList,
  holdsAddress,
  holdsDomain,
  type ListMode,
  type ListOwner,
} from './allow-list.ts';
import type { Circumstances, Matter, Shape } from './checks.ts';
import { type Call, type Decision, shapeOf } from './decide.ts';
import { parseAddress } from './ip.ts';
import type { Key, KeyKind, Snapshot, TlsVersion, Token, TokenState } from './snapshot.ts';
import { parseToken } from './token.ts';

/** The call and the slice of policy that it met: the JSON of a decision record. */
export interface Facts {
  /** ISO 8601, UTC. */
  at: string;
  epoch: number;
  call: {
    shape: Shape;
    /** The 12 characters that name the token; the token itself is never kept. */
    tokenId: string | null;
    method: string;
    path: string;
    source: { address: string; by: Source['by']; proxy: string | null };
    domain: string | null;
    tlsVersion: TlsVersion | null;
    scope: string | null;
    kinds: KeyKind[];
    environments: string[];
  };
  key: KeyFacts | null;
}

export interface KeyFacts {
  id: string;
  name: string;
  kind: KeyKind;
  state: Key['state'];
  expiresAt: string | null;
  scopes: string[];
  environmentId: string;
  applicationId: string;
  minTlsVersion: TlsVersion;
  token: { state: TokenState; endsAt: string | null };
  lists: ListFacts[];
}

export interface ListFacts {
  owner: ListOwner;
  mode: ListMode;
  cidrs: string[];
  domains: string[];
  /** Entries that were left out because the list is long; none of them holds the call. */
  omitted: number;
}

const entriesKept = 200;

// Postgres may hold 'infinity', which no Date can say: it ends as little as no end.
const iso = (at: number | null) => (at === null || !Number.isFinite(at) ? null : new Date(at).toISOString());
const instant = (text: string | null) => (text === null ? null : Date.parse(text));

export function factsOf(snapshot: Snapshot, call: Call, now: number, decision: Decision): Facts {
  return {
    at: new Date(now).toISOString(),
    epoch: snapshot.epoch,
    call: {
      shape: shapeOf(call.token),
      tokenId: call.token === null ? null : (parseToken(call.token)?.tokenId ?? null),
      method: call.method,
      path: call.path,
      source: { address: call.source.text, by: call.source.by, proxy: call.source.proxy },
      domain: call.domain,
      tlsVersion: call.tlsVersion,
      scope: call.scope,
      kinds: [...call.kinds],
      environments: [...call.environments],
    },
    key: decision.token && keyFacts(decision.token, call),
  };
}

function keyFacts({ key, state, endsAt }: Token, call: Circumstances): KeyFacts {
  const { id, name, kind, environmentId, applicationId, minTlsVersion } = key;
  return {
    id,
    name,
    kind,
    state: key.state,
    expiresAt: iso(key.expiresAt),
    scopes: [...key.scopes],
    environmentId,
    applicationId,
    minTlsVersion,
    token: { state, endsAt: iso(endsAt) },
    lists: key.lists.map((list) => listFacts(list, call)),
  };
}

function listFacts(list: AllowList, call: Circumstances): ListFacts {
  const cidrs = kept(list.cidrs, (entry) => cidrHolds(entry, call.source));
  const domains = kept(list.domains, (entry) => domainHolds(entry, call.domain));
  const omitted = list.cidrs.length + list.domains.length - cidrs.length - domains.length;
  return { owner: list.owner, mode: list.mode, cidrs, domains, omitted };
}

// A list may hold thousands of entries and a record is written for every refusal: keep the one that decided, and some more.
function kept(entries: readonly string[], holds: (entry: string) => boolean): string[] {
  if (entries.length <= entriesKept) return [...entries];
  const holding = entries.find(holds);
  const first = entries.slice(0, entriesKept);
  return holding === undefined || first.includes(holding) ? first : [holding, ...first.slice(1)];
}

/** Whether this one entry holds the caller's address. */
export function cidrHolds(cidr: string, { address }: Pick<Source, 'address'>): boolean {
  return address !== null && holdsAddress(compileAddresses([cidr]), address);
}

/** Whether this one entry holds the host. */
export function domainHolds(domain: string, host: string | null): boolean {
  return host !== null && holdsDomain(compileDomains([domain]), host);
}

/** Puts the matter together again as the gate saw it, for the same checks. */
export function matterFrom(facts: Facts): Matter {
  const address = parseAddress(facts.call.source.address);
  const { source, ...rest } = facts.call;
  return {
    shape: facts.call.shape,
    token: facts.key && tokenFrom(facts.key, facts.call.tokenId ?? ''),
    call: { ...rest, source: { text: source.address, address, proxy: source.proxy, by: source.by } },
    now: Date.parse(facts.at),
  };
}

function tokenFrom(facts: KeyFacts, id: string): Token {
  const { token, lists, ...key } = facts;
  return {
    id,
    state: token.state,
    endsAt: instant(token.endsAt),
    key: {
      ...key,
      expiresAt: instant(key.expiresAt),
      lists: lists.map((list) => compileList(list.owner, list.mode, list.cidrs, list.domains)),
    },
  };
}
