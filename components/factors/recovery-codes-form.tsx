'use client';

import { ListOrdered } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { formatCount } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { RecoveryCodesOnce } from './recovery-codes-once.tsx';

interface RecoveryCodesFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; codes: string[]; former: number }>;
  /** Of the former codes. */
  unused: number;
  host: string;
}

export function RecoveryCodesForm({ frame, action, unused, host }: RecoveryCodesFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Make recovery codes"
      submit={{ label: 'Make ten codes', pendingLabel: 'Making', icon: <ListOrdered /> }}
      doneNotice="Ten recovery codes were made."
      done={({ codes, former }) => <RecoveryCodesOnce codes={codes} former={former} host={host} />}
      after={
        <p className="text-12 text-ink-3">
          Next: the codes are shown once. Keep them on paper or in a password manager, not on the device that
          holds your passkey.
        </p>
      }
    >
      {() =>
        unused > 0 ? (
          <Note tone="warn" title={endsWords(unused)}>
            Whoever still holds a printed list can throw it away.
          </Note>
        ) : (
          <Note title="Ten codes, each good for one time.">
            They let you in when the device with your passkey or app is lost.
          </Note>
        )
      }
    </PageForm>
  );
}

function endsWords(unused: number): string {
  return unused === 1
    ? 'Your 1 unused code ends at once.'
    : `Your ${formatCount(unused)} unused codes end at once.`;
}
