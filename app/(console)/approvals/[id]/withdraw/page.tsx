import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WithdrawForm } from '#components/approvals/own-forms.tsx';
import { withdraw } from '../../actions.ts';
import { loadRequest } from '../../load.ts';
import { RequestVerbPage } from '../../request-verb-page.tsx';

export const metadata: Metadata = { title: 'Withdraw a request' };

export default async function Withdraw({ params }: { params: Promise<{ id: string }> }) {
  const { request, frame } = await loadRequest(params, 'withdraw');
  if (!request.isMine) notFound();
  const blocked = request.may.withdraw ? null : 'This request is closed already.';
  return (
    <RequestVerbPage request={request}>
      <WithdrawForm
        frame={{ ...frame, blocked }}
        action={withdraw}
        id={request.id}
        title={request.title}
        summary={request.summary}
      />
    </RequestVerbPage>
  );
}
