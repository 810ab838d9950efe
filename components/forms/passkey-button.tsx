'use client';

import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { Fingerprint, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useFormStatus } from 'react-dom';
import { buttonClass } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { whyNoPasskey, wordsOfCeremony } from './webauthn-words.ts';

interface PasskeyButtonProps {
  options: PublicKeyCredentialRequestOptionsJSON;
  /** Of the sentence that says what it is asked for. */
  describedBy: string;
}

/** Asks the browser for the passkey and sends the form that it stands in, with the answer beside its fields. */
export function PasskeyButton({ options, describedBy }: PasskeyButtonProps) {
  const answer = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { pending } = useFormStatus();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ of: unknown; words: string } | null>(null);
  // A challenge is new with every answer of the server: whoever was asked goes on where they are asked again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the options are what it waits for.
  useEffect(() => button.current?.focus({ preventScroll: true }), [options]);

  const ask = async () => {
    setSaid(null);
    const bar = whyNoPasskey();
    if (bar) return setSaid({ of: options, words: bar });
    setAsking(true);
    try {
      send(answer.current, JSON.stringify(await startAuthentication({ optionsJSON: options })));
    } catch (error) {
      setSaid({ of: options, words: wordsOfCeremony(error) });
    } finally {
      setAsking(false);
    }
  };
  const words = said?.of === options ? said.words : null;
  const busy = asking || pending;
  return (
    <div className="needs-script mt-3 grid w-full justify-items-center gap-3">
      <input ref={answer} type="hidden" name="proofAssertion" defaultValue="" />
      <button
        ref={button}
        type="button"
        className={buttonClass({ variant: 'primary' })}
        aria-describedby={describedBy}
        disabled={busy}
        onClick={ask}
      >
        {busy ? <LoaderCircle className="motion-safe:animate-spin" /> : <Fingerprint />}
        {asking ? 'Waiting for your passkey' : pending ? 'Confirming' : 'Use passkey'}
      </button>
      {words ? <Note tone="warn" role="alert" title={words} className="w-full text-left" /> : null}
    </div>
  );
}

/** React reads the form's fields within `requestSubmit`; the answer must not be sent a second time. */
function send(input: HTMLInputElement | null, answer: string): void {
  if (!input) return;
  input.value = answer;
  input.form?.requestSubmit();
  input.value = '';
}
