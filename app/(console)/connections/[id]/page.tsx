import { Ban, Cable, CirclePlay, Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { HistoryPanel } from '#components/audit/history.tsx';
import { ConnectionBadges } from '#components/connections/connection-words.tsx';
import { GuidePanel } from '#components/connections/guide-panel.tsx';
import { CertificatesPanel, IdpPanel, PolicyPanel } from '#components/connections/idp-panel.tsx';
import { OurValuesPanel } from '#components/connections/our-values-panel.tsx';
import { PeoplePanel } from '#components/connections/people-panel.tsx';
import { TestPanel } from '#components/connections/test-panel.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import { spAddresses } from '#lib/auth/addresses.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { type ConnectionPage, readConnection } from '#lib/connections/console-queries.ts';
import { guessProvider, guideOf, providerNames, providers } from '#lib/connections/guides.ts';
import { readMapping } from '#lib/connections/mapping-queries.ts';
import { presetFor } from '#lib/connections/mfa-presets.ts';
import { notTested } from '#lib/connections/rules.ts';
import { isTestedNow, listTests } from '#lib/connections/test-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound, type Search } from '../../found.ts';
import { hrefWith } from '../../href.ts';

export const metadata: Metadata = { title: 'Connection' };

interface ConnectionProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Connection({ params, searchParams }: ConnectionProps) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connection(id));
  const connection = await orNotFound(readConnection(viewer.reader, id));
  const events = viewer.can('read', 'AuditEvent')
    ? await historyOf(viewer.reader, 'Connection', id, 8)
    : null;
  const people = await orNotFound(readMapping(viewer.reader, id, 'read'));
  const tests = await listTests(viewer.reader, id);
  const isTested = await isTestedNow(viewer.reader, id);
  const ours = spAddresses(connection.slug);
  const said = (await searchParams).guide;
  const provider = providers.find((known) => known === said) ?? guessProvider(connection.entityId);
  return (
    <Page>
      <Head connection={connection} isTested={isTested} seesProvisioning={viewer.can('read', 'ScimToken')} />
      {isTested ? null : <Untested connection={connection} />}
      <Columns>
        <Stack>
          <OurValuesPanel
            ours={ours}
            fingerprint={connection.ours.signing.fingerprint}
            certificateHref={`${paths.connection(id)}/signing-certificate`}
            keysHref={paths.connectionKeys(id)}
          />
          <GuidePanel
            guide={guideOf(provider, ours, { isAdded: true })}
            taken={connection}
            {...(connection.may.edit && {
              settingsHref: hrefWith(paths.connectionSettings(id), { preset: presetFor(provider).slug }),
            })}
            all={providers.map((slug) => ({
              slug,
              name: providerNames[slug],
              href: hrefWith(paths.connection(id), { guide: slug }),
            }))}
          />
        </Stack>
        <Stack>
          <TestPanel
            connection={connection}
            tests={tests}
            mayTest={viewer.can('connection.test', 'Connection')}
            now={viewer.now}
          />
          <IdpPanel connection={connection} now={viewer.now} />
          <PolicyPanel connection={connection} />
          <PeoplePanel connection={people} mayEdit={viewer.can('connection.edit_mapping', 'Connection')} />
          <CertificatesPanel connection={connection} now={viewer.now} />
          {events ? (
            <HistoryPanel
              events={events}
              now={viewer.now}
              allHref={hrefWith(paths.audit, { subject: 'Connection', subjectId: id })}
            />
          ) : null}
        </Stack>
      </Columns>
    </Page>
  );
}

// Docs, decision 013: an enabled connection may be changed, and says until its next test that it was.
function Untested({ connection: { enabled, kind, version } }: { connection: ConnectionPage }) {
  if (!enabled || kind === 'dev') return null;
  return (
    <Note
      className="mb-4"
      tone="warn"
      title={`Version ${version} is enabled, and no test sign-in has passed with it.`}
    >
      Make one now, and stay signed in until it has passed. The former version is one click away.
    </Note>
  );
}

interface HeadProps {
  connection: ConnectionPage;
  isTested: boolean;
  seesProvisioning: boolean;
}

function Head({ connection, isTested, seesProvisioning }: HeadProps) {
  const { id, name, slug, enabled, kind, may } = connection;
  const to = (verb: string) => `${paths.connection(id)}/${verb}`;
  return (
    <PageHead
      title={name}
      crumbs={[{ label: 'Single sign-on', href: paths.connections }, { label: name }]}
      badges={<ConnectionBadges enabled={enabled} kind={kind} />}
      detail={<span className="mono">{slug}</span>}
      actions={
        <>
          {seesProvisioning ? (
            <LinkButton icon={<Cable />} href={paths.connectionProvisioning(id)}>
              Provisioning
            </LinkButton>
          ) : null}
          {may.remove ? (
            <LinkButton variant="text-red" icon={<Trash2 />} href={to('remove')}>
              Remove…
            </LinkButton>
          ) : null}
          {may.disable && enabled ? (
            <LinkButton icon={<Ban />} href={to('disable')}>
              Disable…
            </LinkButton>
          ) : null}
          {may.enable && !enabled && isTested ? (
            <LinkButton variant="primary" icon={<CirclePlay />} href={to('enable')}>
              Enable…
            </LinkButton>
          ) : null}
          {may.enable && !enabled && !isTested ? (
            <Button icon={<CirclePlay />} disabled title={notTested}>
              Enable…
            </Button>
          ) : null}
        </>
      }
    />
  );
}
