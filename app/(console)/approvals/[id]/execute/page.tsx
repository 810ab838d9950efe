import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ExecuteForm } from '#components/approvals/own-forms.tsx';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { carryOut } from '../../actions.ts';
import { loadRequest } from '../../load.ts';
import { RequestVerbPage } from '../../request-verb-page.tsx';

export const metadata: Metadata = { title: 'Carry out a change' };

export default async function Execute({ params }: { params: Promise<{ id: string }> }) {
  const { request, frame } = await loadRequest(params, 'execute');
  if (!request.isMine) notFound();
  const blocked = request.may.execute ? null : notNow[request.state];
  const approvedBy = request.votes.filter(({ approves }) => approves).map(({ name }) => name);
  return (
    <RequestVerbPage request={request}>
      <ExecuteForm
        frame={{ ...frame, blocked }}
        action={carryOut}
        id={request.id}
        title={request.title}
        summary={request.summary}
        changes={request.changes}
        approvedBy={approvedBy.join(' and ')}
        gateUrl={env().gateUrl}
        breakGlassUrl={`${env().publicUrl}${paths.breakGlass}`}
      />
    </RequestVerbPage>
  );
}

const notNow = {
  waiting: 'It is not approved yet.',
  approved: 'The approval has ended. Ask anew.',
  declined: 'It was declined.',
  withdrawn: 'It was withdrawn.',
  expired: 'It has lapsed. Ask anew.',
  executed: 'It was carried out already.',
  stale: 'What it was to change has changed meanwhile. Ask anew.',
};
