import { Check, X } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { HistoryPanel } from '#components/audit/history.tsx';
import { RequestState } from '#components/role-requests/request-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import type { RoleRequestPage } from '#lib/role-requests/queries.ts';
import { hrefWith } from '../../../href.ts';
import { loadRoleRequest } from '../load.ts';

export const metadata: Metadata = { title: 'Request for a role' };

export default async function RoleRequest({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, request, said } = await loadRoleRequest(params);
  const { id } = request;
  const events = viewer.can('read', 'AuditEvent')
    ? await historyOf(viewer.reader, 'RoleRequest', id, 10)
    : null;
  return (
    <Page>
      <PageHead
        title={said.wish}
        crumbs={[{ label: 'Roles asked for', href: paths.approvalsOfAccess }, { label: said.wish }]}
        detail={`Asked ${request.source === 'asked' ? 'by' : 'for'} ${said.who}`}
        actions={<Actions request={request} />}
      />
      <Stack>
        <RequestPanel request={request} viewer={viewer} />
        {events && events.length > 0 ? (
          <HistoryPanel
            events={events}
            now={viewer.now}
            allHref={hrefWith(paths.audit, { subject: 'RoleRequest', subjectId: id })}
          />
        ) : null}
      </Stack>
    </Page>
  );
}

function Actions({ request: { id, may } }: { request: RoleRequestPage }) {
  return (
    <>
      {may.withdraw ? <LinkButton href={paths.roleRequest(id, 'withdraw')}>Withdraw…</LinkButton> : null}
      {may.decide ? (
        <>
          <LinkButton variant="text-red" icon={<X />} href={paths.roleRequest(id, 'decline')}>
            Decline…
          </LinkButton>
          <LinkButton variant="primary" icon={<Check />} href={paths.roleRequest(id, 'grant')}>
            Grant…
          </LinkButton>
        </>
      ) : null}
    </>
  );
}

function RequestPanel({ request, viewer }: { request: RoleRequestPage; viewer: Viewer }) {
  const { operator, source, state, now } = { ...request, now: viewer.now };
  const who = viewer.can('read', 'Operator') ? (
    <Link className="link" href={paths.operator(operator.id)}>
      {operator.name}
    </Link>
  ) : (
    operator.name
  );
  return (
    <Panel title="Request" footer={footerOf(request, viewer)}>
      <Facts
        items={[
          { label: 'State', value: <RequestState state={state} /> },
          { label: 'Who', value: who },
          { label: 'Why', value: `“${request.reason}”` },
          {
            label: 'Comes from',
            value: cameFrom[source] ?? source,
          },
          { label: 'Asked', value: <Time at={request.requestedAt} now={now} /> },
          {
            label: 'Expires',
            value: state === 'waiting' ? <Time at={request.expiresAt} now={now} /> : null,
          },
          {
            label: 'Decided',
            value: request.decidedAt ? (
              <>
                <Time at={request.decidedAt} now={now} /> by {request.decidedByName}
              </>
            ) : null,
          },
          { label: 'Reason given', value: request.decision ? `“${request.decision}”` : null },
        ]}
      />
    </Panel>
  );
}

const cameFrom: Record<string, string> = {
  asked: 'the person themselves',
  mapped: 'a group of their provider',
  scim: 'their directory, which lets nobody into such a group by itself',
};

/** Why it waits for somebody else. */
function footerOf(request: RoleRequestPage, viewer: Viewer): string | null {
  if (request.state !== 'waiting' || request.may.decide) return null;
  if (request.operatorId === viewer.operatorId)
    return 'Nobody decides their own request. Whoever may give this role sees it.';
  return 'An account owner, or whoever may give this role, decides.';
}
