import { Plug } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OperatorAddForm } from '#components/operators/operator-add-form.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { isCriticalToLengthen } from '#lib/assignments/preview.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { connectionsForNewOperator, grantableRoles } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../approvals/ahead.ts';
import { addOperator } from '../actions.ts';

export const metadata: Metadata = { title: 'Add operator' };

const here = `${paths.operators}/new`;

export default async function AddOperator() {
  const viewer = await requireViewer(here);
  if (!viewer.can('operator.add', 'Operator')) notFound();
  const connections = await connectionsForNewOperator(viewer.reader);
  return (
    <Page>
      <PageHead title="Operators" />
      {connections.length === 0 ? (
        <Panel label="No connection">
          <Empty title="No connection yet" art={<Plug />}>
            Operators sign in through an identity provider. Add one with “npx gatehouse connection add” first.
          </Empty>
        </Panel>
      ) : (
        <OperatorAddForm
          frame={await criticalFrame(viewer, 'operator.add', here, paths.operators)}
          action={addOperator}
          connections={connections}
          roles={await firstRoles(viewer)}
          environments={viewer.environments}
        />
      )}
    </Page>
  );
}

/** What the viewer may give to somebody new, and whether giving it is critical. */
async function firstRoles({ reader, actor }: Viewer) {
  const roles = await grantableRoles(reader, null);
  return Promise.all(
    roles.map(async ({ slug, name }) => ({
      slug,
      name,
      critical: await isCriticalToLengthen(reader, actor, slug),
    })),
  );
}
