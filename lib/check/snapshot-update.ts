/** Promise: a policy with a change applied is the policy that a reading of everything would have given. */
import type { ListOwner } from './allow-list.ts';
import { ownerOf, type Parts, putEnvironments, putLists, putTokens, renewKey } from './parts.ts';
import type { EnvironmentRow, Key, ListRow, Snapshot, TokenRow } from './snapshot.ts';

/** What was touched since the snapshot's epoch, and the rows of it that there are at the new one. */
export interface PolicyChange {
  epoch: number;
  environmentIds: ReadonlySet<string>;
  keyIds: ReadonlySet<string>;
  tokenIds: ReadonlySet<string>;
  listIds: ReadonlySet<string>;
  /** All of them, or null when none was touched: they are few. */
  environments: readonly EnvironmentRow[] | null;
  lists: readonly ListRow[];
  /** All tokens of the touched keys, and the touched tokens. */
  tokens: readonly TokenRow[];
}

type Owners = Record<ListOwner, Set<string>>;

/**
 * Uses `snapshot` up and returns what stands in its place. No entry is copied: its maps go on in the new one. Keys
 * and tokens themselves are replaced, never altered, because decisions that wait to be written still hold them.
 */
export function applyChange(snapshot: Snapshot, change: PolicyChange): Snapshot {
  const { parts } = snapshot;
  const owners = replaceLists(parts, change);
  if (change.environments) putEnvironments(parts, change.environments);
  for (const id of change.environmentIds) owners.environment.add(id);
  if (owners.application.size > 0 || owners.environment.size > 0) parts.common.clear();
  replaceTokens(parts, change, owners);
  return { ...snapshot, epoch: change.epoch };
}

/** Returns whose lists went, came or changed. */
function replaceLists(parts: Parts, { listIds, lists }: PolicyChange): Owners {
  const owners: Owners = { key: new Set(), application: new Set(), environment: new Set() };
  if (listIds.size === 0) return owners;
  for (const [owner, ids] of Object.entries(owners) as [ListOwner, Set<string>][]) {
    for (const [ownerId, { listId }] of parts.lists[owner]) {
      if (!listIds.has(listId)) continue;
      parts.lists[owner].delete(ownerId);
      ids.add(ownerId);
    }
  }
  putLists(parts, lists);
  for (const row of lists) {
    const [owner, ownerId] = ownerOf(row);
    owners[owner].add(ownerId);
  }
  return owners;
}

// One pass over all tokens takes some milliseconds for 100,000; indexes by key and by token would cost every load more.
function replaceTokens(parts: Parts, { keyIds, tokenIds, tokens }: PolicyChange, owners: Owners): void {
  const renewed = new Map<Key, Key>();
  const isUnder = (key: Key) =>
    owners.key.has(key.id) ||
    owners.application.has(key.applicationId) ||
    owners.environment.has(key.environmentId);
  for (const [digest, token] of parts.tokens) {
    const { key } = token;
    if (keyIds.has(key.id) || tokenIds.has(token.id)) parts.tokens.delete(digest);
    else if (isUnder(key)) {
      const fresh = renewed.get(key) ?? renewKey(parts, key);
      renewed.set(key, fresh);
      parts.tokens.set(digest, { ...token, key: fresh });
    }
  }
  putTokens(parts, tokens, new Map());
}
