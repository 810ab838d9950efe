'use client';

import { Fingerprint, LoaderCircle } from 'lucide-react';
import { useEffect } from 'react';
import { useFormStatus } from 'react-dom';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { type FormAction, useForm } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import type { FormState } from '#lib/action.ts';
import { EnrolFrame } from './enrol-frame.tsx';
import { FreshSignIn } from './fresh-sign-in.tsx';
import { useGoOn } from './use-go-on.ts';
import { type Making, useNewPasskey } from './use-new-passkey.ts';

interface PasskeyFormProps extends Making {
  action: FormAction<{ id: string }>;
  /** Random per rendered form. */
  nonce: string;
  /** Where it leads when it is done, unless the action itself leads on. */
  doneHref: string;
  /** A fresh sign-in in a tab of its own; null where it is just over. */
  idp: { name: string; href: string } | null;
  /** Null at the entrance. */
  frame?: PageFrame | null;
}

export function PasskeyForm({ action, nonce, doneHref, idp, frame = null, ...making }: PasskeyFormProps) {
  const { state, fields, form } = useForm(action);
  const passkey = useNewPasskey(making);
  const { forget, notMade } = passkey;
  useGoOn(state, doneHref, 'The passkey is added. It can be used from now on.');
  // What was refused does not get better by being sent again.
  useEffect(() => {
    if (state.kind === 'refused') forget();
  }, [state, forget]);
  const send = {
    ...form,
    onSubmit: (event: React.FormEvent<HTMLFormElement>) => {
      if (!passkey.holdsBack(event)) form.onSubmit(event);
    },
  };
  return (
    <EnrolFrame
      frame={frame}
      title="Add a passkey"
      form={(children) => <ActionForm {...send}>{children}</ActionForm>}
      state={state as FormState}
      submit={<Submit making={passkey.making} />}
    >
      <input type="hidden" name="nonce" value={nonce} />
      <input ref={passkey.ticket} type="hidden" name="ticket" defaultValue="" />
      <p className="text-13 text-ink-2">
        Your device or security key makes it, and asks for your finger, face or PIN each time it is used. It
        answers to this console’s address alone, so no look-alike page can use it.
      </p>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        autoComplete="off"
        placeholder="Work laptop"
        hint="What you will know it by: the device or the key that holds it."
        error={fields.name}
      />
      {notMade?.signIn && idp ? (
        <FreshSignIn words={notMade.words} idp={idp} onProven={passkey.clear} />
      ) : notMade ? (
        <Note tone="warn" role="alert" title={notMade.words} />
      ) : null}
      <FormOutcome state={state as FormState} />
      <noscript>
        <Note title="A passkey needs scripts, which are off here. An authenticator app does not." />
      </noscript>
    </EnrolFrame>
  );
}

function Submit({ making }: { making: boolean }) {
  const { pending } = useFormStatus();
  const busy = making || pending;
  return (
    <Button
      type="submit"
      variant="primary"
      disabled={busy}
      icon={busy ? <LoaderCircle className="motion-safe:animate-spin" /> : <Fingerprint />}
    >
      {making ? 'Waiting for your device' : pending ? 'Adding' : 'Add passkey'}
    </Button>
  );
}
