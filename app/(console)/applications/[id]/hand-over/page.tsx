import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationHandOverForm } from '#components/applications/application-hand-over-form.tsx';
import { relativeTime } from '#components/ui/format.ts';
import { Page, PageHead } from '#components/ui/page.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import { possibleOwners, readApplication } from '#lib/applications/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import { handOverApplication } from '../../actions.ts';
import { mayApplication } from '../../may.ts';

export const metadata: Metadata = { title: 'Hand over application' };

export default async function HandOver({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const here = `${paths.application(id)}/hand-over`;
  const viewer = await requireViewer(here);
  const application = await orNotFound(readApplication(viewer.reader, id));
  if (mayApplication(viewer, 'hand_over', application) !== 'yes') notFound();
  const people = await possibleOwners(viewer.reader);
  const { environmentId, owner, deputy } = application;
  const environment = viewer.environments.find((e) => e.id === environmentId);
  return (
    <Page>
      <PageHead
        title={`Hand over ${application.name}`}
        crumbs={[
          { label: 'Applications', href: paths.applications },
          { label: application.name, href: paths.application(id) },
          { label: 'Hand over' },
        ]}
        badges={<EnvTag environment={environmentId} name={environment?.name ?? environmentId} />}
      />
      <ApplicationHandOverForm
        action={handOverApplication}
        nonce={randomUUID()}
        returnTo={here}
        cancelHref={paths.application(id)}
        {...(environmentId === 'production' && {
          factor: `Your second factor was proven ${relativeTime(viewer.proofAt, viewer.now)}.`,
        })}
        application={{ id, name: application.name, ownerId: owner.id, deputyId: deputy?.id ?? null }}
        people={people}
        effect={{
          title: `Now ${owner.name} answers for it${deputy ? `, ${deputy.name} stands in` : ' alone'}.`,
          text: 'Keys and allow-list stay as they are. Rights that come from owning it change hands at once.',
        }}
      />
    </Page>
  );
}
