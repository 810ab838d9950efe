import { LogOut } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { deviceOf } from '#components/audit/device.ts';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { relativeTime } from '#components/ui/format.ts';
import { endSession } from '../../../../actions.ts';
import { loadOperator } from '../../../../frame.ts';
import { VerbPage } from '../../../../verb-page.tsx';

export const metadata: Metadata = { title: 'End session' };

type Params = Promise<{ id: string; session: string }>;

export default async function EndSession({ params }: { params: Params }) {
  const { session: wanted } = await params;
  const { viewer, operator, frame } = await loadOperator(
    params,
    `sessions/${encodeURIComponent(wanted)}/end`,
  );
  const session = operator.sessions.find(({ id }) => id === wanted);
  if (!operator.may.endSession) notFound();
  const isOwn = wanted === viewer.sessionId;
  return (
    <VerbPage operator={operator}>
      <ConfirmForm
        frame={{
          ...frame,
          factor: operator.id === viewer.operatorId ? null : frame.factor,
          blocked: session ? null : 'No such session is open.',
        }}
        action={endSession}
        id={wanted}
        title="End session"
        effect={{
          tone: 'warn',
          title: isOwn ? 'This is the session you are using: you are signed out.' : effectOf(session),
          ...(session && {
            text: `From ${session.address}, since ${relativeTime(session.startedAt, viewer.now)}.`,
          }),
        }}
        next={`${operator.name} can sign in again. To keep them out, disable them.`}
        submit={{ label: 'End session', pendingLabel: 'Ending', icon: <LogOut />, danger: true }}
        doneNotice="The session has ended."
      />
    </VerbPage>
  );
}

function effectOf(session: { userAgent: string } | undefined): string {
  return `${deviceOf(session?.userAgent ?? null) ?? 'An unknown device'} is signed out with its next request.`;
}
