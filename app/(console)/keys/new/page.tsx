import { Boxes, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DialogPanel, type Environment } from '#components/forms/dialog-panel.tsx';
import { NewKeyForm } from '#components/keys/new-key-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { mayOn } from '#lib/access/ability.ts';
import { applicationsForNewKey } from '#lib/applications/for-new-key.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { askScope, offeredScopes } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../../approvals/ahead.ts';
import { createKey } from '../actions.ts';
import { environmentOf, factorFor } from '../factor.ts';

export const metadata: Metadata = { title: 'New key' };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewKeyPage({ searchParams }: Props) {
  const viewer = await requireViewer(paths.newKey);
  if (!viewer.can('key.create', 'ApiKey')) notFound();
  const { application } = await searchParams;
  const readable = await applicationsForNewKey(viewer.reader);
  const mayCreate = (environmentId: string, applicationId: string | null) =>
    mayOn(viewer.access, 'key.create', 'ApiKey', { environmentId, applicationId });
  const applications = readable.filter(({ id, environmentId }) => mayCreate(environmentId, id));
  const named = applications.find(({ id }) => id === application);
  const only = applications.length === 1 ? applications[0] : undefined;
  const environment = environmentOf(viewer, viewer.environment);
  if (applications.length === 0)
    return (
      <NoApplication environment={environment} mayAdd={viewer.can('application.create', 'Application')} />
    );
  return (
    <Page>
      <PageHead title="Keys" />
      <NewKeyForm
        action={createKey}
        nonce={crypto.randomUUID()}
        environment={environment}
        applications={applications}
        applicationId={(named ?? only)?.id ?? null}
        scopes={mayCreate('production', null) ? [...offeredScopes, askScope] : offeredScopes}
        ownAddress={viewer.address}
        factor={factorFor(viewer, viewer.environment)}
        ahead={await aheadOf(viewer, 'key.create', viewer.environment)}
        gateUrl={env().gateUrl}
        now={viewer.now}
      />
    </Page>
  );
}

function NoApplication({ environment, mayAdd }: { environment: Environment; mayAdd: boolean }) {
  return (
    <Page>
      <PageHead title="Keys" />
      <DialogPanel title="New key" environment={environment} closeHref={paths.keys}>
        <Empty
          title="No application here may have a key from you"
          art={<Boxes />}
          actions={
            mayAdd ? (
              <LinkButton size="sm" icon={<Plus />} href={`${paths.applications}/new`}>
                New application
              </LinkButton>
            ) : null
          }
        >
          A key belongs to an application of this environment, and your roles must reach it.
        </Empty>
      </DialogPanel>
    </Page>
  );
}
