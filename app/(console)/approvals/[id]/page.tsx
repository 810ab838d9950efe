import { Check, Play, X } from 'lucide-react';
import type { Metadata } from 'next';
import { ApproversPanel, VotesPanel } from '#components/approvals/people-panel.tsx';
import { AskedPanel, ChangePanel } from '#components/approvals/request-facts.tsx';
import { RequestBadge } from '#components/approvals/request-words.tsx';
import { WhereItStands } from '#components/approvals/where-it-stands.tsx';
import { HistoryPanel } from '#components/audit/history.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';
import { hrefWith } from '../../href.ts';
import { loadRequest, type RequestView } from '../load.ts';

export const metadata: Metadata = { title: 'Approval' };

export default async function Approval({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, request } = await loadRequest(params);
  const { state, environment, votes, needed, who, history } = request;
  const isOpen = state === 'waiting';
  return (
    <Page>
      <PageHead
        title={request.title}
        crumbs={[{ label: 'Approvals', href: paths.approvals }, { label: request.title }]}
        badges={
          <>
            <RequestBadge state={state} />
            {environment ? <EnvTag environment={environment.id} name={environment.name} /> : null}
          </>
        }
        actions={<Actions request={request} />}
      />
      <Stack>
        <WhereItStands {...request} now={viewer.now} />
        <Columns layout="side">
          <Stack>
            <ChangePanel summary={request.summary} changes={request.changes} />
            <AskedPanel
              by={request.by}
              at={request.askedAt}
              reason={request.reason}
              proof={request.proof}
              address={request.address}
              command={request.command}
              subject={request.subject}
              environment={environment?.name ?? null}
              now={viewer.now}
            />
          </Stack>
          <Stack>
            <VotesPanel votes={votes} needed={needed} now={viewer.now} />
            {isOpen ? <ApproversPanel who={who} by={request.by} /> : null}
          </Stack>
        </Columns>
        {history ? (
          <HistoryPanel
            events={history}
            now={viewer.now}
            allHref={hrefWith(paths.audit, { subject: 'ApprovalRequest', subjectId: request.id })}
          />
        ) : null}
      </Stack>
    </Page>
  );
}

/** What the viewer may do with it now; what they may not is absent, and the note says why. */
function Actions({ request: { id, may } }: { request: RequestView }) {
  if (may.decide)
    return (
      <>
        <LinkButton icon={<X />} href={paths.approval(id, 'decline')}>
          Decline…
        </LinkButton>
        <LinkButton variant="primary" icon={<Check />} href={paths.approval(id, 'approve')}>
          Approve…
        </LinkButton>
      </>
    );
  if (!may.decline && !may.withdraw && !may.execute) return null;
  return (
    <>
      {may.decline ? (
        <LinkButton icon={<X />} href={paths.approval(id, 'decline')}>
          Decline…
        </LinkButton>
      ) : null}
      {may.withdraw ? <LinkButton href={paths.approval(id, 'withdraw')}>Withdraw…</LinkButton> : null}
      {may.execute ? (
        <LinkButton variant="primary" icon={<Play />} href={paths.approval(id, 'execute')}>
          Carry it out…
        </LinkButton>
      ) : null}
    </>
  );
}
