import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAssertion, judgeAttestation, readAssertion, readAttestation } from '#lib/factors/passkey.ts';
import { makeAuthenticator } from '../../support/authenticator.ts';

const origin = 'http://localhost:3000';
const challenge = Buffer.alloc(32, 7).toString('base64url');
const person = { id: '019aa000-0000-7000-8000-000000000001', name: 'Ana', email: 'ana@example.test' };
const user = { id: Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64url') };
const creation = {
  rp: { id: 'localhost', name: 'Gatehouse' },
  user: { ...user, name: person.email, displayName: person.name },
  challenge,
  pubKeyCredParams: [],
};
const request = { rpId: 'localhost', challenge };

async function enrolled() {
  const authenticator = makeAuthenticator(origin);
  const made = readAttestation(authenticator.create(creation));
  if (!made) throw new Error('not read');
  const judged = await judgeAttestation(made);
  if (!judged.holds) throw new Error(judged.reason);
  const { credentialId, publicKey, counter } = judged.value;
  return {
    authenticator,
    passkey: { credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter },
  };
}

describe('a browser’s answer', () => {
  it('of any text or JSON at all is read or is not, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect([readAssertion(text), readAttestation(text)]).toEqual([null, null]);
      }),
    );
  });

  it('with one character of any part changed proves nothing, and nothing is thrown', async () => {
    const { authenticator, passkey } = await enrolled();
    const right = authenticator.get(request);
    const wrongly: string[] = [];
    for (let at = right.indexOf('"response"') + 11; at < right.length; at++)
      for (const by of 'Aa0_"{') {
        const altered = right.slice(0, at) + by + right.slice(at + 1);
        const answer = altered === right ? null : readAssertion(altered);
        const judged = answer && (await judgeAssertion(answer, person, passkey));
        if (judged?.holds && !saysTheSame(altered, right)) wrongly.push(altered);
      }
    // A challenge or a name that differs is refused elsewhere.
    expect(wrongly).toEqual([]);
  });

  it('of another person’s passkey does not hold for this one’s key', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const answer = readAssertion(other.authenticator.get(request));
    if (!answer) throw new Error('not read');
    expect(await judgeAssertion(answer, person, one.passkey)).toEqual({ holds: false, reason: 'signature' });
  });

  it('with a key that an authenticator made up of no curve point is refused when it is enrolled or when it proves', async () => {
    const authenticator = makeAuthenticator(origin);
    const made = readAttestation(authenticator.create(creation, { tampered: true }));
    const judged = made && (await judgeAttestation(made));
    if (!judged?.holds) return expect(judged?.holds).toBe(false);
    const answer = readAssertion(authenticator.get(request));
    if (!answer) throw new Error('not read');
    const passkey = { ...judged.value, publicKey: Buffer.from(judged.value.publicKey, 'base64url') };
    expect(await judgeAssertion(answer, person, passkey)).toMatchObject({ holds: false });
  });
});

/**
 * True when the parts say the same in another spelling: base64url has spare bits in its last character, and the reader
 * of DER takes a wrong length around the two numbers of a signature. The numbers themselves must be there.
 */
function saysTheSame(altered: string, right: string): boolean {
  const [theirs, ours] = [partsOf(altered), partsOf(right)];
  return (
    theirs.signed.equals(ours.signed) && numbersOf(ours.signature).every((n) => theirs.signature.includes(n))
  );
}

function partsOf(json: string): { signed: Buffer; signature: Buffer } {
  const { clientDataJSON, authenticatorData, signature, userHandle = user.id } = JSON.parse(json).response;
  const bytes = (part: string) => Buffer.from(part, 'base64url');
  return {
    signed: Buffer.concat([clientDataJSON, authenticatorData, userHandle].map(bytes)),
    signature: bytes(signature),
  };
}

/** SEQUENCE { r INTEGER, s INTEGER }, without the zero that keeps a number positive. */
function numbersOf(der: Buffer): [r: Buffer, s: Buffer] {
  const endOfR = 4 + (der[3] ?? 0);
  const bare = (number: Buffer) => (number[0] === 0 ? number.subarray(1) : number);
  return [bare(der.subarray(4, endOfR)), bare(der.subarray(endOfR + 2))];
}
