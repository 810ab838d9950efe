'use client';

import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { Fingerprint, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { useFormStatus } from 'react-dom';
import { whyNoPasskey, wordsOfCeremony } from '#components/forms/webauthn-words.ts';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';

interface ProofFieldsProps {
  /** Makes the challenge; null when too many were asked for. */
  ask(): Promise<PublicKeyCredentialRequestOptionsJSON | null>;
  /** At the door a code comes with whose it is. */
  withEmail?: boolean;
  passkeyLabel: string;
  codeLabel: string;
  /** A real effect that both have now proven is red; the rest is not. */
  danger?: boolean;
}

/** Two ways, one beside the other and neither hidden: at night nobody should look for the one they have. */
export function ProofFields({ ask, withEmail, passkeyLabel, codeLabel, danger }: ProofFieldsProps) {
  return (
    <div className="grid gap-4">
      <PasskeyAsk ask={ask} label={passkeyLabel} danger={danger} />
      <p className="or-line">or a sealed code</p>
      {withEmail ? (
        <TextField label="Your e-mail address" name="email" type="email" maxLength={254} autoComplete="off" />
      ) : null}
      <TextField
        label="Next unused code of your sheet"
        name="code"
        mono
        maxLength={60}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        hint="It counts once. Strike it out on the paper."
      />
      <SubmitButton wide pendingLabel="Checking" variant={danger ? 'danger' : 'plain'}>
        {codeLabel}
      </SubmitButton>
    </div>
  );
}

function PasskeyAsk({
  ask,
  label,
  danger,
}: {
  ask: ProofFieldsProps['ask'];
  label: string;
  danger?: boolean | undefined;
}) {
  const answer = useRef<HTMLInputElement>(null);
  const { pending } = useFormStatus();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<string | null>(null);

  const press = async () => {
    // What is missing is said before the device is asked: its answer would be spent for nothing.
    if (!answer.current?.form?.reportValidity()) return;
    setSaid(whyNoPasskey());
    if (whyNoPasskey()) return;
    setAsking(true);
    try {
      const optionsJSON = await ask();
      if (!optionsJSON) setSaid('Too many tries within a minute. Wait a minute, then try again.');
      else send(answer.current, JSON.stringify(await startAuthentication({ optionsJSON })));
    } catch (error) {
      setSaid(wordsOfCeremony(error));
    } finally {
      setAsking(false);
    }
  };
  const busy = asking || pending;
  return (
    <div className="needs-script grid gap-3">
      <input ref={answer} type="hidden" name="assertion" defaultValue="" />
      <Button
        wide
        variant={danger ? 'danger' : 'primary'}
        icon={busy ? <LoaderCircle className="motion-safe:animate-spin" /> : <Fingerprint />}
        disabled={busy}
        onClick={press}
      >
        {asking ? 'Waiting for your passkey' : label}
      </Button>
      {said ? <Note tone="warn" role="alert" title={said} /> : null}
    </div>
  );
}

/** React reads the form's fields within `requestSubmit`; the answer must not be sent a second time. */
function send(input: HTMLInputElement, answer: string): void {
  input.value = answer;
  input.form?.requestSubmit();
  input.value = '';
}
