/** A number for one rendered form, made in the browser: a second submission of it changes nothing. */
export function newFormNonce(): string {
  // Not crypto.randomUUID, which browsers offer in secure contexts only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
