import { browserSupportsWebAuthn, WebAuthnError } from '@simplewebauthn/browser';

/** Why this browser cannot use a passkey on this page at all; null where it can. */
export function whyNoPasskey(): string | null {
  if (!window.isSecureContext)
    return 'Passkeys work over HTTPS and on localhost only; this page came over plain HTTP. Use another way.';
  return browserSupportsWebAuthn()
    ? null
    : 'This browser does not know passkeys. Use another browser, or another way.';
}

const closed = 'No passkey was used: the prompt was closed, or nobody answered it in time. Nothing was sent.';
const wrongAddress =
  'This console is open under an address that its passkeys are not for. Open it under its own address.';

/** What went wrong while the browser asked for a passkey, in a sentence with what to do. */
export function wordsOfCeremony(error: unknown): string {
  if (error instanceof WebAuthnError) {
    if (error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
      return 'This device holds a passkey for you here already. Use another device, or keep that one.';
    if (error.code === 'ERROR_INVALID_DOMAIN' || error.code === 'ERROR_INVALID_RP_ID') return wrongAddress;
    if (error.code === 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT')
      return 'This passkey cannot check that it is you. Set up a PIN, fingerprint or face for it, or use another one.';
  }
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return closed;
  if (name === 'SecurityError') return wrongAddress;
  return 'The browser could not ask for your passkey. Nothing was sent. Try again, or use another way.';
}
