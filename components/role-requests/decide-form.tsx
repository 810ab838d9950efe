'use client';

import { Check, X } from 'lucide-react';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Gains } from '#components/operators/gains.tsx';
import { Note } from '#components/ui/note.tsx';
import type { Preview } from '#lib/assignments/preview.ts';

interface GrantFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  request: { id: string; who: string; roleName: string; wish: string };
  preview: Preview;
  /** The ways to more power that it would open. */
  opened: string[];
  critical: boolean;
}

export function GrantForm<R>({ frame, action, request, preview, opened, critical }: GrantFormProps<R>) {
  const { id, who, roleName, wish } = request;
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={id}
      critical={critical}
      title={`Grant ${who} ${roleName}`}
      effect={{ tone: 'plain', title: `${who} gets ${wish}, from now on.` }}
      next="It ends by itself; you can end it earlier on their page."
      submit={{ label: 'Grant', pendingLabel: 'Granting', icon: <Check /> }}
      doneNotice={`${who} has the role ${roleName} now.`}
    >
      {() => <Gains by={<b>{roleName}</b>} preview={preview} opened={opened} critical={critical} />}
    </ConfirmForm>
  );
}

interface OneFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  request: { id: string; who: string; wish: string };
}

export function DeclineForm<R>({ frame, action, request: { id, who, wish } }: OneFormProps<R>) {
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={id}
      title="Decline"
      effect={{ tone: 'plain', title: `${who} is not given ${wish}.` }}
      next="They read your reason. They can ask once more; a group does not ask again for 30 days."
      submit={{ label: 'Decline', pendingLabel: 'Declining', icon: <X />, danger: true }}
      doneNotice="Declined."
    />
  );
}

export function WithdrawForm<R>({ frame, action, request: { id, wish } }: OneFormProps<R>) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Withdraw"
      values={{ id }}
      submit={{ label: 'Withdraw', pendingLabel: 'Withdrawing', icon: <X /> }}
      doneNotice="Withdrawn."
    >
      {() => (
        <Note title={`You no longer ask for ${wish}.`}>Nothing was given yet: nothing else changes.</Note>
      )}
    </PageForm>
  );
}
