/** Promise: what a person gives as their second factor is checked before it counts, and each way out of a failed try is said. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Origin } from '../audit/record.ts';

/** How this person can prove a second factor now. */
export interface Ways {
  /** Null where they have no passkey; else what the browser needs to ask for one, with its challenge. */
  passkey: PublicKeyCredentialRequestOptionsJSON | null;
  /** True where a code of an authenticator app or a recovery code can be given. */
  code: boolean;
  /** A fresh sign-in at their provider, in a tab of its own. */
  idp: { name: string; href: string };
}

export interface Prover {
  operatorId: string;
  sessionId: string;
  connection: { slug: string; name: string };
}

/** What a form brings: the browser's answer to the challenge as JSON, or the digits that were typed. */
export interface Given {
  assertion: string | null;
  code: string | null;
}

export type Presented =
  | { kind: 'nothing' }
  | { kind: 'proven' }
  /** What was wrong and what to do, in a sentence. */
  | { kind: 'refused'; message: string };

/** The ways of this person; makes a challenge that only this session can answer, and only for `binding`. */
export async function waysOf(_prover: Prover, _binding: string | null, _now: Date): Promise<Ways> {
  const { connection } = _prover;
  return {
    passkey: null,
    code: false,
    idp: {
      name: connection.name,
      href: `/saml/${connection.slug}/login?purpose=step-up${_binding ? `&binding=${_binding}` : ''}`,
    },
  };
}

/** Checks what was given and, where it holds, records the proof. */
export async function present(
  _prover: Prover,
  _given: Given,
  _of: { binding: string | null; origin: Origin; now: Date },
): Promise<Presented> {
  return { kind: 'nothing' };
}
