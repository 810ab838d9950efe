import { type KeyActions, type KeyVerb, keyVerbPath } from '#components/keys/key-verbs.ts';
import { mayOn } from '#lib/access/ability.ts';
import type { Viewer } from '#lib/auth/current.ts';
import type { KeyRow } from '#lib/keys/queries.ts';
import { heldByReview, isPossible } from '#lib/keys/rules.ts';

type Subject = Pick<KeyRow, 'id' | 'shown' | 'suspendedAt' | 'tokens' | 'environmentId' | 'application'>;

const verbs = {
  rotate: { permission: 'key.rotate', rule: 'rotate' },
  'end-overlap': { permission: 'key.end_overlap', rule: 'end_overlap' },
  suspend: { permission: 'key.suspend', rule: 'suspend' },
  resume: { permission: 'key.resume', rule: 'resume' },
  revoke: { permission: 'key.revoke', rule: 'revoke' },
  edit: { permission: 'key.edit', rule: 'edit' },
  'allow-list': { permission: 'key.edit_allow_list', rule: 'edit' },
} as const satisfies Record<KeyVerb, { permission: string; rule: Parameters<typeof isPossible>[1] }>;

/** What this viewer may do to this key. Only words: each command asks again, in its own transaction. */
export function keyActions(
  viewer: Viewer,
  key: Subject,
  asked: readonly KeyVerb[] = offered(key),
): KeyActions {
  const row = { environmentId: key.environmentId, applicationId: key.application.id };
  const actions: KeyActions = {};
  for (const verb of asked) {
    if (!mayOn(viewer.access, verbs[verb].permission, 'ApiKey', row)) continue;
    actions[verb] = { href: keyVerbPath(key.id, verb), blocked: blockedReason(verb, key) };
  }
  return actions;
}

/** Why `verb` cannot be done now, as one sentence; null when it can. */
export function blockedReason(verb: KeyVerb, key: Subject): string | null {
  const state = key.shown === 'rotation' ? 'active' : key.shown;
  if (!isPossible(state, verbs[verb].rule)) return `The key is ${state}.`;
  if (key.suspendedAt && (verb === 'resume' || verb === 'allow-list')) return heldByReview;
  const isOverlapOpen = key.tokens.some((token) => token.state === 'deprecated');
  if (verb === 'rotate' && isOverlapOpen) return 'An overlap is still open: end it first.';
  if (verb === 'end-overlap' && !isOverlapOpen) return 'There is no overlap to end.';
  return null;
}

// Of suspend and resume only one makes sense at a time, and an overlap is ended only where there is one.
function offered(key: Subject): KeyVerb[] {
  const isOverlapOpen = key.tokens.some((token) => token.state === 'deprecated');
  return [
    'rotate',
    ...(isOverlapOpen ? (['end-overlap'] as const) : []),
    'allow-list',
    'edit',
    key.shown === 'suspended' ? 'resume' : 'suspend',
    'revoke',
  ];
}
