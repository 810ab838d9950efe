'use client';

import { Ban } from 'lucide-react';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { relativeTime } from '#components/ui/format.ts';
import type { ScimTokenRow } from '#lib/scim/console-queries.ts';

interface EndTokenFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  token: ScimTokenRow;
  now: Date;
}

export function EndTokenForm<R>({ frame, action, token, now }: EndTokenFormProps<R>) {
  const { id, name, lastUsedAt, lastAddress } = token;
  return (
    <ConfirmForm
      id={id}
      frame={frame}
      action={action}
      title={`End token ${name}`}
      effect={{
        tone: 'warn',
        title: 'The directory that brings it is refused from its next request on.',
        text: lastUsedAt
          ? `It was used ${relativeTime(lastUsedAt, now)} from ${lastAddress}. Whoever leaves there stays active here until another token is in place.`
          : 'It was never used.',
      }}
      next="It cannot be undone. People and groups stay as they are; a new token goes on where this one stopped."
      submit={{ label: 'End token', pendingLabel: 'Ending', icon: <Ban />, danger: true }}
      doneNotice={`${name} is ended.`}
    />
  );
}
