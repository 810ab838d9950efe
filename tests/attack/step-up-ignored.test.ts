/** An IdP that ignores ForceAuthn answers a step-up out of the session that its person has there since they signed in. */
import { expect, it } from 'vitest';
import { digestOf } from '#lib/auth/cookies.ts';
import { db } from '#lib/db/client.ts';
import { acme, Browser, eventBehind, requestIn, right } from './kit.ts';

const house = acme();

/** Somebody signed in by an authentication half as old as clocks may differ, and their answers to step-ups. */
async function signedIn() {
  const browser = new Browser();
  // By our clock alone it could have been after any request of now.
  const authnInstant = new Date(Date.now() - 30_000);
  const first = await browser.start();
  const signIn = await right(house.key, first, { authnInstant });
  await browser.post({ SAMLResponse: signIn, RelayState: first.relayState });
  const digest = digestOf(browser.cookies.get('__Host-gatehouse') ?? '');
  const { id: sessionId } = await db().session.findUniqueOrThrow({ where: { digest } });
  const answerTo = async (at: Date, binding = 'b1'.repeat(32)) => {
    const path = `/saml/acme/login?purpose=step-up&binding=${binding}`;
    const headers = { 'sec-fetch-site': 'same-origin' };
    const started = requestIn(await browser.ask(path, { headers }));
    const response = await right(house.key, started, { authnInstant: at });
    return browser.post({ SAMLResponse: response, RelayState: started.relayState });
  };
  const proofs = () => db().proof.count({ where: { sessionId } });
  const later = (seconds: number) => new Date(authnInstant.getTime() + seconds * 1000);
  return { answerTo, proofs, later };
}

it('an authentication that was the sign-in’s own is no step-up, also within what clocks may differ', async () => {
  const { answerTo, proofs, later } = await signedIn();
  expect(await eventBehind(await answerTo(later(0)))).toMatchObject({
    action: 'proof.give',
    code: 'not-fresh',
  });
  expect(await proofs()).toBe(0);
  // Asked anew, a second later by the IdP's clock: it is one.
  await answerTo(later(1));
  expect(await proofs()).toBe(1);
});

it('an authentication that answered one step-up answers no second one, also within what clocks may differ', async () => {
  const { answerTo, proofs, later } = await signedIn();
  await answerTo(later(1));
  expect(await proofs()).toBe(1);
  expect(await eventBehind(await answerTo(later(1), 'c2'.repeat(32)))).toMatchObject({
    action: 'proof.give',
    code: 'not-fresh',
  });
  expect(await proofs()).toBe(1);
  await answerTo(later(2), 'c2'.repeat(32));
  expect(await proofs()).toBe(2);
});
