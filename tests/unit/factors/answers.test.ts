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
    const from = right.indexOf('"response"');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: from + 11, max: right.length - 1 }),
        fc.constantFrom(...'Aa0_"{'),
        async (at, by) => {
          const altered = right.slice(0, at) + by + right.slice(at + 1);
          const answer = altered === right ? null : readAssertion(altered);
          const judged = answer && (await judgeAssertion(answer, person, passkey));
          // Base64url has spare bits in its last character, and a challenge or name that differs is refused elsewhere.
          if (judged?.holds) expect(decoded(altered)).toEqual(decoded(right));
        },
      ),
      { numRuns: 300 },
    );
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

/** What the parts say, whatever their spelling. */
function decoded(json: string): string[] {
  const { clientDataJSON, authenticatorData, signature, userHandle } = JSON.parse(json).response;
  return [clientDataJSON, authenticatorData, signature, userHandle ?? user.id].map((part) =>
    Buffer.from(part, 'base64url').toString('hex'),
  );
}
