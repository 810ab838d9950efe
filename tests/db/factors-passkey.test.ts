/** Passkeys: what is taken, and every way in which an answer could be another's, an old one's or a copy's. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { beginPasskey, checkPasskey } from '#lib/factors/begin.ts';
import { enrolPasskey } from '#lib/factors/enrol-commands.ts';
import { waysOf } from '#lib/factors/present.ts';
import { toPerson } from '#lib/factors/reasons.ts';
import { certified, selfAttested } from '../support/attestations.ts';
import { type Knobs, makeAuthenticator } from '../support/authenticator.ts';
import { world } from '../support/world.ts';
import {
  addPasskey,
  consoleOrigin,
  give,
  minutes,
  origin,
  passkeyTicket,
  proofsOf,
  proveBy,
  provenOfFifty,
  refusalsOf,
  session,
  someone,
} from './factors-kit.ts';

world();
const [one, other] = ['1'.repeat(64), '2'.repeat(64)];

describe('a passkey', () => {
  it('is asked for with its user verified, for this host, and never twice on one device', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const start = await beginPasskey(who, new Date());
    expect(start).toMatchObject({
      kind: 'ready',
      options: {
        rp: { id: 'localhost' },
        attestation: 'none',
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: [{ id: authenticator.credentialId }],
      },
    });
    const { passkey } = await waysOf(who, null, new Date());
    expect(passkey).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: [{ id: authenticator.credentialId }],
    });
    expect(Buffer.from(passkey?.challenge ?? '', 'base64url')).toHaveLength(32);
  });

  it('proves its person for the sensitive changes of this session, and for one change where it was asked of that', async () => {
    const who = await someone();
    const { id, authenticator } = await addPasskey(who);
    expect(await proveBy(who, authenticator)).toEqual({ kind: 'proven' });
    expect(await proveBy(who, authenticator, {}, { binding: one })).toEqual({ kind: 'proven' });
    expect(await proofsOf(who)).toMatchObject([
      { kind: 'passkey', factorId: id, context: 'Laptop', binding: null, address: '203.0.113.7' },
      { kind: 'passkey', factorId: id, context: 'Laptop', binding: one },
    ]);
    expect((await db().factorUse.findUniqueOrThrow({ where: { factorId: id } })).counter).toBe(3n);
  });

  it('that never counts, as synced ones do not, is taken again and again', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who, makeAuthenticator(consoleOrigin, { counts: false }));
    for (let n = 0; n < 3; n++) expect(await proveBy(who, authenticator)).toEqual({ kind: 'proven' });
  });

  it('of which a copy was used is refused, and the copy stands in the trail', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const copy = authenticator.copy();
    expect(await proveBy(who, authenticator)).toEqual({ kind: 'proven' });
    expect(await proveBy(who, copy)).toEqual({ kind: 'refused', message: toPerson.counter });
    expect(await refusalsOf(who)).toEqual([expect.stringMatching(/^counter: .*as that of a copy would$/)]);
    expect(await proofsOf(who)).toHaveLength(1);
  });

  it('answered by two copies at once with one counter gives one proof', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const all = await Promise.all(
      Array.from({ length: 10 }, () => proveBy(who, authenticator.copy(), { counter: 7 })),
    );
    expect(all.filter(({ kind }) => kind === 'proven')).toHaveLength(1);
    expect(await proofsOf(who)).toHaveLength(1);
  });
});

describe('an answer', () => {
  const wrong: [what: string, knobs: Knobs, reason: keyof typeof toPerson][] = [
    ['without user verification', { verified: false }, 'verification'],
    ['with nobody present', { present: false, verified: false }, 'presence'],
    ['to a page of another origin', { origin: 'http://localhost:3001' }, 'origin'],
    ['to a page of the same host without TLS’s name', { origin: 'https://localhost:3000' }, 'origin'],
    ['inside a page of another origin', { crossOrigin: true }, 'framed'],
    [
      'inside a named page of another origin',
      { crossOrigin: true, topOrigin: 'https://evil.test' },
      'framed',
    ],
    ['for another site', { rpId: 'evil.test' }, 'party'],
    ['to a challenge that nobody made', { challenge: 'A'.repeat(43) }, 'challenge'],
    ['with a counter that went back', { counter: 1 }, 'counter'],
    ['with a counter that fell to zero', { counter: 0 }, 'counter'],
    ['under the name of another credential', { credentialId: 'A'.repeat(43) }, 'stranger'],
    ['for another person', { userHandle: 'A'.repeat(22) }, 'stranger'],
    ['with a bit of its signature changed', { tampered: true }, 'signature'],
    ['of the other ceremony', { type: 'webauthn.create' }, 'ceremony'],
  ];

  it.each(wrong)('%s proves nothing; the trail says why', async (_, knobs, reason) => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    expect(await proveBy(who, authenticator, knobs)).toEqual({
      kind: 'refused',
      message: toPerson[reason],
    });
    expect(await proofsOf(who)).toEqual([]);
    expect(await refusalsOf(who)).toEqual([expect.stringMatching(new RegExp(`^${reason}: Person`))]);
  });

  it('to the challenge of one change proves no other, nor the sensitive changes, and is spent', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    for (const [binding, answeredFor] of [
      [one, other],
      [one, null],
      [null, one],
    ] as const)
      expect(await proveBy(who, authenticator, {}, { binding, answeredFor })).toMatchObject({
        message: toPerson['other-change'],
      });
    expect(await proofsOf(who)).toEqual([]);
    expect(await db().factorChallenge.count({ where: { sessionId: who.sessionId } })).toBe(0);
  });

  it('counts once, also when fifty copies of it arrive together', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who, makeAuthenticator(consoleOrigin, { counts: false }));
    const { passkey } = await waysOf(who, null, new Date());
    if (!passkey) throw new Error('no passkey');
    const assertion = authenticator.get(passkey);
    expect(await provenOfFifty(() => give(who, { assertion }))).toBe(1);
    expect(await proofsOf(who)).toHaveLength(1);
  });

  it('that failed has spent its challenge: a right one to the same challenge comes too late', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const { passkey } = await waysOf(who, null, new Date());
    if (!passkey) throw new Error('no passkey');
    await give(who, { assertion: authenticator.get(passkey, { tampered: true }) });
    expect(await give(who, { assertion: authenticator.get(passkey) })).toMatchObject({
      message: toPerson.challenge,
    });
  });

  it('after five minutes is too late', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    expect(await proveBy(who, authenticator, {}, { now: minutes(5.1) })).toMatchObject({
      message: toPerson.late,
    });
  });

  it('to the challenge of another session of the same person proves nothing', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const { passkey } = await waysOf(await session(who.operatorId), null, new Date());
    if (!passkey) throw new Error('no passkey');
    expect(await give(who, { assertion: authenticator.get(passkey) })).toMatchObject({ kind: 'refused' });
    expect(await refusalsOf(who)).toEqual([expect.stringMatching(/^challenge: /)]);
  });

  it.each(['', '{}', 'null', '[]', '{"id":1}', '{"id":"a","rawId":"a","type":"public-key","response":{}}'])(
    'that is no answer at all (%s) is refused like one, and breaks nothing',
    async (assertion) => {
      const who = await someone();
      await addPasskey(who);
      const given = await give(who, { assertion });
      expect(given).toEqual(assertion ? { kind: 'refused', message: toPerson.shape } : { kind: 'nothing' });
    },
  );
});

describe('a new passkey', () => {
  const wrong: [what: string, knobs: Knobs, reason: keyof typeof toPerson][] = [
    ['without user verification', { verified: false }, 'verification'],
    ['made with nobody present', { present: false }, 'presence'],
    ['made on a page of another origin', { origin: 'https://evil.test' }, 'origin'],
    ['made inside a page of another origin', { crossOrigin: true }, 'framed'],
    ['made for another site', { rpId: 'evil.test' }, 'party'],
    ['made for a challenge that nobody made', { challenge: 'A'.repeat(43) }, 'challenge'],
    ['of the other ceremony', { type: 'webauthn.get' }, 'ceremony'],
  ];

  it.each(wrong)('%s gets no ticket; the trail says why', async (_, knobs, reason) => {
    const who = await someone();
    expect(await passkeyTicket(who, makeAuthenticator(consoleOrigin), knobs)).toEqual({
      kind: 'refused',
      message: toPerson[reason],
    });
    expect(await refusalsOf(who, 'factor.enrol_passkey')).toEqual([
      expect.stringMatching(new RegExp(`^${reason}: `)),
    ]);
  });

  describe('with a statement of its maker', () => {
    afterEach(() => vi.unstubAllGlobals());

    it.each(['android-key', 'apple', 'fido-u2f', 'packed', 'tpm', 'android-safetynet'])(
      'in the form %s gets no ticket, and no address in its certificates is asked',
      async (fmt) => {
        const asked = vi.fn(() => Promise.reject(new Error('nothing may be fetched')));
        vi.stubGlobal('fetch', asked);
        const who = await someone();
        const attest = certified(fmt, 'http://169.254.169.254/latest/meta-data/');
        const checked = await passkeyTicket(who, makeAuthenticator(consoleOrigin), { attest });
        expect(asked).not.toHaveBeenCalled();
        expect(checked).toEqual({ kind: 'refused', message: toPerson.attested });
        expect(await refusalsOf(who, 'factor.enrol_passkey')).toEqual([expect.stringMatching(/^attested: /)]);
      },
    );

    it('by its own key alone is taken, and judged', async () => {
      const who = await someone();
      const made = await passkeyTicket(who, makeAuthenticator(consoleOrigin), { attest: selfAttested });
      expect(made).toMatchObject({ kind: 'ready' });
      const other = makeAuthenticator(consoleOrigin);
      const altered = await passkeyTicket(who, other, { attest: selfAttested, tampered: true });
      expect(altered).toMatchObject({ kind: 'refused' });
    });
  });

  it('is not made from the challenge of a proof, nor a proof from that of an enrolment', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const start = await beginPasskey(who, new Date());
    const { passkey } = await waysOf(who, null, new Date());
    if (start.kind !== 'ready' || !passkey) throw new Error('not ready');
    const made = makeAuthenticator(consoleOrigin).create(start.options, { challenge: passkey.challenge });
    expect(await checkPasskey(who, made, new Date())).toMatchObject({ kind: 'refused' });
    const assertion = authenticator.get(passkey, { challenge: start.options.challenge });
    expect(await give(who, { assertion })).toMatchObject({ kind: 'refused' });
  });

  it('that somebody has here already is refused, whoever brings it', async () => {
    const { authenticator } = await addPasskey(await someone());
    const who = await someone();
    const checked = await passkeyTicket(who, authenticator);
    if (checked.kind !== 'ready') throw new Error(checked.message);
    const input = { ticket: checked.ticket, name: 'Borrowed' };
    expect(await execute(enrolPasskey, who.actor, input, { origin })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
  });
});
