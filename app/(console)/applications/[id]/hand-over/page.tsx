import type { Metadata } from 'next';
import { ApplicationHandOverForm } from '#components/applications/application-hand-over-form.tsx';
import { possibleOwners } from '#lib/applications/queries.ts';
import { handOverApplication } from '../../actions.ts';
import { loadVerb } from '../../frame.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Hand over application' };

export default async function HandOver({ params }: VerbProps) {
  const { viewer, application, frame } = await loadVerb(params, 'hand-over');
  const { id, name, owner, deputy } = application;
  const state =
    owner.state === 'disabled' ? ' is disabled: nobody answers for it now' : ' answers for it now';
  return (
    <VerbPage application={application}>
      <ApplicationHandOverForm
        frame={frame}
        action={handOverApplication}
        application={{ id, name, ownerId: owner.id, deputyId: deputy?.id ?? null }}
        people={await possibleOwners(viewer.reader)}
        effect={{
          title: `${owner.name}${state}${deputy ? `; ${deputy.name} stands in` : ''}.`,
          text: 'Keys and allow-list stay as they are. Rights that come from owning it change hands at once.',
        }}
      />
    </VerbPage>
  );
}
