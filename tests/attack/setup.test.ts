/** The set-up with providers as they are: what its form can say is enough for the first sign-in. */
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import type { ResponseParameters } from '#dev/idp/response.ts';
import type { Origin } from '#lib/audit/record.ts';
import { beginTest } from '#lib/auth/test-sign-in.ts';
import { guideOf, providers } from '#lib/connections/guides.ts';
import { presetFor } from '#lib/connections/mfa-presets.ts';
import { connectionBySlug, type SignInConnection } from '#lib/connections/queries.ts';
import { db } from '#lib/db/client.ts';
import { commands, execute } from '#lib/registry.ts';
import { bindLink, makeSetupLink, setupActor, setupDigest } from '#lib/setup/link.ts';
import { linkOfBrowser } from '#lib/setup/queries.ts';
import { world } from '../support/world.ts';
import { Browser, idpMetadata, overHttp, publicUrl, requestIn, right, verdictOn } from './kit.ts';

const origin: Origin = { channel: 'console', address: '192.0.2.7', userAgent: 'test' };
const owner = 'olivia@first.example';
const entity = 'https://idp.first.example/metadata';
const at = { acs: `${publicUrl}/saml/first/acs`, audience: `${publicUrl}/saml/first/metadata` };
const plain = { nameId: owner, issuer: entity, ...at };

describe('a provider that signs one of the two and states no second factor, chosen in the set-up', () => {
  world();
  overHttp();
  let key: SigningKey;
  let id = '';
  beforeAll(async () => {
    key = await makeSigningKey('First IdP');
    const made = await makeSetupLink(setupActor);
    const secret = 'b'.repeat(43);
    const token = made.kind === 'made' ? (new URL(made.url).searchParams.get('token') ?? '') : '';
    expect(await bindLink(token, secret, origin)).toBe(true);
    id = (await linkOfBrowser(setupDigest(secret), new Date()))?.id ?? '';
    await done('nameFirstOwner', { name: 'Olivia', email: owner, nameId: '' });
  });

  const done = async (name: 'nameFirstOwner' | 'connectFirst' | 'finishSetup', input: object) =>
    expect(await execute(commands[name], setupActor, { id, ...input }, { origin })).toMatchObject({
      kind: 'done',
    });

  async function connected(choice: object): Promise<SignInConnection> {
    await done('connectFirst', {
      slug: 'first',
      name: 'First',
      metadata: idpMetadata(key, entity),
      ...choice,
    });
    return (await connectionBySlug('first')) as SignInConnection;
  }

  async function tested(connection: SignInConnection, change: Partial<ResponseParameters>): Promise<boolean> {
    const browser = new Browser();
    const begun = await beginTest(new Request(`${publicUrl}/setup/test`), connection, id, '/setup/test');
    browser.keep(begun);
    const started = requestIn(begun);
    const response = await right(key, started, { ...plain, ...change });
    await browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'first');
    const test = await db().connectionTest.findFirstOrThrow({ orderBy: { at: 'desc' } });
    return test.passed;
  }

  it('passes its test, is finished, and then signs its owner in; without the choice it does not pass', async () => {
    const google = { sign: 'response', contextClass: 'urn:none' } as const;
    expect(await tested(await connected({ withoutMfa: 'ask' }), google)).toBe(false);
    const { signatures, mfaContexts, mfaAttributes, asksContext, withoutMfa } = presetFor('google');
    const choice = { signatures, mfaContexts, mfaAttributes, asksContext, withoutMfa };
    expect(await tested(await connected(choice), google)).toBe(true);
    await done('finishSetup', {});
    expect(await verdictOn(key, { ...plain, ...google }, { slug: 'first' })).toBe('accepted');
  });
});

describe('what a guide says before there is a connection', () => {
  const ours = {
    entityId: 'https://g.example/m',
    acs: 'https://g.example/acs',
    slo: 'https://g.example/slo',
  };
  const textOf = (isAdded: boolean) => (provider: (typeof providers)[number]) =>
    JSON.stringify(guideOf(provider, ours, { isAdded }));

  it('speaks of no connection that was added, and afterwards it does', () => {
    for (const said of providers.map(textOf(false))) expect(said).not.toMatch(/was added|of this page/);
    for (const said of providers.map(textOf(true))) expect(said).toContain('was added');
  });

  it.each(providers)('%s: what it says to name is what the form is filled in with', (provider) => {
    const { contexts, attributes } = guideOf(provider, ours, { isAdded: false }).mfa;
    const { mfaContexts, mfaAttributes, asksContext } = presetFor(provider);
    expect([mfaContexts, mfaAttributes]).toEqual([contexts, attributes]);
    const { text } = guideOf(provider, ours, { isAdded: false }).mfa;
    expect(/Ask for no context/.test(text) && asksContext).toBe(false);
  });
});
