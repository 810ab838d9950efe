import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { newId, type ResponseParameters } from '#dev/idp/response.ts';
import { wrapResponse } from '#dev/idp/wrap.ts';
import { db } from '#lib/db/client.ts';
import { acme, person, setPolicy, verdictOn } from './kit.ts';

const house = acme();
const ds = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
type Edit = (xml: string) => string;
type Case = [what: string, verdict: string, change: () => Partial<ResponseParameters>];

/** An edit that finds nothing to change would test nothing. */
const after = (edit: Edit) => ({
  edit: {
    sent(xml: string) {
      const edited = edit(xml);
      if (edited === xml) throw new Error('the edit changed nothing');
      return edited;
    },
  },
});
const wholeOf = (xml: string, tag: string) =>
  new RegExp(`<${tag}[ >][\\s\\S]*</${tag}>`).exec(xml)?.[0] ?? '';
const genuine = (xml: string) => wholeOf(xml, 'saml:Assertion');
const idOf = (xml: string) => / ID="([^"]+)"/.exec(xml)?.[1] ?? '';
const renamed = (xml: string) => xml.replaceAll(`>${person}<`, '>eve@acme.example<');
/** An assertion that nobody signed, for somebody else. */
const forged = (xml: string) =>
  renamed(
    genuine(xml)
      .replace(wholeOf(genuine(xml), 'ds:Signature'), '')
      .replace(/ ID="[^"]+"/, ` ID="${newId()}"`),
  );
const carried = (holder: string, xml: string) =>
  forged(xml).replace('</saml:Assertion>', () => `${holder}</saml:Assertion>`);
const firstSignature = (xml: string) => /<ds:Signature [\s\S]*?<\/ds:Signature>/.exec(xml)?.[0] ?? '';

/** Juraj Somorovsky and others, "On Breaking SAML", 2012: where the genuine assertion hides while another is read. */
const wrappings: Case[] = [
  [
    'a forged assertion before the genuine one',
    'structure',
    () => after((x) => x.replace('<saml:Assertion ', () => `${forged(x)}<saml:Assertion `)),
  ],
  [
    'a forged assertion behind the genuine one',
    'structure',
    () => after((x) => x.replace('</samlp:Response>', () => `${forged(x)}</samlp:Response>`)),
  ],
  [
    'the genuine assertion inside a forged one',
    'structure',
    () => after((x) => x.replace(genuine(x), () => carried(genuine(x), x))),
  ],
  [
    'the genuine assertion in the forged one’s signature object',
    'structure',
    () =>
      after((x) =>
        x.replace(genuine(x), () =>
          carried(`<ds:Signature ${ds}><ds:Object>${genuine(x)}</ds:Object></ds:Signature>`, x),
        ),
      ),
  ],
  [
    'the genuine assertion in Extensions',
    'structure',
    () =>
      after((x) =>
        x
          .replace(genuine(x), () => forged(x))
          .replace(
            '<samlp:Status>',
            () => `<samlp:Extensions>${genuine(x)}</samlp:Extensions><samlp:Status>`,
          ),
      ),
  ],
  [
    'the forged assertion under the genuine one’s ID',
    'structure',
    () =>
      after((x) =>
        x.replace(
          '<saml:Assertion ',
          () =>
            `${forged(x).replace(/ ID="[^"]+"/, / ID="[^"]+"/.exec(genuine(x))?.[0] ?? '')}<saml:Assertion `,
        ),
      ),
  ],
  [
    'the genuine response inside a forged one',
    'structure',
    () =>
      after(
        (x) =>
          `<samlp:Response${/<samlp:Response([^>]*)>/.exec(x)?.[1]?.replace(/ ID="[^"]+"/, ` ID="${newId()}"`)}><saml:Issuer>i</saml:Issuer>${x}</samlp:Response>`,
      ),
  ],
];

