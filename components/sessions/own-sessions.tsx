'use client';

import { useActionState, useEffect } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { notify } from '#components/ui/notices.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { FormState } from '#lib/action.ts';
import type { OwnSession } from '#lib/auth/session-queries.ts';
import { type Ending, SessionTable } from './session-table.tsx';

interface OwnSessionsProps {
  sessions: OwnSession[];
  /** The one that looks at this page. */
  current: string;
  end: FormAction<{ id: string }>;
  /** Random per rendered page. */
  nonce: string;
  now: Date;
}

/** Where the viewer is signed in, each ended by one press: the other browser finds out with its next request. */
export function OwnSessions({ sessions, current, end, nonce, now }: OwnSessionsProps) {
  const [state, send] = useActionState<FormState<{ id: string }>, FormData>(end, { kind: 'idle' });
  useEffect(() => {
    if (state.kind === 'done')
      notify('The session has ended. Its browser is signed out with the next request.');
  }, [state]);
  const ending: Ending = { send, nonce };
  return (
    <>
      <FormOutcome state={state as FormState} />
      <Panel
        label="Your open sessions"
        footer="Times in UTC. A session ended here is refused with its next request."
      >
        <SessionTable sessions={sessions} current={current} ending={ending} now={now} />
      </Panel>
    </>
  );
}
