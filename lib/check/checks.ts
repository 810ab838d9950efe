/** Promise: the rules by which a call is judged stand once, in one order; the gate walks them to answer, the console to explain. */
import type { Source } from './address.ts';
import { type AllowList, holdsAddress, holdsDomain } from './allow-list.ts';
import type { Key, KeyKind, TlsVersion, Token } from './snapshot.ts';

export type Reason =
  | 'no_credential'
  | 'malformed'
  | 'unknown'
  | 'kind'
  | 'suspended'
  | 'revoked'
  | 'expired'
  | 'overlap_ended'
  | 'environment'
  | 'tls'
  | 'address'
  | 'domain'
  | 'scope';

export type StepName =
  | 'Key'
  | 'Look-up'
  | 'State and times'
  | 'Environment'
  | 'TLS'
  | 'Source address'
  | 'Domain'
  | 'Scope';

/** none: nothing was sent. malformed: not one of our tokens, or two that differ. whole: shape and checksum hold. */
export type Shape = 'none' | 'malformed' | 'whole';

/** What is known of a call, the credential apart. */
export interface Circumstances {
  source: Source;
  /** Canonical host that the browser named, or null. */
  domain: string | null;
  method: string;
  /** Without the query, which may hold personal data. */
  path: string;
  tlsVersion: TlsVersion | null;
  /** The scope that this call needs, or null. */
  scope: string | null;
  /** The kinds of key that may be used here. */
  kinds: readonly KeyKind[];
  /** The key must be of every environment named here. */
  environments: readonly string[];
}

export interface Matter {
  shape: Shape;
  token: Token | null;
  call: Circumstances;
  /** Milliseconds. */
  now: number;
}

export interface Check {
  step: StepName;
  judge(matter: Matter): Reason | null;
}

const byShape = { none: 'no_credential', malformed: 'malformed', whole: null } as const;

/** Cheapest test first; the first reason found is the answer. */
export const checks: readonly Check[] = [
  { step: 'Key', judge: ({ shape }) => byShape[shape] },
  {
    step: 'Look-up',
    judge: known((token, { call }) => (call.kinds.includes(token.key.kind) ? null : 'kind')),
  },
  { step: 'State and times', judge: known((token, { now }) => judgeState(token, now)) },
  {
    step: 'Environment',
    judge: known(({ key }, { call }) => (isOfAll(key, call.environments) ? null : 'environment')),
  },
  { step: 'TLS', judge: known(({ key }, { call }) => (isTlsEnough(key, call) ? null : 'tls')) },
  {
    step: 'Source address',
    judge: known((token, { call }) => byLists(token, 'address', admitsAddress, call)),
  },
  { step: 'Domain', judge: known((token, { call }) => byLists(token, 'domain', admitsDomain, call)) },
  {
    step: 'Scope',
    judge: known(({ key }, { call }) =>
      call.scope === null || key.scopes.includes(call.scope) ? null : 'scope',
    ),
  },
];

// Whatever comes after the look-up refuses without a token, so a changed order could not let a call through.
function known(judge: (token: Token, matter: Matter) => Reason | null): Check['judge'] {
  return (matter) => (matter.token === null ? 'unknown' : judge(matter.token, matter));
}

function judgeState({ key, state, endsAt }: Token, now: number): Reason | null {
  if (key.state !== 'active') return key.state;
  if (key.expiresAt !== null && key.expiresAt <= now) return 'expired';
  if (state === 'ended') return 'overlap_ended';
  // A deprecated token without an end is refused: an overlap that nobody closed must not last for ever.
  return state === 'deprecated' && (endsAt ?? 0) <= now ? 'overlap_ended' : null;
}

function isOfAll(key: Key, environments: readonly string[]): boolean {
  for (const environment of environments) if (environment !== key.environmentId) return false;
  return true;
}

// Versions are single digits, so they compare as text. Behind a proxy that says nothing the usual minimum holds by the
// listener's own (TLS 1.2); where 1.3 is asked, nothing has shown it, and a caller who hides a version would get past.
const isTlsEnough = (key: Key, call: Circumstances) =>
  call.tlsVersion === null ? key.minTlsVersion < '1.3' : call.tlsVersion >= key.minTlsVersion;

function byLists<R extends Reason>(token: Token, reason: R, admits: ListRule, call: Circumstances): R | null {
  for (const list of token.key.lists) if (list.mode === 'enforce' && !admits(list, call)) return reason;
  return null;
}

export type ListRule = (list: AllowList, call: Circumstances) => boolean;

/** A list of domains alone says nothing about addresses; an empty one admits nobody, so that emptying it never opens a door. */
export const admitsAddress: ListRule = ({ addresses, hosts }, { source }) =>
  addresses === null ? hosts !== null : source.address !== null && holdsAddress(addresses, source.address);

/** A missing Origin and Referer is refused where domains are named. */
export const admitsDomain: ListRule = ({ hosts }, { domain }) =>
  hosts === null || (domain !== null && holdsDomain(hosts, domain));
