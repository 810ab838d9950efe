import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AssignForm } from '#components/operators/assign-form.tsx';
import { pathsAhead } from '#lib/assignments/difference.ts';
import { previewRoles } from '#lib/assignments/preview.ts';
import { grantableRoles } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { createAssignment } from '../../actions.ts';
import { aheadsOfGiving, firstDayOf, placeOf, shownIn } from '../../assigning.ts';
import { loadOperator } from '../../frame.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Give a role' };

interface AssignProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Assign({ params, searchParams }: AssignProps) {
  const { viewer, operator, frame } = await loadOperator(params, 'assign');
  if (operator.may.grant.length === 0 || operator.state === 'disabled') notFound();
  const { environments, reader, actor, now } = viewer;
  const roles = await grantableRoles(reader, { operatorId: operator.id });
  const { id, name } = operator;
  const shown = shownIn(await searchFrom(searchParams), roles, environments);
  return (
    <VerbPage operator={operator}>
      <AssignForm
        frame={frame}
        aheads={await aheadsOfGiving(viewer)}
        action={createAssignment}
        to={{ field: 'operatorId', id, name }}
        shown={{
          ...shown,
          opened: shown.role
            ? await pathsAhead(reader, { kind: 'to-person', operatorId: id, ...placeOf(shown) })
            : [],
        }}
        href={`${paths.operator(id)}/assign`}
        roles={await previewRoles(reader, actor, [{ id, name }], roles, environments)}
        environments={environments}
        firstDay={firstDayOf(now)}
      />
    </VerbPage>
  );
}
