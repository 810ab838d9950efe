/** Promise: one policy, as one epoch of the database has it, in the shape that a call is judged by; never half of it. */
import type { AllowList, ListMode } from './allow-list.ts';
import { type Parts, putEnvironments, putLists, putTokens, startParts } from './parts.ts';
import { type Digest, digester } from './token.ts';

export type KeyKind = 'secret' | 'publishable' | 'service';
export type KeyState = 'active' | 'suspended' | 'expired' | 'revoked';
/** An ended token stays known, so that a call with one is told apart from noise. */
export type TokenState = 'current' | 'deprecated' | 'ended';
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

/** One row of the view gate_token; instants in milliseconds. */
export interface TokenRow {
  tokenId: string;
  /** hex */
  digest: string;
  tokenState: TokenState;
  tokenEndsAt: number | null;
  keyId: string;
  keyName: string;
  keyKind: KeyKind;
  keyState: KeyState;
  expiresAt: number | null;
  scopes: readonly string[];
  environmentId: string;
  applicationId: string;
}

/** One row of the view gate_list; exactly one of the three owners is set. */
export interface ListRow {
  listId: string;
  environmentId: string | null;
  applicationId: string | null;
  keyId: string | null;
  mode: ListMode;
  cidrs: readonly string[];
  domains: readonly string[];
}

export interface EnvironmentRow {
  id: string;
  minTlsVersion: TlsVersion;
}

export interface GateRows {
  epoch: number;
  environments: readonly EnvironmentRow[];
  lists: readonly ListRow[];
  tokens: readonly TokenRow[];
}

export interface Pepper {
  version: number;
  key: Buffer;
}

export interface Key {
  id: string;
  name: string;
  kind: KeyKind;
  state: KeyState;
  expiresAt: number | null;
  scopes: readonly string[];
  environmentId: string;
  applicationId: string;
  minTlsVersion: TlsVersion;
  /** Its own, its application's and its environment's, those with mode off included. */
  lists: readonly AllowList[];
}

export interface Token {
  id: string;
  state: TokenState;
  endsAt: number | null;
  key: Key;
}

export interface Snapshot {
  epoch: number;
  /** One per pepper, the newest first. */
  digests: readonly Digest[];
  /** By digest, hex. */
  tokens: ReadonlyMap<string, Token>;
  /** What it was put together from; for `applyChange` alone. */
  parts: Parts;
}

/** Compiles all rows at once. A gate with many keys uses `startSnapshot` and adds them page by page. */
export function compileSnapshot(rows: GateRows, peppers: readonly Pepper[]): Snapshot {
  const building = startSnapshot(rows.epoch, rows.environments, peppers);
  building.addLists(rows.lists);
  building.addTokens(rows.tokens);
  return building.finish();
}

export interface SnapshotBuilding {
  addLists(rows: readonly ListRow[]): void;
  /** After all lists. */
  addTokens(rows: readonly TokenRow[]): void;
  finish(): Snapshot;
}

/** Builds a snapshot in pages, so that 100,000 keys do not hold up the calls that arrive meanwhile. */
export function startSnapshot(
  epoch: number,
  environments: readonly EnvironmentRow[],
  peppers: readonly Pepper[],
): SnapshotBuilding {
  const parts = startParts();
  const keys = new Map<string, Key>();
  putEnvironments(parts, environments);
  return {
    addLists: (rows) => putLists(parts, rows),
    addTokens: (rows) => putTokens(parts, rows, keys),
    finish: () => ({
      epoch,
      tokens: parts.tokens,
      parts,
      digests: peppers.toSorted((a, b) => b.version - a.version).map((p) => digester(p.key)),
    }),
  };
}
