import { KeyRound, Pencil, Plus, UserRoundPen, UserX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { AllowListPanel } from '#components/applications/allow-list-panel.tsx';
import { KeyRows } from '#components/applications/key-rows.tsx';
import { OrphanPanel } from '#components/applications/orphan-panel.tsx';
import { HistoryPanel } from '#components/audit/history.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Facts, Panel } from '#components/ui/panel.tsx';
import { Badge, EnvTag, State } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { orphanedKeys } from '#lib/applications/orphan-queries.ts';
import { type ApplicationPage, readApplication } from '#lib/applications/queries.ts';
import { historyOf } from '#lib/audit/queries.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { listKeys } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { mayApplication } from '../may.ts';

export const metadata: Metadata = { title: 'Application' };

export default async function Application({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.application(id));
  const application = await orNotFound(readApplication(viewer.reader, id));
  const { environmentId } = application;
  // The page is the application's, whichever environment this browser looks at.
  const reader = { ...viewer.reader, environment: environmentId };
  const [keys, events] = await Promise.all([
    viewer.can('read', 'ApiKey') ? listKeys(reader, KeyFilter.parse({ application: id, size: 8 })) : null,
    viewer.can('read', 'AuditEvent') ? historyOf(viewer.reader, 'Application', id, 8) : null,
  ]);
  const { orphanedAt } = application;
  const orphans = orphanedAt ? await orphanedKeys(reader, id, orphanedAt) : [];
  const may = {
    handOver: mayApplication(viewer, 'hand_over', application) === 'yes',
    list: mayApplication(viewer, 'edit_allow_list', application) === 'yes',
    key: viewer.can('key.create', 'ApiKey') && viewer.environment === environmentId,
  };
  return (
    <Page>
      <Head application={application} viewer={viewer} />
      <Columns layout="side">
        <Stack>
          {orphanedAt ? (
            <OrphanPanel
              orphanedAt={orphanedAt}
              keys={orphans}
              handOverHref={may.handOver ? `${paths.application(id)}/hand-over` : null}
              now={viewer.now}
            />
          ) : null}
          {keys ? <KeysPanel id={id} keys={keys} now={viewer.now} mayCreate={may.key} /> : null}
          {events ? (
            <HistoryPanel
              events={events}
              now={viewer.now}
              allHref={hrefWith(paths.audit, { subject: 'Application', subjectId: id })}
            />
          ) : null}
        </Stack>
        <Stack>
          <FactsPanel application={application} viewer={viewer} />
          <AllowListPanel
            list={application.allowList}
            editHref={may.list ? `${paths.application(id)}/allow-list` : null}
          />
        </Stack>
      </Columns>
    </Page>
  );
}

function Head({ application, viewer }: { application: ApplicationPage; viewer: Viewer }) {
  const { id, name, environmentId, description, orphanedAt } = application;
  const environment = viewer.environments.find((e) => e.id === environmentId);
  return (
    <PageHead
      title={name}
      crumbs={[{ label: 'Applications', href: paths.applications }, { label: name }]}
      badges={
        <>
          <EnvTag environment={environmentId} name={environment?.name ?? environmentId} />
          {orphanedAt ? (
            <Badge tone="bad" icon={<UserX />}>
              Orphaned
            </Badge>
          ) : null}
        </>
      }
      detail={description}
      actions={
        <>
          {orphanedAt === null && mayApplication(viewer, 'hand_over', application) === 'yes' ? (
            <LinkButton icon={<UserRoundPen />} href={`${paths.application(id)}/hand-over`}>
              Hand over…
            </LinkButton>
          ) : null}
          {mayApplication(viewer, 'edit', application) === 'yes' ? (
            <LinkButton icon={<Pencil />} href={`${paths.application(id)}/edit`}>
              Edit
            </LinkButton>
          ) : null}
        </>
      }
    />
  );
}

interface KeysPanelProps {
  id: string;
  keys: Awaited<ReturnType<typeof listKeys>>;
  now: Date;
  mayCreate: boolean;
}

function KeysPanel({ id, keys, now, mayCreate }: KeysPanelProps) {
  const create = mayCreate ? (
    <LinkButton size="sm" icon={<Plus />} href={hrefWith(paths.newKey, { application: id })}>
      New key
    </LinkButton>
  ) : null;
  if (keys.rows.length === 0)
    return (
      <Panel title="Keys">
        <Empty title="No keys yet" art={<KeyRound />} actions={create}>
          A key lets this application call. It is made for one purpose and ends on a date.
        </Empty>
      </Panel>
    );
  const all = hrefWith(paths.keys, { application: id });
  return (
    <Panel
      title="Keys"
      end={
        <span className="row gap-4">
          <Link className="link" href={all}>
            All keys of this application
          </Link>
          {create}
        </span>
      }
    >
      <KeyRows keys={keys.rows} now={now} />
    </Panel>
  );
}

function FactsPanel({ application, viewer }: { application: ApplicationPage; viewer: Viewer }) {
  const seesPeople = viewer.can('read', 'Operator', 'email');
  const personOf = (person: { id: string; name: string }) =>
    seesPeople ? (
      <Link className="link" href={paths.operator(person.id)}>
        {person.name}
      </Link>
    ) : (
      person.name
    );
  const { owner, deputy, createdAt, orphanedAt } = application;
  return (
    <Panel title="This application">
      <Facts
        items={[
          { label: 'Owner', value: personOf(owner) },
          {
            label: 'Owner’s state',
            value: owner.state === 'disabled' && (
              <State tone="warn">{orphanedAt ? 'Disabled' : 'Disabled; the deputy answers for it'}</State>
            ),
          },
          { label: 'Deputy', value: deputy ? personOf(deputy) : 'Nobody' },
          { label: 'Created', value: <Time at={createdAt} now={viewer.now} /> },
          { label: 'Id', value: <span className="mono">{application.id}</span> },
        ]}
      />
    </Panel>
  );
}
