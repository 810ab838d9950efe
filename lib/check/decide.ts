/** Promise: the same policy, call and instant always give the same answer, and whatever is not allowed is refused. */

import type { AllowList, ListOwner } from './allow-list.ts';
import {
  admitsAddress,
  admitsDomain,
  type Circumstances,
  checks,
  type Matter,
  type Reason,
  type Shape,
} from './checks.ts';
import type { Key, Snapshot, Token } from './snapshot.ts';
import { isWhole } from './token.ts';

export interface Call extends Circumstances {
  /** As it was sent; null when none was, '' when two were that differ. */
  token: string | null;
}

/** What an allowed call costs and the gate has to settle. Nothing yet, so no value of it exists. */
export type Charge = never;

export interface Observation {
  rule: 'address' | 'domain';
  list: ListOwner;
}

export interface Allow {
  allow: true;
  token: Token;
  key: Key;
  /** Lists in observe mode that would have refused. */
  observed: readonly Observation[];
  charges: readonly Charge[];
}

export interface Deny {
  allow: false;
  reason: Reason;
  token: Token | null;
}

export type Decision = Allow | Deny;

const nothing: readonly never[] = [];

/** Judges one call. `now` in milliseconds. Pure: no clock, no I/O, no exception. */
export function decide(snapshot: Snapshot, call: Call, now: number): Decision {
  const matter = matterOf(snapshot, call, now);
  for (const check of checks) {
    const reason = check.judge(matter);
    if (reason !== null) return { allow: false, reason, token: matter.token };
  }
  // The look-up check refuses every matter without a token; this line only says so to the compiler.
  if (matter.token === null) return { allow: false, reason: 'unknown', token: null };
  const { token } = matter;
  return { allow: true, token, key: token.key, observed: observe(token.key, call), charges: nothing };
}

/** The answer once the gate has settled the charges; `settled` says for each whether it was met. */
export function conclude(decision: Decision, _settled: readonly Charge[]): Decision {
  return decision;
}

function matterOf(snapshot: Snapshot, call: Call, now: number): Matter {
  const shape = shapeOf(call.token);
  return { shape, token: shape === 'whole' ? find(snapshot, call.token ?? '') : null, call, now };
}

/** Shape and checksum: what fails here is refused before any digest or look-up. */
export function shapeOf(token: string | null): Shape {
  if (token === null) return 'none';
  return isWhole(token) ? 'whole' : 'malformed';
}

// Comparing by digest, not by text: how long it takes tells nothing about a stored token.
function find(snapshot: Snapshot, token: string): Token | null {
  for (const digest of snapshot.digests) {
    const found = snapshot.tokens.get(digest(token));
    if (found) return found;
  }
  return null;
}

function observe(key: Key, call: Circumstances): readonly Observation[] {
  if (!key.lists.some(isObserving)) return nothing;
  const observed: Observation[] = [];
  for (const list of key.lists.filter(isObserving)) {
    if (!admitsAddress(list, call)) observed.push({ rule: 'address', list: list.owner });
    if (!admitsDomain(list, call)) observed.push({ rule: 'domain', list: list.owner });
  }
  return observed;
}

const isObserving = (list: AllowList) => list.mode === 'observe';
