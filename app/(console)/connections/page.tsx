import { LogIn, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConnectionTable } from '#components/connections/connection-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listConnections } from '#lib/connections/console-queries.ts';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Single sign-on' };

export default async function Connections() {
  const viewer = await requireViewer(paths.connections);
  if (!viewer.can('read', 'Connection')) notFound();
  const { rows } = await listConnections(viewer.reader);
  const add = viewer.can('connection.add', 'Connection') ? (
    <LinkButton variant="primary" icon={<Plus />} href={paths.newConnection}>
      Add connection
    </LinkButton>
  ) : null;
  return (
    <Page>
      <PageHead
        title="Single sign-on"
        detail="The identity providers that people sign in through. There are no passwords here."
        actions={add}
      />
      <Panel label="Connections">
        {rows.length === 0 ? (
          <Empty title="No connection yet" art={<LogIn />} actions={add}>
            A connection trusts one identity provider. Start with its metadata: an address, a file or its
            text.
          </Empty>
        ) : (
          <ConnectionTable rows={rows} now={viewer.now} />
        )}
      </Panel>
    </Page>
  );
}