/** What is refused by a signature that is there, in place and of the right shape, but about something else. */
const moved: Case[] = [
  ['another name in what is signed', 'signature', () => after(renamed)],
  [
    'the signature of the one element on the other, too',
    'signature-shape',
    () =>
      after((x) => {
        const signature = firstSignature(x);
        const isOfResponse = x.indexOf(signature) < x.indexOf('<saml:Assertion');
        const place = isOfResponse ? '<saml:Subject>' : '<samlp:Status>';
        const own = isOfResponse ? firstSignature(genuine(x)) : '';
        return x.replace(own, '').replace(place, () => `${signature}${place}`);
      }),
  ],
  [
    'the forged Response around its own signed original',
    'structure',
    () => after((x) => wrapResponse(x, person, 'eve@acme.example')),
  ],
  [
    'the signed assertion in the object of the signature that a forged one took over',
    'structure',
    () =>
      after((x) => {
        const signature = firstSignature(genuine(x)) || firstSignature(x);
        const kept = genuine(x).replace(signature, '');
        const carrier = signature.replace(
          '</ds:Signature>',
          () => `<ds:Object>${kept}</ds:Object></ds:Signature>`,
        );
        return x.replace(genuine(x), () =>
          forged(x).replace('<saml:Subject>', () => `${carrier}<saml:Subject>`),
        );
      }),
  ],
  [
    'the forged assertion under the ID that the signature names',
    'signature',
    () => after((x) => x.replace(genuine(x), () => renamed(genuine(x)))),
  ],
  [
    'the signed assertion behind the status, a forged one under its ID in its place',
    'structure',
    () =>
      after((x) => {
        const twin = forged(x).replace(/ ID="[^"]+"/, ` ID="${idOf(genuine(x))}"`);
        return x
          .replace(genuine(x), () => twin)
          .replace(
            '</samlp:Status>',
            () => `<samlp:StatusDetail>${genuine(x)}</samlp:StatusDetail></samlp:Status>`,
          );
      }),
  ],
];

describe.each<['both' | 'response' | 'assertion']>([['both'], ['response'], ['assertion']])(
  'a message that signs what the policy "%s" demands',
  (policy) => {
    beforeAll(() => setPolicy({ signatures: policy }));

    it('is accepted as it came', async () => {
      expect(await verdictOn(house.key, { sign: policy })).toBe('accepted');
    });

    it.each([...wrappings, ...moved])('with %s is: %s', async (_, expected, change) => {
      expect(await verdictOn(house.key, { sign: policy, ...change() })).toBe(expected);
    });

    it.each([
      ['the assertion', 'signature'],
      ['the Response', 'signature'],
    ])('and bears a signature of a stranger on %s is: %s', async (which, expected) => {
      const key = await makeSigningKey('stranger');
      const other =
        which === 'the assertion'
          ? { assertions: [{ key } as never] }
          : { key, assertions: [{ key: house.key } as never] };
      expect(await verdictOn(house.key, { sign: 'both', ...other })).toBe(expected);
    });
  },
);

describe.each<['response' | 'assertion']>([['response'], ['assertion']])(
  'whatever is changed in a right message under the policy "%s"',
  (policy) => {
    it('nobody else is signed in, and the answer is never a fault', async () => {
      await setPolicy({ signatures: policy });
      let seed = 20_261_123;
      const random = (below: number) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return seed % below;
      };
      const pieces = ['<', '"', '&', '<a/>', ' ID="x"', 'eve@acme.example', ' xmlns="urn:x"', ''];
      for (let i = 0; i < 60; i++) {
        const sent = (xml: string) => {
          const at = random(xml.length);
          return `${xml.slice(0, at)}${pieces[random(pieces.length)]}${xml.slice(at + random(40))}`;
        };
        // Outside of what is signed a change may do no harm: then it is still the same person.
        expect(await verdictOn(house.key, { sign: policy, edit: { sent } })).not.toBe('library');
      }
      const people = await db().session.findMany({ distinct: ['nameId'], select: { nameId: true } });
      expect(people.filter(({ nameId }) => nameId.endsWith('@acme.example'))).toEqual([{ nameId: person }]);
    }, 60_000);
  },
);
