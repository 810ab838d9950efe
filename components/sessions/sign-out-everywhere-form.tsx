'use client';

import { LogOut } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Note } from '#components/ui/note.tsx';

interface SignOutEverywhereFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; open: number }>;
  /** The session that asks. */
  id: string;
  open: number;
}

export function SignOutEverywhereForm({ frame, action, id, open }: SignOutEverywhereFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Sign out everywhere"
      values={{ id }}
      submit={{ label: 'Sign out everywhere', pendingLabel: 'Signing out', icon: <LogOut />, danger: true }}
      doneNotice="You are signed out everywhere."
      after={
        <p className="text-12 text-ink-3">
          You can sign in again at once. Your provider may still know your browsers; on a shared machine sign
          out there, too.
        </p>
      }
    >
      {() => (
        <Note
          tone="warn"
          title={
            open === 1
              ? 'Your one open session ends: the one you are using.'
              : `Your ${open} open sessions end with their next request, the one you are using included.`
          }
        />
      )}
    </PageForm>
  );
}
