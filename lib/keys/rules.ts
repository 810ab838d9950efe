import { type Access, mayOn } from '../access/ability.ts';
import {
  addressesAlone,
  isBroad,
  isHeavy,
  isOfHostsAlone,
  type ListEntry,
  type ListMode,
  opensToAll,
} from '../allow-lists/schema.ts';
import type { Sensitivity } from '../audit/record.ts';
import { Refusal } from '../errors.ts';

export type StoredState = 'active' | 'suspended' | 'expired' | 'revoked';

/** Which verb is possible in which stored state; the rest is a conflict with this sentence. */
const possible: Record<
  'rotate' | 'end_overlap' | 'suspend' | 'resume' | 'revoke' | 'edit',
  readonly StoredState[]
> = {
  rotate: ['active'],
  end_overlap: ['active', 'suspended', 'expired'],
  suspend: ['active'],
  resume: ['suspended'],
  revoke: ['active', 'suspended', 'expired'],
  edit: ['active', 'suspended'],
};

export function requireState(state: StoredState, verb: keyof typeof possible): void {
  if (!possible[verb].includes(state))
    throw new Refusal('conflict', `This key is ${state}. Nothing was changed.`);
}

/** True when `verb` is possible in `state`: for the interface, which shows a blocked action with its reason. */
export function isPossible(state: StoredState, verb: keyof typeof possible): boolean {
  return possible[verb].includes(state);
}

/** Suspended by hand, or by an access review beside whatever state people gave it. */
export const suspendedNow = (now: Date) => ({
  state: { in: ['active' as const, 'suspended' as const] },
  OR: [{ state: 'suspended' as const }, { suspendedAt: { not: null } }],
  expiresAt: { gt: now },
});

/** A service account calls from addresses: a host on its list would shut it out. */
export function requireAddresses({ kind }: { kind: string }, entries: readonly ListEntry[]): void {
  if (kind === 'service' && entries.some((entry) => entry.kind === 'domain'))
    throw new Refusal('invalid', 'Correct the marked fields.', { entries: addressesAlone });
}

/** Why a service account that a review suspended is left as it is. */
export const heldByReview =
  'An access review suspended this service account, since nobody answered for it. Whoever decides in that review can give it back; until then it can only be ended. Nothing was changed.';

/** Neither woken nor given more meanwhile: whoever gives it back gives back what the review asked about. */
export function requireNotHeld({ suspendedAt }: { suspendedAt: Date | null }): void {
  if (suspendedAt) throw new Refusal('conflict', heldByReview);
}

/**
 * Every change of a production key is sensitive; in the sandbox it is routine (docs/access.md). Not of a service account,
 * whose token works here: with a stolen cookie alone somebody would make themselves a way in for a year.
 */
export function changeSensitivity(key: { environmentId: string; kind?: string | undefined }): Sensitivity {
  return key.environmentId === 'production' || key.kind === 'service' ? 'sensitive' : 'routine';
}

/** A production key without an enforced list, or with one that admits more than one /24 or /48, is critical. */
export function creationSensitivity(
  environmentId: string,
  wanted: { kind?: string | undefined; mode: ListMode; entries: readonly ListEntry[] },
): Sensitivity {
  if (environmentId !== 'production') return changeSensitivity({ environmentId, kind: wanted.kind });
  return isOpenKey(wanted) ? 'critical' : 'sensitive';
}

/** What makes a new production key critical: its list is not enforced, is broad, or names hosts that any caller can state. */
export const isOpenKey = (wanted: {
  kind?: string | undefined;
  mode: ListMode;
  entries: readonly ListEntry[];
}): boolean =>
  wanted.mode !== 'enforce' ||
  isBroad(wanted.entries) ||
  (wanted.kind !== 'publishable' && isOfHostsAlone(wanted));

/** What a change of a list must not do alone in production; `kind` of a key's list, none of an application's. */
export const isHeavyList = (
  before: { mode: ListMode; entries: readonly ListEntry[]; agreed: readonly string[] } | null,
  wanted: { mode: ListMode; entries: readonly ListEntry[] },
  kind?: string,
): boolean => isHeavy(before, wanted) || (kind !== 'publishable' && opensToAll(before, wanted));

/** Leaving enforce, widening by more than one /24 or /48 beyond what was agreed to, or opening to all is critical in production. */
export function listSensitivity(
  subject: {
    environmentId: string;
    kind?: string | undefined;
    allowList: { mode: ListMode; entries: ListEntry[] } | null;
    agreed: readonly string[];
  },
  wanted: { mode: ListMode; entries: ListEntry[] },
): Sensitivity {
  if (subject.environmentId !== 'production') return changeSensitivity(subject);
  const { allowList, agreed, kind } = subject;
  return isHeavyList(allowList && { ...allowList, agreed }, wanted, kind) ? 'critical' : 'sensitive';
}

/** A list in a few words: for the trail and for a key's facts. */
export function describeList(list: { mode: ListMode; entries: ListEntry[] } | null): string {
  if (!list) return 'off';
  return `${list.mode}, ${list.entries.length} ${list.entries.length === 1 ? 'entry' : 'entries'}`;
}

interface Called {
  id: string;
  environmentId: string;
  applicationId: string;
}

/** Whether they may know who calls with this key, and how much: for whoever may know why its calls are refused. */
export function mayReadTraffic(access: Access, { id: keyId, environmentId, applicationId }: Called): boolean {
  return mayOn(access, 'read', 'Decision', { keyId, environmentId, applicationId });
}
