'use client';

import { Stamp } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import type { FormState } from '#lib/action.ts';
import { paths } from '#lib/paths.ts';
import { oneOf } from './approver-words.ts';
import { DialogPanel } from './dialog-panel.tsx';
import type { PageFrame } from './page-form.tsx';

/** Of a form whose change waits for other people now. */
export type Awaited = Extract<FormState, { kind: 'awaitsApproval' }>;

export function awaitedOf(state: FormState): Awaited | null {
  return state.kind === 'awaitsApproval' ? state : null;
}

interface AwaitsApprovalProps {
  title: ReactNode;
  frame: Pick<PageFrame, 'environment' | 'ahead' | 'backHref'>;
  awaited: Awaited;
}

/** In the place of the form that was sent: nothing is left to fill in, and where it goes on is another page. */
export function AwaitsApproval({ title, frame, awaited }: AwaitsApprovalProps) {
  const { environment, ahead, backHref } = frame;
  // The form that had the focus is gone; whoever cannot see the panel starts at its head.
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  return (
    <DialogPanel
      title={title}
      icon={<Stamp className="text-warn" />}
      environment={environment}
      closeHref={backHref}
    >
      <DialogBody>
        <AwaitsNote awaited={awaited} who={ahead?.who} />
      </DialogBody>
      <DialogFoot>
        <LinkButton href={backHref}>Go back</LinkButton>
        <LinkButton variant="primary" href={paths.approval(awaited.requestId)}>
          Open the request
        </LinkButton>
      </DialogFoot>
    </DialogPanel>
  );
}

interface AwaitsNoteProps {
  awaited: Awaited;
  who?: string[] | undefined;
  /** Leads to the request, where no button does. */
  linked?: boolean;
}

/** What happened, who is asked, and where it goes on. */
export function AwaitsNote({ awaited: { requestId, message }, who = [], linked }: AwaitsNoteProps) {
  const their = who.length === 1 ? 'sees it among their approvals now' : 'see it among their approvals now';
  return (
    <Note tone="warn" role="status" icon={<Stamp />} title={message}>
      {who.length > 0
        ? `${oneOf(who)} can approve it and ${their}. `
        : 'Who can approve it stands on the page of the request. '}
      Once it is approved, you carry it out there, within 24 hours and with your second factor. If nobody
      decides in 7 days, it ends by itself.
      {linked ? (
        <>
          {' '}
          <Link className="link underline" href={paths.approval(requestId)}>
            Open the request
          </Link>
        </>
      ) : null}
    </Note>
  );
}
