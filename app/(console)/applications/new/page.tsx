import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationCreateForm } from '#components/applications/application-create-form.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { possibleOwners } from '#lib/applications/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { createApplication } from '../actions.ts';
import { blockedReason, mayApplication } from '../may.ts';

export const metadata: Metadata = { title: 'New application' };

const here = `${paths.applications}/new`;

export default async function NewApplication() {
  const viewer = await requireViewer(here);
  const may = mayApplication(viewer, 'create', { environmentId: viewer.environment });
  if (may === 'never') notFound();
  const environment = viewer.environments.find(({ id }) => id === viewer.environment);
  const people = await possibleOwners(viewer.reader);
  return (
    <Page>
      <PageHead
        title="New application"
        crumbs={[{ label: 'Applications', href: paths.applications }, { label: 'New' }]}
      />
      {may === 'blocked' || !environment ? (
        <Note title="Not in this environment." className="max-w-160">
          {blockedReason} Switch the environment at the top.
        </Note>
      ) : (
        <ApplicationCreateForm
          // The environment is part of the form: another one is another form.
          key={environment.id}
          action={createApplication}
          nonce={randomUUID()}
          returnTo={here}
          cancelHref={paths.applications}
          environment={environment}
          people={people}
          ownerId={viewer.operatorId}
        />
      )}
    </Page>
  );
}
