/** How two states of a connection differ, in words; and what one of them risks that the other did not. Pure. */
import { X509Certificate } from 'node:crypto';
import { definitionNameOf } from '../access/definitions.ts';
import { storedMapping } from './mapping-schema.ts';
import { linesOfMapping, type RoleNames } from './mapping-words.ts';
import type { Settings } from './settings.ts';
import { trustedAnew } from './trusted-certificates.ts';

export interface Difference {
  field: string;
  before: string[];
  after: string[];
}

const signatureWords: Record<Settings['signatures'], string> = {
  both: 'response and assertion, both',
  response: 'the response; the assertion need not be',
  assertion: 'the assertion; the response need not be',
};
const sloWords: Record<Settings['sloBinding'], string> = { redirect: 'by redirect', post: 'by POST' };
const withoutMfaWords: Record<Settings['withoutMfa'], string> = {
  refuse: 'refused',
  ask: 'asked for a second factor here',
};
const unknownWords: Record<Settings['provisioning'], string> = {
  off: 'stay outside until somebody adds them',
  bare: 'let in without rights',
  mapped: 'let in with the roles of their groups',
};
const yes = (value: boolean) => (value ? 'yes' : 'no');

/** One field a line, in the order of the settings page. */
const fields: [field: string, words: (of: Settings, known: RoleNames) => string[]][] = [
  ['Name', (of) => [of.name]],
  ['Offered on the sign-in page', (of) => [yes(of.listed)]],
  ['Entity ID', (of) => [of.entityId]],
  ['SSO URL', (of) => [of.ssoUrl]],
  ['SLO URL', (of) => (of.sloUrl ? [of.sloUrl] : [])],
  ['Sign-out messages go', (of) => (of.sloUrl ? [sloWords[of.sloBinding]] : [])],
  ['Sign-out answers go to', (of) => (of.sloResponseUrl ? [of.sloResponseUrl] : [])],
  ['Metadata address', (of) => (of.metadataUrl ? [of.metadataUrl] : [])],
  ['Its certificates', (of) => of.certificates.map(certificateLine)],
  ['It must sign', (of) => [signatureWords[of.signatures]]],
  ['MFA contexts', (of) => of.mfaContexts],
  [
    'MFA attributes',
    (of) => of.mfaAttributes.flatMap(({ name, values }) => values.map((value) => `${name} = ${value}`)),
  ],
  ['We ask for the contexts', (of) => [yes(of.asksContext)]],
  ['Without a stated second factor', (of) => [withoutMfaWords[of.withoutMfa]]],
  ['Always signs in anew', (of) => [yes(of.forcesAuthn)]],
  ['Oldest authentication', (of) => [`${of.authnMaxAgeMinutes} min`]],
  ['Takes what nobody asked for', (of) => [yes(of.allowsUnsolicited)]],
  ['Attributes', (of, known) => linesOfMapping(storedMapping(of.mapping), known).attributes],
  ['Roles of groups', (of, known) => linesOfMapping(storedMapping(of.mapping), known).groupRoles],
  ['Role ceiling', (of, known) => of.roleCeiling.map((slug) => definitionNameOf(known, slug))],
  ['Unknown people', (of) => [unknownWords[of.provisioning]]],
  ['E-mail domains', (of) => of.emailDomains],
  ['Linking by e-mail address', (of) => [yes(of.linksByEmail)]],
];

/** What differs, and nothing else. */
export function differenceOf(before: Settings, after: Settings, known: RoleNames): Difference[] {
  return fields
    .map(([field, words]) => ({ field, before: words(before, known), after: words(after, known) }))
    .filter((one) => one.before.join('\n') !== one.after.join('\n'));
}

/** A certificate as people compare it: its subject, its end, its SHA-256. */
export function certificateLine(pem: string): string {
  const { subject, validToDate, fingerprint256 } = new X509Certificate(pem);
  const [name] = subject.split('\n').toReversed();
  return `${name}, until ${validToDate.toISOString().slice(0, 10)}, SHA-256 ${fingerprint256}`;
}

/** What the change opens, or whom it could shut out: a sentence each. */
export function risksOf(before: Settings, after: Settings): string[] {
  const gone = (list: (of: Settings) => string[]) =>
    list(before).filter((one) => !list(after).includes(one)).length > 0;
  const evidence = (of: Settings) => [
    ...of.mfaContexts,
    ...of.mfaAttributes.flatMap(({ name, values }) => values.map((value) => `${name}=${value}`)),
  ];
  const anew = trustedAnew(before.certificates, after.certificates);
  const fate = after.withoutMfa === 'refuse' ? 'is refused' : 'is asked for a second factor here';
  const said: [when: boolean, sentence: string][] = [
    [
      anew.length > 0,
      `What is signed with SHA-256 ${anew.join(' or ')} is believed again. If it was taken off because its key may be in other hands, whoever has it signs in as anybody.`,
    ],
    [
      before.signatures === 'both' && after.signatures === 'assertion',
      'The response itself is no longer protected: who sent it and for which request is taken from the assertion alone, and encrypted assertions are refused.',
    ],
    [
      before.signatures === 'both' && after.signatures === 'response',
      'The assertion carries no signature of its own: the one around it is all that vouches for it.',
    ],
    [
      !before.allowsUnsolicited && after.allowsUnsolicited,
      'A sign-in that nobody began here is taken: a foreign page can sign a person in as somebody else without their noticing.',
    ],
    [gone(evidence), `Whoever proved MFA by what is taken off the list ${fate}.`],
    [
      before.withoutMfa === 'ask' && after.withoutMfa === 'refuse',
      'Whoever’s provider states no second factor cannot sign in any more, owners among them.',
    ],
    [
      after.authnMaxAgeMinutes > before.authnMaxAgeMinutes,
      `An authentication that is ${after.authnMaxAgeMinutes} minutes old counts as fresh.`,
    ],
    [
      before.forcesAuthn && !after.forcesAuthn,
      'A session that is open at the provider is enough to come in here.',
    ],
  ];
  return said.flatMap(([when, sentence]) => (when ? [sentence] : []));
}
