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
  request: {
    id: string;
    who: string;
    roleName: string;
    wish: string;
    /** A directory wants them in it. */
    group: string | null;
    /** By itself, after the time that was asked for. */
    ends: boolean;
  };
  preview: Preview;
  /** The ways to more power that it would open. */
  opened: string[];
  critical: boolean;
}

export function GrantForm<R>({ frame, action, request, preview, opened, critical }: GrantFormProps<R>) {
  const { id, who, roleName, wish, group, ends } = request;
  const what = group ?? roleName;
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={id}
      critical={critical}
      title={group ? `Let ${who} into ${group}` : `Grant ${who} ${roleName}`}
      effect={{
        tone: 'plain',
        title: group
          ? `${who} is in ${group} and has all that it holds, from now on.`
          : `${who} gets ${wish}, from now on.`,
      }}
      next={nextOf(group, ends)}
      submit={{ label: 'Grant', pendingLabel: 'Granting', icon: <Check /> }}
      doneNotice={group ? `${who} is in ${group} now.` : `${who} has the role ${roleName} now.`}
    >
      {() => <Gains by={<b>{what}</b>} preview={preview} opened={opened} critical={critical} />}
    </ConfirmForm>
  );
}

function nextOf(group: string | null, ends: boolean): string {
  if (group) return 'It ends when their directory takes them out of the group, or a role of the group ends.';
  return ends
    ? 'It ends by itself; you can end it earlier on their page.'
    : 'It lasts until their group at the provider no longer brings it, or you end it on their page.';
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
