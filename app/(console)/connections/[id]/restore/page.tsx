import { RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { risksOf } from '#lib/connections/difference.ts';
import { listVersions, readForChange } from '#lib/connections/settings-queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import { idFrom, orNotFound, type Search } from '../../../found.ts';
import { restoreConnection } from '../../actions.ts';
import { changeEffect } from '../../change-effect.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Restore a former version' };

export default async function Restore({ params, searchParams }: VerbProps & { searchParams: Search }) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connectionVersions(id));
  const connection = await orNotFound(readForChange(viewer.reader, id, 'connection.restore'));
  const said = (await searchParams).former;
  const former = (await listVersions(viewer.reader, connection)).find(
    ({ version }) => String(version) === said,
  );
  if (!former?.settings) notFound();
  const { version, settings } = connection;
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={{
          ...(await criticalFrame(
            viewer,
            'connection.restore',
            paths.restoreConnection(id, former.version),
            paths.connection(id),
          )),
          blocked: former.changes.length === 0 ? 'It is set like this now. There is nothing to do.' : null,
        }}
        action={restoreConnection}
        id={id}
        title={`Restore version ${former.version} of ${connection.name}`}
        values={{ version: String(version), former: String(former.version) }}
        effect={changeEffect(connection)}
        changes={former.changes}
        risks={risksOf(settings, former.settings)}
        next="How it is set now is kept as a former version in its turn. Our own keys stay as they are."
        submit={{ label: 'Restore version', pendingLabel: 'Restoring', icon: <RotateCcw /> }}
        doneNotice={`Version ${former.version} is restored.`}
      />
    </VerbPage>
  );
}
