import { notFound } from 'next/navigation';
import type { SubjectFrame } from '#components/forms/confirm-form.tsx';
import { type KeyVerb, keyVerbPath } from '#components/keys/key-verbs.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { readKey } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../found.ts';
import { environmentOf, factorFor } from './factor.ts';
import { keyActions } from './key-actions.ts';

/** All that the page of one verb needs. Never permitted looks like not there. */
export async function loadVerb(params: Promise<{ id: string }>, verb: KeyVerb) {
  const id = await idFrom(params);
  const returnTo = keyVerbPath(id, verb);
  const viewer = await requireViewer(returnTo);
  const key = await orNotFound(readKey(viewer.reader, id));
  // A verb that fits another state (resume, while active) still has its page, which says so.
  const action = keyActions(viewer, key, [verb])[verb];
  if (!action) notFound();
  const frame: SubjectFrame = {
    id: key.id,
    name: key.name,
    nonce: crypto.randomUUID(),
    returnTo,
    backHref: paths.key(id),
    blocked: action.blocked,
    environment: environmentOf(viewer, key.environmentId),
    factor: factorFor(viewer, key.environmentId, key.kind),
  };
  return { viewer, key, frame };
}
