'use client';

import { Ban, CirclePause, CirclePlay, Hourglass } from 'lucide-react';
import { ConfirmForm, type SubjectFrame } from '#components/forms/confirm-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { formatCount } from '#components/ui/format.ts';

interface SimpleFormProps<R> {
  frame: SubjectFrame;
  action: FormAction<R>;
  /** Today's figures, as the server has them; null for whoever may not read the key's traffic. */
  calls24h: number | null;
  /** "4 s ago, from 203.0.113.14"; null when it was never used. */
  lastUsed: string | null;
}

const calls = (count: number) => `${formatCount(count)} ${count === 1 ? 'call' : 'calls'}`;

/** What happens to whom: the effect, and the calls of today that it would meet. */
function effect(
  sentence: string,
  { calls24h, lastUsed }: { calls24h: number | null; lastUsed: string | null },
) {
  if (calls24h === null) return { title: sentence };
  if (calls24h > 0)
    return { title: sentence, text: `${calls(calls24h)} passed in the last 24 h, the last one ${lastUsed}.` };
  return {
    title: sentence,
    text: lastUsed ? `None passed in the last 24 h; the last one ${lastUsed}.` : 'It was never used.',
  };
}

export function RevokeForm<R>(props: SimpleFormProps<R>) {
  const { frame, action } = props;
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Revoke key"
      effect={{ tone: 'bad', ...effect('Calls with this key are refused within a second.', props) }}
      next="It cannot be undone: the key and its tokens stay refused. Whoever still needs to call needs a new key. To stop calls for a while, suspend it instead."
      submit={{ label: 'Revoke key', pendingLabel: 'Revoking', icon: <Ban />, danger: true }}
      doneNotice={`${frame.name} is revoked. Calls with it are refused now.`}
    />
  );
}

export function SuspendForm<R>(props: SimpleFormProps<R>) {
  const { frame, action } = props;
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Suspend key"
      effect={{ tone: 'warn', ...effect('Calls with this key are refused until it is resumed.', props) }}
      next="Resuming is one step, with the same tokens. Its expiry is not moved."
      submit={{ label: 'Suspend key', pendingLabel: 'Suspending', icon: <CirclePause />, danger: true }}
      doneNotice={`${frame.name} is suspended. Calls with it are refused now.`}
    />
  );
}

export function ResumeForm<R>(props: SimpleFormProps<R>) {
  const { frame, action } = props;
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Resume key"
      effect={{ tone: 'plain', ...effect('Calls with its tokens pass again within a second.', props) }}
      next="Its allow-list, scopes and expiry are as they were."
      submit={{ label: 'Resume key', pendingLabel: 'Resuming', icon: <CirclePlay /> }}
      doneNotice={`${frame.name} is active again.`}
    />
  );
}

interface EndOverlapFormProps<R> extends SimpleFormProps<R> {
  tokenId: string;
  /** "in 2 d 23 h, Thu 26 Nov 2026, 17:00 UTC" */
  plannedEnd: string;
}

export function EndOverlapForm<R>({ tokenId, plannedEnd, ...props }: EndOverlapFormProps<R>) {
  const { frame, action, calls24h, lastUsed } = props;
  const refused = `The old token ${tokenId} is refused within a second`;
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="End the overlap"
      effect={{
        tone: calls24h ? 'bad' : 'warn',
        title: calls24h
          ? `${refused}: ${calls(calls24h)} came with it in the last 24 h.`
          : `${refused}.${calls24h === 0 ? ' No calls came with it in the last 24 h.' : ''}`,
        text: lastUsed ? `The last one ${lastUsed}.` : undefined,
      }}
      next={`Otherwise it ends by itself ${plannedEnd}. The new token goes on either way; an ended token cannot be brought back.`}
      submit={{
        label: 'End overlap',
        pendingLabel: 'Ending',
        icon: <Hourglass />,
        danger: calls24h !== 0,
      }}
      doneNotice={`The overlap has ended. The old token ${tokenId} is refused now.`}
    />
  );
}
