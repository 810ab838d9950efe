import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { passwordContext, type ResponseParameters } from '#dev/idp/response.ts';
import { pauseMs } from '#lib/auth/refusals.ts';
import { db } from '#lib/db/client.ts';
import { acme, Browser, right, setPolicy, verdict, verdictOn } from './kit.ts';

const house = acme();

it('a refusal is told at a whole multiple of fifty milliseconds after its message came', () => {
  const begun = new Date('2026-11-23T12:00:00.000Z');
  const after = (ms: number) => ms + pauseMs(begun, new Date(begun.getTime() + ms));
  expect([0, 1, 3, 17, 49].map(after)).toEqual([50, 50, 50, 50, 50]);
  expect([50, 51, 99, 140].map(after)).toEqual([100, 100, 100, 150]);
  // A clock that was set back, or a test that lives in the future, waits no longer.
  expect(pauseMs(new Date(begun.getTime() + 3_600_000), begun)).toBe(50);
});

it.each<[string, string, Partial<ResponseParameters>, Record<string, string>]>([
  ['what is no message', 'transport', {}, { SAMLResponse: '!' }],
  ['what bears no signature', 'signature-missing', { sign: 'none' }, {}],
  ['another audience, found behind the library', 'audience', { audience: 'urn:other' }, {}],
  ['a name that nobody has', 'operator', { nameId: 'stranger@acme.example' }, {}],
  ['a password alone', 'mfa', { contextClass: passwordContext }, {}],
])('%s is refused as %s no sooner than anything else', async (_, rule, change, fields) => {
  const browser = new Browser();
  const started = await browser.start();
  const message = await right(house.key, started, change);
  const posted = { SAMLResponse: message, RelayState: started.relayState, ...fields };
  const before = performance.now();
  const answer = await browser.post(posted);
  // Timers of Node may fire a millisecond early.
  expect(performance.now() - before).toBeGreaterThan(48);
  expect(await verdict(answer, browser)).toBe(rule);
});

it('a fault of our own is refused like a forgery, and the trail says library', async () => {
  const browser = new Browser();
  const started = await browser.start();
  const { spPrivateKey } = await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } });
  // What no vault opens: judging this response breaks where the connection's keys are made ready.
  await setPolicy({ spPrivateKey: spPrivateKey.slice(0, -8) });
  const message = await right(house.key, started);
  const answer = await browser.post({ SAMLResponse: message, RelayState: started.relayState });
  await setPolicy({ spPrivateKey });
  expect(await verdict(answer, browser)).toBe('library');
  expect(await verdictOn(house.key, {})).toBe('accepted');
});
