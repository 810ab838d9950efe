import type { Metadata } from 'next';
import { EndTokenForm } from '#components/scim/end-token-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { readScimToken } from '#lib/scim/console-queries.ts';
import { idFrom, orNotFound } from '../../../../../../found.ts';
import { frameOf } from '../../../../../../operators/frame.ts';
import { VerbPage } from '../../../../../verb-page.tsx';
import { endScimToken } from '../../../actions.ts';

export const metadata: Metadata = { title: 'End provisioning token' };

interface Props {
  params: Promise<{ id: string; token: string }>;
}

export default async function EndToken({ params }: Props) {
  const id = await idFrom(params);
  const { token: tokenId } = await params;
  const here = paths.endScimToken(id, tokenId);
  const viewer = await requireViewer(here);
  const { connection, token } = await orNotFound(readScimToken(viewer.reader, id, tokenId));
  const blocked = token.endedAt ? 'This token has ended already.' : null;
  return (
    <VerbPage connection={connection}>
      <EndTokenForm
        frame={{ ...frameOf(viewer, here, paths.connectionProvisioning(id)), blocked }}
        action={endScimToken}
        token={token}
        now={viewer.now}
      />
    </VerbPage>
  );
}
