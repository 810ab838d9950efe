import { randomUUID } from 'node:crypto';
import { CircleUser } from 'lucide-react';
import type { Metadata } from 'next';
import { CallsPanel } from '#components/overview/calls-panel.tsx';
import { ChangesPanel } from '#components/overview/changes-panel.tsx';
import { NeedsPanel } from '#components/overview/needs-panel.tsx';
import { ReasonsPanel } from '#components/overview/reasons-panel.tsx';
import { SeenForm } from '#components/overview/seen-form.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { lastSensitiveChanges } from '#lib/audit/queries.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { breakGlassChecks, breakGlassNeeds } from '#lib/break-glass/queries.ts';
import { countReasons } from '#lib/decisions/queries.ts';
import { callsToday } from '#lib/overview/calls.ts';
import { checks, needsNow } from '#lib/overview/queries.ts';
import { approvalChecks, approvalNeeds } from './approvals/needs.ts';
import { seesOnlyOwn } from './audit/reach.ts';
import { signOffNotice } from './overview-actions.ts';
import { reviewChecks, reviewNeeds } from './reviews/needs.ts';

export const metadata: Metadata = { title: 'Overview' };

type Search = Promise<{ [name in 'calls' | 'checks' | 'needs']?: string | string[] }>;

export default async function Overview({ searchParams }: { searchParams: Search }) {
  const [viewer, search] = [await requireViewer(), await searchParams];
  const { reader } = viewer;
  if (viewer.grants.length === 0) return <WithoutRole now={viewer.now} />;
  const [needs, calls, changes, reasons] = await Promise.all([
    Promise.all([needsNow(reader), breakGlassNeeds(reader), approvalNeeds(viewer), reviewNeeds(viewer)]).then(
      (all) => all.flat(),
    ),
    viewer.can('read', 'Decision') ? callsToday(reader) : null,
    viewer.can('read', 'AuditEvent') ? lastSensitiveChanges(reader, 7) : null,
    viewer.can('read', 'Decision') ? countReasons(reader) : null,
  ]);
  return (
    <Page>
      <Head now={viewer.now} />
      <Stack>
        <Pair
          main={
            <NeedsPanel
              needs={needs}
              checks={checksFor(viewer)}
              showsChecks={search.checks === 'shown'}
              showsAll={search.needs === 'all'}
              mayRotate={viewer.can('key.rotate', 'ApiKey')}
              now={viewer.now}
              signOff={(need) => (
                <SeenForm id={need.subjectId} nonce={randomUUID()} said={need.title} action={signOffNotice} />
              )}
            />
          }
          beside={
            changes && <ChangesPanel changes={changes} onlyOwn={seesOnlyOwn(viewer)} now={viewer.now} />
          }
        />
        <Pair
          main={calls && <CallsPanel calls={calls} asTable={search.calls === 'table'} />}
          beside={reasons && <ReasonsPanel reasons={reasons} />}
        />
      </Stack>
    </Page>
  );
}

function checksFor({ can }: Viewer): string[] {
  const also = [
    ...(can('read', 'ApprovalRequest') ? approvalChecks : []),
    ...(can('review.decide', 'ReviewItem') ? reviewChecks : []),
  ];
  return [...also, ...checks, ...(can('read', 'BreakGlassOpening') ? breakGlassChecks : [])];
}

/** Two panels of one height, or the one that the viewer may see over the whole width. */
function Pair({ main, beside }: { main: React.ReactNode; beside: React.ReactNode }) {
  if (main && beside)
    return (
      <Columns stretch>
        {main}
        {beside}
      </Columns>
    );
  return main || beside;
}

function Head({ now }: { now: Date }) {
  return (
    <PageHead
      title="Overview"
      actions={
        <time className="text-12 text-ink-3" dateTime={now.toISOString()}>
          {utcMinute(now)}
        </time>
      }
    />
  );
}

function WithoutRole({ now }: { now: Date }) {
  return (
    <Page>
      <Head now={now} />
      <Panel label="No role yet">
        <Empty title="You have no role yet" art={<CircleUser />}>
          You are signed in, but nothing is open to you. Ask an account owner or an access manager for a role;
          it counts from your next click.
        </Empty>
      </Panel>
    </Page>
  );
}
