'use client';

import { Smartphone } from 'lucide-react';
import { useState } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { type FormAction, useForm } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';
import type { TotpStart } from '#lib/factors/begin.ts';
import { EnrolFrame } from './enrol-frame.tsx';
import { useGoOn } from './use-go-on.ts';

export type ReadyTotp = Extract<TotpStart, { kind: 'ready' }>;

interface TotpFormProps {
  start: ReadyTotp;
  action: FormAction<{ id: string }>;
  nonce: string;
  doneHref: string;
  /** Null at the entrance. */
  frame?: PageFrame | null;
}

export function TotpForm({ action, nonce, doneHref, frame = null, ...props }: TotpFormProps) {
  // A page that is rendered again brings another seed, and the app has scanned the first one.
  const [start] = useState(props.start);
  const { state, fields, form } = useForm(action);
  useGoOn(state, doneHref, 'The authenticator app is added. Its codes count from now on.');
  return (
    <EnrolFrame
      frame={frame}
      title="Add an authenticator app"
      form={(children) => <ActionForm {...form}>{children}</ActionForm>}
      state={state as FormState}
      submit={
        <SubmitButton variant="primary" icon={<Smartphone />} pendingLabel="Adding">
          Add app
        </SubmitButton>
      }
    >
      <input type="hidden" name="nonce" value={nonce} />
      <input type="hidden" name="ticket" value={start.ticket} />
      <Secret start={start} />
      <TextField
        label="Code that the app shows"
        name="code"
        required
        mono
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        hint="Six digits, new every 30 seconds. It shows that the app was set up right."
        error={fields.code}
      />
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        autoComplete="off"
        placeholder="Authenticator on my phone"
        hint="What you will know it by."
        error={fields.name}
      />
      <FormOutcome state={state as FormState} />
      <noscript>
        <p className="text-12 text-ink-3">Scripts are off: after a wrong code, scan the new picture above.</p>
      </noscript>
    </EnrolFrame>
  );
}

function Secret({ start: { qr, typed, uri } }: { start: ReadyTotp }) {
  return (
    <div className="flex flex-wrap items-center gap-4">
      {/* White on every ground: a camera reads dark on light. */}
      <svg
        role="img"
        aria-label="QR code for the authenticator app"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        width="168"
        height="168"
        shapeRendering="crispEdges"
        className="flex-none rounded-2 border border-line"
      >
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
      <div className="grid min-w-48 flex-1 gap-2">
        <p className="text-13 text-ink-2">Scan it with the app, or type this secret there:</p>
        <div className="code flex items-center gap-2 py-2 pr-2">
          <code className="min-w-0 grow text-13 break-words whitespace-normal text-ink">{typed}</code>
          <CopyButton icon value={typed.replaceAll(' ', '')} label="Copy the secret" />
        </div>
        <a className="link justify-self-start text-12" href={uri}>
          Open an app on this device
        </a>
      </div>
    </div>
  );
}
