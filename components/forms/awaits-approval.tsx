'use client';

import { Stamp } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import type { FormState } from '#lib/action.ts';
import { paths } from '#lib/paths.ts';
import { DialogPanel } from './dialog-panel.tsx';
import type { PageFrame } from './page-form.tsx';

/** Of a form whose change waits for other people now. */
export type Awaited = Extract<FormState, { kind: 'awaitsApproval' }>;

export function awaitedOf(state: FormState): Awaited | null {
  return state.kind === 'awaitsApproval' ? state : null;
}

interface AwaitsApprovalProps {
  title: ReactNode;
  frame: Pick<PageFrame, 'environment' | 'backHref'>;
  awaited: Awaited;
}

/** In the place of the form that was sent: nothing is left to fill in, and where it goes on is another page. */
export function AwaitsApproval({ title, frame, awaited }: AwaitsApprovalProps) {
  const { environment, backHref } = frame;
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
        <AwaitsNote awaited={awaited} />
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
  /** Leads to the request, where no button does. */
  linked?: boolean;
}

/** What happened, and where it goes on. Who can approve it depends on what was sent: the request's page names them. */
export function AwaitsNote({ awaited: { requestId, message }, linked }: AwaitsNoteProps) {
  return (
    <Note tone="warn" role="status" icon={<Stamp />} title={message}>
      The page of the request names who can approve it; they see it among their approvals now. Once it is
      approved, you carry it out there, within 24 hours and with your second factor. If nobody decides in 7
      days, it ends by itself.
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
