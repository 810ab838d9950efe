/** Promise: a key is put together in one way, when a policy is first read and when a change of it is. */
import { type AllowList, compileList, type ListOwner } from './allow-list.ts';
import type { EnvironmentRow, Key, ListRow, TlsVersion, Token, TokenRow } from './snapshot.ts';

export interface OwnedList {
  listId: string;
  list: AllowList;
}

export interface Parts {
  /** By digest, hex. */
  tokens: Map<string, Token>;
  /** By the owner's id. */
  lists: Record<ListOwner, Map<string, OwnedList>>;
  minTls: Map<string, TlsVersion>;
  /** By environment and application: the lists that all keys there share, in one array. */
  common: Map<string, readonly AllowList[]>;
}

export function startParts(): Parts {
  const lists = { key: new Map(), application: new Map(), environment: new Map() };
  return { tokens: new Map(), lists, minTls: new Map(), common: new Map() };
}

export function putEnvironments(parts: Parts, rows: readonly EnvironmentRow[]): void {
  parts.minTls = new Map(rows.map((row) => [row.id, row.minTlsVersion]));
}

export function putLists(parts: Parts, rows: readonly ListRow[]): void {
  for (const row of rows) {
    const [owner, ownerId] = ownerOf(row);
    const list = compileList(owner, row.mode, row.cidrs, row.domains);
    parts.lists[owner].set(ownerId, { listId: row.listId, list });
  }
}

/** After all lists. `keys` holds those already put together in this reading, by id: tokens of one key share it. */
export function putTokens(parts: Parts, rows: readonly TokenRow[], keys: Map<string, Key>): void {
  for (const row of rows) {
    let key = keys.get(row.keyId);
    if (!key) {
      key = keyOf(parts, row);
      keys.set(row.keyId, key);
    }
    parts.tokens.set(row.digest, { id: row.tokenId, state: row.tokenState, endsAt: row.tokenEndsAt, key });
  }
}

/** The same key under the lists and the TLS version that are in force now. */
export function renewKey(parts: Parts, key: Key): Key {
  return { ...key, minTlsVersion: minTlsOf(parts, key), lists: listsOf(parts, key.id, key) };
}

export function ownerOf(row: ListRow): [ListOwner, string] {
  if (row.keyId) return ['key', row.keyId];
  return row.applicationId ? ['application', row.applicationId] : ['environment', row.environmentId ?? ''];
}

function keyOf(parts: Parts, row: TokenRow): Key {
  return {
    id: row.keyId,
    name: row.keyName,
    kind: row.keyKind,
    state: row.keyState,
    expiresAt: row.expiresAt,
    scopes: row.scopes,
    environmentId: row.environmentId,
    applicationId: row.applicationId,
    minTlsVersion: minTlsOf(parts, row),
    lists: listsOf(parts, row.keyId, row),
  };
}

type Place = Pick<Key, 'environmentId' | 'applicationId'>;

// An environment that is not there asks for the most, not for nothing.
const minTlsOf = ({ minTls }: Parts, { environmentId }: Place): TlsVersion =>
  minTls.get(environmentId) ?? '1.3';

// Keys of one application mostly have no list of their own, so they share one array.
function listsOf(
  { lists, common }: Parts,
  keyId: string,
  { environmentId, applicationId }: Place,
): readonly AllowList[] {
  const place = `${environmentId} ${applicationId}`;
  let shared = common.get(place);
  if (!shared) {
    shared = [lists.application.get(applicationId)?.list, lists.environment.get(environmentId)?.list].filter(
      (list) => list !== undefined,
    );
    common.set(place, shared);
  }
  const own = lists.key.get(keyId)?.list;
  return own ? [own, ...shared] : shared;
}
