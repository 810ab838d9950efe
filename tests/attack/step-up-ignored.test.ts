/** An IdP that ignores ForceAuthn answers a step-up out of the session that its person has there since they signed in. */
import { expect, it } from 'vitest';
import { GET as login } from '#app/saml/[connection]/login/route.ts';
import { digestOf } from '#lib/auth/cookies.ts';
import { db } from '#lib/db/client.ts';
import { acme, Browser, eventBehind, publicUrl, requestIn, right } from './kit.ts';

const house = acme();

it('an authentication that was the sign-in’s own is no step-up, also within what clocks may differ', async () => {
  const browser = new Browser();
  // Half of what clocks may differ: by our clock alone it could have been after the request.
  const authnInstant = new Date(Date.now() - 30_000);
  const first = await browser.start();
  const signIn = await right(house.key, first, { authnInstant });
  await browser.post({ SAMLResponse: signIn, RelayState: first.relayState });
  const digest = digestOf(browser.cookies.get('__Host-gatehouse') ?? '');
  const { id: sessionId } = await db().session.findUniqueOrThrow({ where: { digest } });

  const answerTo = async (at: Date) => {
    const address = `${publicUrl}/saml/acme/login?purpose=step-up&binding=${'b1'.repeat(32)}`;
    const headers = { 'sec-fetch-site': 'same-origin' };
    const started = requestIn(await browser.send(login, new Request(address, { headers })));
    const response = await right(house.key, started, { authnInstant: at });
    return browser.post({ SAMLResponse: response, RelayState: started.relayState });
  };
  expect(await eventBehind(await answerTo(authnInstant))).toMatchObject({
    action: 'proof.give',
    code: 'not-fresh',
  });
  expect(await db().proof.count({ where: { sessionId } })).toBe(0);
  // Asked anew, a second later by the IdP's clock: it is one.
  await answerTo(new Date(authnInstant.getTime() + 1_000));
  expect(await db().proof.count({ where: { sessionId } })).toBe(1);
});
