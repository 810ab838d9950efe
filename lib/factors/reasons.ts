/** Why a second factor did not hold: for the trail in full, for the person as what to do. */

export type PasskeyReason =
  | 'shape'
  | 'challenge'
  | 'late'
  | 'other-change'
  | 'ceremony'
  | 'origin'
  | 'framed'
  | 'attested'
  | 'party'
  | 'presence'
  | 'verification'
  | 'stranger'
  | 'signature'
  | 'counter';
export type CodeReason = 'totp' | 'used' | 'recovery_code' | 'paper_for_critical' | 'mistyped' | 'too_many';
export type Reason = PasskeyReason | CodeReason;

/** Reason -> what the trail says. */
export const inTrail: Record<Reason, string> = {
  shape: 'passkey: what the browser sent is no answer of one',
  challenge: 'passkey: its challenge was not made for this session, or was used before',
  late: 'passkey: its challenge had run out',
  'other-change': 'passkey: its challenge was made for another change',
  ceremony: 'passkey: an answer of the other ceremony',
  origin: 'passkey: it answered a page of another origin',
  framed: 'passkey: it answered inside a page of another origin',
  attested: 'passkey: it brought a statement by certificates, which nobody asked for',
  party: 'passkey: it answered for another site',
  presence: 'passkey: nobody was present',
  verification: 'passkey: it did not verify its user',
  stranger: 'passkey: it is not one of this person’s',
  signature: 'passkey: its signature does not hold',
  counter: 'passkey: its counter went back, as that of a copy would',
  totp: 'authenticator app: a wrong code',
  used: 'authenticator app: a code that was used before',
  recovery_code: 'recovery code: unknown or used before',
  paper_for_critical: 'recovery code: it carries no critical change',
  mistyped: 'code: neither six digits nor a recovery code',
  too_many: 'too many tries: further ones are not looked at',
};

const again = 'This passkey was not accepted. Try it again, or use another way.';
// One sentence for every wrong code: whether it was used, belongs to somebody else or never was is not told apart.
const wrongCode =
  'This code does not count. Type the six digits that your authenticator app shows now, or a recovery code that you have not used.';

/** Reason -> what the person reads. */
export const toPerson: Record<Reason, string> = {
  shape: again,
  challenge: again,
  late: 'That took too long. Use your passkey again.',
  'other-change': 'Your passkey was asked about another change. Use it again for this one.',
  ceremony: again,
  origin: again,
  framed: again,
  attested:
    'Your passkey came with a statement about its maker, which is not accepted here. Add it in another browser, or use another passkey.',
  party: again,
  presence: again,
  verification:
    'Your passkey did not check that it is you. Set up a PIN, fingerprint or face for it, or use another way.',
  stranger: 'This passkey is not one of yours here, or was removed. Use another one.',
  signature: again,
  counter:
    'This passkey may have been copied: its counter went back. Use another factor, and remove this passkey.',
  totp: wrongCode,
  used: 'This code was used before. Wait for the next one, or use another factor.',
  recovery_code: wrongCode,
  paper_for_critical:
    'A recovery code carries no critical change, and this one was not used up. Use a passkey, your authenticator app or your provider. Without one, add it under “Your second factors” first, or ask an administrator to reset them.',
  mistyped:
    'This is no code: an authenticator app shows six digits, a recovery code has four groups of five characters. Compare it and type it again.',
  too_many: 'Too many tries. Wait a few minutes, or use a passkey or your provider.',
};
