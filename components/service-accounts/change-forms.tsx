'use client';

import { Check, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { ConfirmForm, type SubjectFrame } from '#components/forms/confirm-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { ExpiryField } from '#components/keys/expiry-field.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { overlapHours } from '#lib/keys/schema.ts';
import type { commands } from '#lib/registry.ts';
import { AccountTokenOnce } from './account-token-once.tsx';
import { ScopeChoice, type ScopeGroup } from './scope-choice.tsx';

type Rotated = Awaited<ReturnType<typeof commands.rotateServiceAccount.walk>>['result'];

const words: Record<(typeof overlapHours)[number], string> = {
  0: 'none',
  1: '1 hour',
  24: '24 hours',
  72: '3 days',
  168: '7 days',
  720: '30 days',
};

interface RotateAccountFormProps {
  frame: SubjectFrame;
  action: FormAction<Rotated>;
  /** Somebody else stands behind it until now. */
  takesOver: boolean;
  publicUrl: string;
  now: Date;
}

export function RotateAccountForm({ frame, action, takesOver, publicUrl, now }: RotateAccountFormProps) {
  const [overlap, setOverlap] = useState<number>(takesOver ? 0 : 72);
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Rotate service account"
      effect={{
        tone: overlap === 0 ? 'warn' : 'plain',
        title:
          overlap === 0
            ? 'The old token is refused at once, before anybody has the new one.'
            : `Both tokens pass until ${utcMinute(new Date(now.getTime() + overlap * 3_600_000))}.`,
        text: takesOver
          ? 'What it reaches changes: you stand behind it from now on, so it acts with your rights instead of those of whoever did.'
          : 'You go on standing behind it: of its permissions it keeps what you hold yourself.',
      }}
      next="The new token is shown once. The overlap can be ended early at any time."
      submit={{ label: 'Rotate', pendingLabel: 'Rotating', icon: <RotateCw />, danger: overlap === 0 }}
      doneNotice={`${frame.name} is rotated.`}
      done={(result) => (
        <AccountTokenOnce
          id={result.id}
          name={result.name}
          token={result.token}
          expiresAt={result.expiresAt}
          environment={frame.environment}
          publicUrl={publicUrl}
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
            hint={takesOver ? 'None: the old token must not act with your rights.' : undefined}
            error={fields.overlapHours}
          >
            {(takesOver ? ([0] as const) : overlapHours).map((hours) => (
              <option key={hours} value={hours}>
                {words[hours]}
              </option>
            ))}
          </SelectField>
          <ExpiryField now={now} error={fields.expiresInDays} />
        </div>
      )}
    </ConfirmForm>
  );
}

interface EditAccountFormProps<R> {
  frame: SubjectFrame;
  action: FormAction<R>;
  groups: ScopeGroup[];
  scopes: readonly string[];
}

export function EditAccountForm<R>({ frame, action, groups, scopes }: EditAccountFormProps<R>) {
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Edit service account"
      effect={{
        tone: 'plain',
        title: 'What you choose holds from its next request on.',
        text: 'You stand behind all of it: the account may do it as long as you may yourself.',
      }}
      next="Its tokens, allow-list and expiry are as they were."
      submit={{ label: 'Save', pendingLabel: 'Saving', icon: <Check /> }}
      doneNotice={`${frame.name} is saved.`}
    >
      {(fields) => (
        <>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            defaultValue={frame.name}
            error={fields.name}
          />
          <ScopeChoice groups={groups} chosen={scopes} error={fields.scopes} />
        </>
      )}
    </ConfirmForm>
  );
}
