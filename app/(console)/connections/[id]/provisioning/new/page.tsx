import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NewTokenForm } from '#components/scim/new-token-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { readProvisioning } from '#lib/scim/console-queries.ts';
import { aheadOf } from '../../../../approvals/ahead.ts';
import { idFrom, orNotFound } from '../../../../found.ts';
import { frameOf } from '../../../../operators/frame.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';
import { createScimToken } from '../actions.ts';

export const metadata: Metadata = { title: 'New provisioning token' };

export default async function NewToken({ params }: VerbProps) {
  const id = await idFrom(params);
  const here = paths.newScimToken(id);
  const viewer = await requireViewer(here);
  const connection = await orNotFound(readProvisioning(viewer.reader, id));
  if (!connection.may.create) notFound();
  return (
    <VerbPage connection={connection}>
      <NewTokenForm
        frame={{
          ...frameOf(viewer, here, paths.connectionProvisioning(id)),
          ahead: await aheadOf(viewer, 'scim_token.create'),
        }}
        action={createScimToken}
        connection={{ id, name: connection.name }}
        baseUrl={`${env().publicUrl}/scim/v2`}
        now={viewer.now}
      />
    </VerbPage>
  );
}
