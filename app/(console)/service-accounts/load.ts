import { notFound } from 'next/navigation';
import type { SubjectFrame } from '#components/forms/confirm-form.tsx';
import { mayOn } from '#lib/access/ability.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { heldByReview, isPossible } from '#lib/keys/rules.ts';
import { paths } from '#lib/paths.ts';
import { readServiceAccount, type ServiceAccountPage } from '#lib/service-accounts/queries.ts';
import { factorOf } from '../factor.ts';
import { idFrom, orNotFound } from '../found.ts';
import { environmentOf } from '../keys/factor.ts';

export const mayDo = (viewer: Viewer, { environmentId, application }: ServiceAccountPage, command: string) =>
  mayOn(viewer.access, command, 'ApiKey', { environmentId, applicationId: application.id });

/** All that the page of one of its own verbs needs. Never permitted looks like not there. */
export async function loadAccountVerb(params: Promise<{ id: string }>, verb: 'rotate' | 'edit') {
  const id = await idFrom(params);
  const returnTo = paths.serviceAccount(id, verb);
  const viewer = await requireViewer(returnTo);
  const account = await orNotFound(readServiceAccount(viewer.reader, id));
  if (!mayDo(viewer, account, `service_account.${verb}`)) notFound();
  const frame: SubjectFrame = {
    id,
    name: account.name,
    nonce: crypto.randomUUID(),
    returnTo,
    backHref: paths.serviceAccount(id),
    blocked: blockedFrom(account, verb),
    environment: environmentOf(viewer, account.environmentId),
    factor: factorOf(viewer),
  };
  const crumbs = [
    { label: 'Service accounts', href: paths.serviceAccounts },
    { label: account.name, href: paths.serviceAccount(id) },
  ];
  return { viewer, account, frame, crumbs };
}

function blockedFrom(
  { shown, suspendedAt, isReaders }: ServiceAccountPage,
  verb: 'rotate' | 'edit',
): string | null {
  if (!isPossible(shown, verb)) return `The service account is ${shown}.`;
  if (suspendedAt) return heldByReview;
  return verb === 'edit' && !isReaders
    ? 'Somebody else stands behind this account. Rotate it first: you then stand behind it and can edit it.'
    : null;
}

export interface AccountProps {
  params: Promise<{ id: string }>;
}
