'use client';

import { useEffect, useId, useRef } from 'react';
import { Field, fieldProps } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';

interface CodeFieldProps {
  /** Changes with every answer of the server. */
  asked: { error: string | null; critical: boolean };
  primary: boolean;
}

/** A code from the app or from paper, sent with the fields of its form. Works without scripts. */
export function CodeField({ asked, primary }: CodeFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const field = input.current;
    // Offered only to be opened: then whoever just tried a code goes on here, everybody else at the passkey.
    if (!field || (!primary && !field.value)) return;
    field.value = '';
    if (asked) field.focus({ preventScroll: true });
  }, [asked, primary]);
  const hint = asked.critical
    ? 'Six digits of the app.'
    : 'Six digits of the app, or a recovery code you have not used.';
  return (
    <div className="flex w-full flex-wrap items-end gap-2 text-left [&>div]:min-w-48 [&>div]:grow">
      <Field id={id} label="Code" hint={hint}>
        <input
          ref={input}
          type="text"
          name="proofCode"
          className="input code-input"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          {...fieldProps(id, { hint })}
        />
      </Field>
      <SubmitButton
        variant={primary ? 'primary' : 'plain'}
        pendingLabel="Confirming"
        className="mb-[22px] w-full narrow:w-auto"
      >
        Confirm
      </SubmitButton>
    </div>
  );
}
