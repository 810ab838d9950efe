import { notFound } from 'next/navigation';
import { DecideForm } from '#components/approvals/decide-form.tsx';
import { approve, decline } from './actions.ts';
import { loadRequest } from './load.ts';
import { RequestVerbPage } from './request-verb-page.tsx';

interface DecidePageProps {
  params: Promise<{ id: string }>;
  approves: boolean;
}

/** The page of an answer. Whoever may not answer finds none, and the request's own page says why. */
export async function DecidePage({ params, approves }: DecidePageProps) {
  const { request, frame } = await loadRequest(params, approves ? 'approve' : 'decline');
  const { id, by, title, summary, reason, changes, needed, given } = request;
  const { state, may } = request;
  const permitted = approves ? may.decide : may.decline;
  const isOpen = state === 'waiting' || (state === 'approved' && !approves);
  if (isOpen && !permitted) notFound();
  const blocked = isOpen ? null : 'This request waits for nobody any more.';
  const form = {
    frame: { ...frame, blocked },
    ...{ id, by, title, summary, reason, changes },
    left: Math.max(0, needed - given - 1),
  };
  return (
    <RequestVerbPage request={request}>
      {approves ? (
        <DecideForm {...form} action={approve} approves />
      ) : (
        <DecideForm {...form} action={decline} approves={false} />
      )}
    </RequestVerbPage>
  );
}
