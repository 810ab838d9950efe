import { notFound } from 'next/navigation';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { ApplicationPage } from '#lib/applications/queries.ts';
import { readApplication } from '#lib/applications/queries.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../found.ts';
import { environmentOf, factorFor } from '../keys/factor.ts';
import { mayApplication } from './may.ts';

const verbs = { edit: 'edit', 'hand-over': 'hand_over', 'allow-list': 'edit_allow_list' } as const;

interface Loaded {
  viewer: Viewer;
  application: ApplicationPage;
  frame: PageFrame & { environment: { id: string; name: string } };
}

/** All that the page of one verb needs. Not permitted looks like not there. */
export async function loadVerb(params: Promise<{ id: string }>, verb: keyof typeof verbs): Promise<Loaded> {
  const id = await idFrom(params);
  const returnTo = `${paths.application(id)}/${verb}`;
  const viewer = await requireViewer(returnTo);
  const application = await orNotFound(readApplication(viewer.reader, id));
  if (mayApplication(viewer, verbs[verb], application) !== 'yes') notFound();
  const { environmentId } = application;
  const frame = {
    nonce: crypto.randomUUID(),
    returnTo,
    backHref: paths.application(id),
    environment: environmentOf(viewer, environmentId),
    // Renaming is routine wherever it lives.
    factor: verb === 'edit' ? null : factorFor(viewer, environmentId),
  };
  return { viewer, application, frame };
}
