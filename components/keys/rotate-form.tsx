'use client';

import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { ConfirmForm, type SubjectFrame } from '#components/forms/confirm-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { SelectField } from '#components/ui/field.tsx';
import { formatCount, utcMinute } from '#components/ui/format.ts';
import { overlapHours } from '#lib/keys/schema.ts';
import type { commands } from '#lib/registry.ts';
import { ExpiryField } from './expiry-field.tsx';
import { TokenOnce } from './token-once.tsx';

type Rotated = Awaited<ReturnType<typeof commands.rotateKey.walk>>['result'];

const words: Record<(typeof overlapHours)[number], string> = {
  0: 'none',
  1: '1 hour',
  24: '24 hours',
  72: '3 days',
  168: '7 days',
  720: '30 days',
};

interface RotateFormProps {
  frame: SubjectFrame;
  action: FormAction<Rotated>;
  applicationName: string;
  /** Null for whoever may not read the key's traffic. */
  calls24h: number | null;
  gateUrl: string;
  now: Date;
}

export function RotateForm({ frame, action, applicationName, calls24h, gateUrl, now }: RotateFormProps) {
  const [overlap, setOverlap] = useState(72);
  const callers =
    calls24h === null
      ? ''
      : calls24h > 0
        ? `${formatCount(calls24h)} calls came with it in the last 24 h. `
        : 'Nothing called with it in the last 24 h. ';
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Rotate key"
      effect={
        overlap === 0
          ? {
              tone: calls24h ? 'bad' : 'warn',
              title: 'The old token is refused within a second, before anybody has the new one.',
              text: callers.trim() || undefined,
            }
          : {
              tone: 'plain',
              title: `Both tokens pass until ${utcMinute(new Date(now.getTime() + overlap * 3_600_000))}.`,
              text: `${callers}Bring the new token to each caller before then.`,
            }
      }
      next="The new token is shown once. The overlap can be ended early at any time."
      submit={{ label: 'Rotate key', pendingLabel: 'Rotating', icon: <RotateCw />, danger: overlap === 0 }}
      doneNotice={`${frame.name} is rotated.`}
      done={(result) => (
        <TokenOnce
          keyId={result.id}
          name={result.name}
          title={`${result.name} has a new token`}
          token={result.token}
          label="New token"
          environment={frame.environment}
          gateUrl={gateUrl}
          expiresAt={result.expiresAt}
          storedLabel={`The token is stored where only ${applicationName} can read it`}
          old={{ endsAt: result.oldTokenEndsAt }}
        />
      )}
    >
      {(fields) => (
        <div className="grid gap-4 narrow:grid-cols-[176px_minmax(0,1fr)]">
          <SelectField
            label="Overlap"
            name="overlapHours"
            value={overlap}
            onChange={(event) => setOverlap(Number(event.target.value))}
            error={fields.overlapHours}
          >
            {overlapHours.map((hours) => (
              <option key={hours} value={hours}>
                {words[hours]}
              </option>
            ))}
          </SelectField>
          <ExpiryField now={now} label="Key expires" error={fields.expiresInDays} />
        </div>
      )}
    </ConfirmForm>
  );
}
