import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConnectionAddForm } from '#components/connections/connection-add-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../approvals/ahead.ts';
import { addConnection } from '../actions.ts';

export const metadata: Metadata = { title: 'Add connection' };

export default async function AddConnection() {
  const viewer = await requireViewer(paths.newConnection);
  if (!viewer.can('connection.add', 'Connection')) notFound();
  return (
    <Page>
      <PageHead title="Single sign-on" />
      <ConnectionAddForm
        frame={await criticalFrame(viewer, 'connection.add', paths.newConnection, paths.connections)}
        action={addConnection}
      />
    </Page>
  );
}
