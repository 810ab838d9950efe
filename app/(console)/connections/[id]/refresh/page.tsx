import type { Metadata } from 'next';
import { RefreshForm } from '#components/connections/refresh-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import { changeEffect } from '../../change-effect.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';
import { refreshConnection } from './actions.ts';

export const metadata: Metadata = { title: 'Refresh metadata' };

export default async function Refresh({ params }: VerbProps) {
  const id = await idFrom(params);
  const here = paths.connectionRefresh(id);
  const viewer = await requireViewer(here);
  const connection = await orNotFound(readForChange(viewer.reader, id, 'connection.refresh'));
  const { name, version, settings } = connection;
  return (
    <VerbPage connection={connection}>
      <RefreshForm
        frame={await criticalFrame(viewer, 'connection.refresh', here, paths.connection(id))}
        action={refreshConnection}
        connection={{ id, name, version, metadataUrl: settings.metadataUrl }}
        effect={changeEffect(connection)}
      />
    </VerbPage>
  );
}
