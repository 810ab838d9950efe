'use client';

import { startRegistration } from '@simplewebauthn/browser';
import { type FormEvent, useRef, useState } from 'react';
import { whyNoPasskey, wordsOfCeremony } from '#components/forms/webauthn-words.ts';
import type { Checked, PasskeyStart } from '#lib/factors/begin.ts';

export interface Making {
  begin(): Promise<PasskeyStart>;
  check(attestation: string): Promise<Checked>;
}

/** Why there is no passkey yet; `signIn` where a fresh sign-in at the provider takes it away. */
export interface NotMade {
  words: string;
  signIn: boolean;
}

/** Before the form goes: the browser makes the passkey, the server judges it, and its ticket joins the fields. */
export function useNewPasskey({ begin, check }: Making) {
  const ticket = useRef<HTMLInputElement>(null);
  const [making, setMaking] = useState(false);
  const [notMade, setNotMade] = useState<NotMade | null>(null);

  const make = async (form: HTMLFormElement) => {
    setMaking(true);
    setNotMade(null);
    const made = await ticketOf(begin, check);
    setMaking(false);
    if ('words' in made) return setNotMade(made);
    if (ticket.current) ticket.current.value = made.ticket;
    form.requestSubmit();
  };
  /** True where the form waits for its passkey; it is sent again by itself when that is there. */
  const holdsBack = (event: FormEvent<HTMLFormElement>): boolean => {
    if (ticket.current?.value) return false;
    event.preventDefault();
    if (!making) void make(event.currentTarget);
    return true;
  };
  const forget = () => {
    if (ticket.current) ticket.current.value = '';
  };
  return { ticket, making, notMade, holdsBack, forget, clear: () => setNotMade(null) };
}

async function ticketOf(
  begin: Making['begin'],
  check: Making['check'],
): Promise<{ ticket: string } | NotMade> {
  const bar = whyNoPasskey();
  if (bar) return { words: bar, signIn: false };
  const start = await begin();
  if (start.kind === 'barred') return { words: start.message, signIn: start.stepUp };
  try {
    const made = await startRegistration({ optionsJSON: start.options });
    const checked = await check(JSON.stringify(made));
    return checked.kind === 'ready' ? checked : { words: checked.message, signIn: false };
  } catch (error) {
    return { words: wordsOfCeremony(error), signIn: false };
  }
}
