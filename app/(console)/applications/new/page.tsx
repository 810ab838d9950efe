import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationCreateForm } from '#components/applications/application-create-form.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { possibleOwners } from '#lib/applications/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { environmentOf } from '../../keys/factor.ts';
import { createApplication } from '../actions.ts';
import { blockedReason, mayApplication } from '../may.ts';

export const metadata: Metadata = { title: 'New application' };

const here = `${paths.applications}/new`;

export default async function NewApplication() {
  const viewer = await requireViewer(here);
  const may = mayApplication(viewer, 'create', { environmentId: viewer.environment });
  if (may === 'never') notFound();
  const frame = {
    nonce: crypto.randomUUID(),
    returnTo: here,
    backHref: paths.applications,
    environment: environmentOf(viewer, viewer.environment),
    factor: null,
  };
  return (
    <Page>
      <PageHead title="Applications" />
      {may === 'blocked' ? (
        <Note title={`Not in ${frame.environment.name}.`}>
          {blockedReason} Switch the environment at the top.
        </Note>
      ) : (
        // Another environment is another form: nothing typed for the one is kept for the other.
        <ApplicationCreateForm
          key={viewer.environment}
          frame={frame}
          action={createApplication}
          people={await possibleOwners(viewer.reader)}
          ownerId={viewer.operatorId}
        />
      )}
    </Page>
  );
}
