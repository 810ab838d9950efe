/** Each choice with what it risks. */
export const withoutMfaCards = [
  [
    'ask',
    'Ask for one here',
    'After the provider’s answer Gatehouse asks for a passkey, or a code. Nobody comes in on a password alone.',
  ],
  [
    'refuse',
    'Refuse the sign-in',
    'Safe only while the provider surely states it: when that changes over there, nobody comes in, owners included.',
  ],
] as const;

export const signatureCards = [
  [
    'both',
    'Response and assertion',
    'Nothing in the message is believed unsigned. Encrypted assertions work.',
  ],
  [
    'response',
    'The response at least',
    'Its signature covers the assertion within. Encrypted assertions work.',
  ],
  [
    'assertion',
    'The assertion at least',
    'For providers that cannot sign the response. Encrypted assertions are refused: without a signed response a decryption could be asked for by anybody.',
  ],
] as const;
