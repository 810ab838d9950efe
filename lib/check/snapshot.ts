/** Promise: one policy, as one epoch of the database has it, in the shape that a call is judged by; never half of it. */
import { type AllowList, compileList, type ListMode, type ListOwner } from './allow-list.ts';
import { type Digest, digester } from './token.ts';

export type KeyKind = 'secret' | 'publishable' | 'service';
export type KeyState = 'active' | 'suspended' | 'expired' | 'revoked';
export type TokenState = 'current' | 'deprecated';
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
  const lists = new Map<string, AllowList>();
  const keys = new Map<string, Key>();
  const tokens = new Map<string, Token>();
  const shared = new Map<string, readonly AllowList[]>();
  const minTls = new Map(environments.map((row) => [row.id, row.minTlsVersion]));
  return {
    addLists(rows) {
      for (const row of rows) {
        const [owner, id] = ownerOf(row);
        lists.set(`${owner} ${id}`, compileList(owner, row.mode, row.cidrs, row.domains));
      }
    },
    addTokens(rows) {
      for (const row of rows) {
        let key = keys.get(row.keyId);
        if (!key) {
          // An environment that is not there asks for the most, not for nothing.
          key = keyOf(row, minTls.get(row.environmentId) ?? '1.3', listsOf(row, lists, shared));
          keys.set(row.keyId, key);
        }
        tokens.set(row.digest, { id: row.tokenId, state: row.tokenState, endsAt: row.tokenEndsAt, key });
      }
    },
    finish: () => ({
      epoch,
      tokens,
      digests: peppers.toSorted((a, b) => b.version - a.version).map((p) => digester(p.key)),
    }),
  };
}

function ownerOf(row: ListRow): [ListOwner, string] {
  if (row.keyId) return ['key', row.keyId];
  return row.applicationId ? ['application', row.applicationId] : ['environment', row.environmentId ?? ''];
}

function keyOf(row: TokenRow, minTlsVersion: TlsVersion, lists: readonly AllowList[]): Key {
  return {
    id: row.keyId,
    name: row.keyName,
    kind: row.keyKind,
    state: row.keyState,
    expiresAt: row.expiresAt,
    scopes: row.scopes,
    environmentId: row.environmentId,
    applicationId: row.applicationId,
    minTlsVersion,
    lists,
  };
}

// Keys of one application mostly have no list of their own, so they share one array.
function listsOf(
  row: TokenRow,
  lists: Map<string, AllowList>,
  shared: Map<string, readonly AllowList[]>,
): readonly AllowList[] {
  const place = `${row.environmentId} ${row.applicationId}`;
  let common = shared.get(place);
  if (!common) {
    common = [
      lists.get(`application ${row.applicationId}`),
      lists.get(`environment ${row.environmentId}`),
    ].filter((l) => l !== undefined);
    shared.set(place, common);
  }
  const own = lists.get(`key ${row.keyId}`);
  return own ? [own, ...common] : common;
}
