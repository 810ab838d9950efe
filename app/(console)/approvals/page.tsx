import { CircleCheck, History, SearchX, Send } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { RequestCard } from '#components/approvals/request-card.tsx';
import { type Listed, RequestRows } from '#components/approvals/request-rows.tsx';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { ApprovalFilter } from '#lib/approvals/schema.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { Damaged } from '../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';
import { ApprovalTabs } from './approval-tabs.tsx';
import { decidedLately, listed } from './load.ts';

export const metadata: Metadata = { title: 'Approvals' };

export default async function Approvals({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.approvals);
  if (!viewer.can('read', 'ApprovalRequest')) notFound();
  const filter = ApprovalFilter.parse(await searchFrom(searchParams));
  const { view, q } = filter;
  const shown = view === 'waiting' ? undefined : view;
  return (
    <Page>
      <PageHead
        title="Approvals"
        actions={
          viewer.can('read', 'ApprovalPolicy') ? (
            <LinkButton href={paths.approvalRules}>Approval rules</LinkButton>
          ) : null
        }
      />
      <ApprovalTabs viewer={viewer} current={view} />
      <Filters
        action={paths.approvals}
        search={{ label: 'Change, subject or person', ...(q && { value: q }) }}
        keep={{ view: shown }}
        {...(q && { clearHref: hrefWith(paths.approvals, { view: shown }) })}
      />
      <WhileLoading skeleton={<ListSkeleton label="Approvals" columns={3} />}>
        <Requests viewer={viewer} filter={filter} />
      </WhileLoading>
    </Page>
  );
}

async function Requests({ viewer, filter }: { viewer: Viewer; filter: ApprovalFilter }) {
  const { view, q } = filter;
  const shown = view === 'waiting' ? undefined : view;
  const page = await orDamaged(listed(viewer, filter));
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.approvals, { view: shown, q, after });
  const pager = page && (page.previous || page.next) && (
    <Pager noun="requests" previousHref={to(page.previous)} nextHref={to(page.next)} />
  );
  return page === null ? (
    <Damaged noun="Approvals" href={paths.approvals} />
  ) : q && page.rows.length === 0 ? (
    <Panel label="Nothing found">
      <Empty title="No request matches" art={<SearchX />}>
        Nothing in this view says “{q}” in its change, its subject or who asked.
      </Empty>
    </Panel>
  ) : view === 'waiting' ? (
    <Columns layout="side">
      <Waiting rows={page.rows} now={viewer.now} pager={pager} />
      <Lately rows={await decidedLately(viewer)} now={viewer.now} />
    </Columns>
  ) : page.rows.length === 0 ? (
    <Panel label={labels[view]}>{nothing[view]}</Panel>
  ) : (
    <RequestRows label={labels[view]} requests={page.rows} now={viewer.now} footer={pager} />
  );
}

const labels = { open: 'Open', mine: 'You asked', decided: 'Decided' };

function Waiting({ rows, now, pager }: { rows: Listed[]; now: Date; pager: React.ReactNode }) {
  if (rows.length === 0)
    return (
      <Panel label="For you">
        <Empty
          title="Nothing waits for you"
          tone="ok"
          art={<CircleCheck />}
          actions={
            <LinkButton size="sm" href={paths.approvalsOf('open')}>
              All that is open
            </LinkButton>
          }
        >
          Critical changes that somebody else asks for, and that you may make yourself, stand here until you
          or another person decides.
        </Empty>
      </Panel>
    );
  return (
    <Stack>
      {rows.map((request) => (
        <RequestCard key={request.id} request={request} now={now} />
      ))}
      {pager}
      <p className="text-12 text-ink-3">
        Approving asks for your second factor. What you cannot approve, because you asked for it or it would
        change your own rights, stands with its reason under{' '}
        <Link className="link" href={paths.approvalsOf('open')}>
          Open
        </Link>
        .
      </p>
    </Stack>
  );
}

function Lately({ rows, now }: { rows: Listed[]; now: Date }) {
  if (rows.length === 0) return null;
  return (
    <RequestRows
      label="Decided lately"
      title="Decided lately"
      end={
        <Link className="link" href={paths.approvalsOf('decided')}>
          All
        </Link>
      }
      requests={rows}
      now={now}
    />
  );
}

function NothingAsked() {
  return (
    <Empty title="You asked for nothing yet" art={<Send />}>
      Make a critical change where its subject is: a role, a connection, a list. Its page says beforehand
      whether it will wait, and what waits stands here.
    </Empty>
  );
}

function NothingDecided() {
  return (
    <Empty title="Nothing was decided yet" art={<History />}>
      What was approved, declined, withdrawn or carried out stands here, and in the audit trail.
    </Empty>
  );
}

function NothingOpen() {
  return (
    <Empty title="Nothing is open" tone="ok" art={<CircleCheck />}>
      Critical changes that wait for somebody, or are approved and not carried out yet, stand here, also those
      that are not yours to decide.
    </Empty>
  );
}

const nothing = { open: <NothingOpen />, mine: <NothingAsked />, decided: <NothingDecided /> };
