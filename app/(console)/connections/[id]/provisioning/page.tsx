import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { ScimGuide } from '#components/scim/scim-guide.tsx';
import { TokenTable } from '#components/scim/token-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { guessProvider } from '#lib/connections/guides.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { type Provisioning, readProvisioning } from '#lib/scim/console-queries.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import type { VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Provisioning' };

export default async function ProvisioningPage({ params }: VerbProps) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connectionProvisioning(id));
  const provisioning = await orNotFound(readProvisioning(viewer.reader, id));
  const { name, tokens, may } = provisioning;
  return (
    <Page>
      <PageHead
        title="Provisioning (SCIM)"
        crumbs={[
          { label: 'Single sign-on', href: paths.connections },
          { label: name, href: paths.connection(id) },
          { label: 'Provisioning' },
        ]}
        detail="The directory behind this connection keeps its people and groups here: who comes, who goes, what they are called."
        actions={
          may.create ? (
            <LinkButton variant="primary" icon={<Plus />} href={paths.newScimToken(id)}>
              New token
            </LinkButton>
          ) : null
        }
      />
      <Columns layout="side">
        <Stack>
          <TokenTable connectionId={id} tokens={tokens} mayEnd={may.end} now={viewer.now} />
          <ScimGuide
            baseUrl={`${env().publicUrl}/scim/v2`}
            provider={guessProvider(provisioning.entityId) === 'entra' ? 'entra' : 'okta'}
          />
        </Stack>
        <Stack>
          <KeptPanel provisioning={provisioning} now={viewer.now} />
          <LimitsPanel domains={provisioning.emailDomains} />
        </Stack>
      </Columns>
    </Page>
  );
}

function KeptPanel({ provisioning, now }: { provisioning: Provisioning; now: Date }) {
  const { kept, active, groups, last } = provisioning;
  return (
    <Panel title="What it keeps">
      <Facts
        items={[
          { label: 'Active people', value: formatCount(active) },
          { label: 'Made by provisioning', value: formatCount(kept) },
          { label: 'Groups', value: formatCount(groups) },
          {
            label: 'Last change',
            value: last ? (
              <>
                <Time at={last.at} now={now} /> ·{' '}
                <Link className="link" href={paths.auditEvent(String(last.number))}>
                  {last.summary}
                </Link>
              </>
            ) : (
              'None yet'
            ),
          },
        ]}
      />
    </Panel>
  );
}

function LimitsPanel({ domains }: { domains: string[] }) {
  return (
    <Panel title="What it cannot do" pad>
      <ul className="grid list-disc gap-2 pl-4 text-13 text-ink-2">
        <li>Give a role. Roles are given here, to people or to their groups.</li>
        <li>
          Put anybody into a group that holds an administrative role, or by which they could make themselves
          more than they are: it asks, and somebody who may give those roles lets them in.
        </li>
        <li>End the last active account owner: the person stays, and all owners are told.</li>
        <li>Enable again whom somebody disabled in the console.</li>
        <li>Give the userName of somebody who has signed in, or holds a role, to anybody else.</li>
        <li>
          {domains.length > 0
            ? `Bring addresses outside ${domains.join(', ')}.`
            : 'Bring addresses of a domain that another connection speaks for.'}
        </li>
      </ul>
    </Panel>
  );
}
