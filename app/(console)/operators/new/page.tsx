import { Plug } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { type FirstRoleChoice, OperatorAddForm } from '#components/operators/operator-add-form.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { pathsAhead } from '#lib/assignments/difference.ts';
import { previewRoles } from '#lib/assignments/preview.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { connectionsForNewOperator, grantableRoles } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../found.ts';
import { addOperator } from '../actions.ts';
import { placeOf, shownIn } from '../assigning.ts';

export const metadata: Metadata = { title: 'Add operator' };

const here = `${paths.operators}/new`;

export default async function AddOperator({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(here);
  if (!viewer.can('operator.add', 'Operator')) notFound();
  const { reader, actor, environments } = viewer;
  const [connections, roles] = await Promise.all([
    connectionsForNewOperator(reader),
    grantableRoles(reader, null),
  ]);
  const said = await searchFrom(searchParams);
  const connection = connections.find(({ slug }) => slug === said.connection) ?? connections[0];
  const shown = { ...shownIn(said, roles, environments), connection: connection?.slug ?? '' };
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
          roles={await previewRoles(reader, actor, [newcomer], roles, environments)}
          environments={environments}
          shown={{ ...shown, opened: await pathsOf(viewer, connections, shown) }}
        />
      )}
    </Page>
  );
}

// Nobody has this id, so that nothing is held already.
const newcomer = { id: '00000000-0000-0000-0000-000000000000', name: 'they' };

type Connections = Awaited<ReturnType<typeof connectionsForNewOperator>>;

/** What the first role that is chosen would open by itself. */
async function pathsOf(
  { reader }: Viewer,
  connections: Connections,
  shown: FirstRoleChoice,
): Promise<string[]> {
  const connection = connections.find(({ slug }) => slug === shown.connection);
  if (!connection || !shown.role) return [];
  const whose = { connectionId: connection.id, name: 'The new operator' };
  return pathsAhead(reader, { kind: 'newcomer', ...whose, ...placeOf(shown) });
}
