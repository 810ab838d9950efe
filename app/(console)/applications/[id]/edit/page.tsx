import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationEditForm } from '#components/applications/application-edit-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { readApplication } from '#lib/applications/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import { editApplication } from '../../actions.ts';
import { mayApplication } from '../../may.ts';

export const metadata: Metadata = { title: 'Edit application' };

export default async function EditApplication({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const viewer = await requireViewer(`${paths.application(id)}/edit`);
  const application = await orNotFound(readApplication(viewer.reader, id));
  if (mayApplication(viewer, 'edit', application) !== 'yes') notFound();
  return (
    <Page>
      <PageHead
        title={`Edit ${application.name}`}
        crumbs={[
          { label: 'Applications', href: paths.applications },
          { label: application.name, href: paths.application(id) },
          { label: 'Edit' },
        ]}
      />
      <ApplicationEditForm
        action={editApplication}
        nonce={randomUUID()}
        returnTo={`${paths.application(id)}/edit`}
        cancelHref={paths.application(id)}
        application={{ id, name: application.name, description: application.description }}
      />
    </Page>
  );
}
