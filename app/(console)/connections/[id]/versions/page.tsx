import { History, RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';
import { Diff } from '#components/ui/diff.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { type FormerVersion, listVersions, readForChange } from '#lib/connections/settings-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import type { VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Former versions' };

export default async function Versions({ params }: VerbProps) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connectionVersions(id));
  const connection = await orNotFound(readForChange(viewer.reader, id, 'read'));
  const versions = await listVersions(viewer.reader, connection);
  const mayRestore = viewer.can('connection.restore', 'Connection');
  return (
    <Page>
      <PageHead
        title="Former versions"
        crumbs={[
          { label: 'Single sign-on', href: paths.connections },
          { label: connection.name, href: paths.connection(id) },
          { label: 'Former versions' },
        ]}
        detail={`Version ${connection.version} is in force. Each one below tells what bringing it back would change.`}
      />
      {versions.length === 0 ? (
        <Panel label="Former versions">
          <Empty title="Nothing was changed yet" art={<History />}>
            The first change of its settings, certificates or people keeps how it was set before.
          </Empty>
        </Panel>
      ) : (
        <Stack>
          {versions.map((version) => (
            <VersionPanel
              key={version.version}
              version={version}
              now={viewer.now}
              restoreHref={mayRestore ? paths.restoreConnection(id, version.version) : null}
            />
          ))}
        </Stack>
      )}
    </Page>
  );
}

interface VersionPanelProps {
  version: FormerVersion;
  now: Date;
  restoreHref: string | null;
}

function VersionPanel({ version, now, restoreHref }: VersionPanelProps) {
  const { replacedAt, replacedBy, settings, changes } = version;
  return (
    <Panel
      title={`Version ${version.version}`}
      aside={
        <>
          replaced by {replacedBy} <Time at={replacedAt} now={now} />
        </>
      }
      end={
        restoreHref && changes.length > 0 ? (
          <LinkButton size="sm" icon={<RotateCcw />} href={restoreHref}>
            Restore…
          </LinkButton>
        ) : null
      }
      pad
    >
      {changes.length > 0 ? (
        <Diff changes={changes} />
      ) : (
        <p className="text-13 text-ink-2">
          {settings ? 'It is set like this now.' : 'It was stored in a form that cannot be read any more.'}
        </p>
      )}
    </Panel>
  );
}
