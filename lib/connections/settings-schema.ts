import { z } from 'zod';
import { Id, Name, noneIfEmpty, Reason } from '../fields.ts';

export const signatureChoices = ['both', 'response', 'assertion'] as const;
export type Signatures = (typeof signatureChoices)[number];
export const withoutMfaChoices = ['refuse', 'ask'] as const;
export type WithoutMfa = (typeof withoutMfaChoices)[number];

export const mostContexts = 20;
export const mostAttributes = 10;
export const mostValues = 20;
export const longestAgeMinutes = 1440;

/** Classes that a password alone earns, or that say nothing. Counted as proof of MFA they would let everybody in. */
const provesNothing = new Set(
  [
    'unspecified',
    'Password',
    'PasswordProtectedTransport',
    'PreviousSession',
    'InternetProtocol',
    'InternetProtocolPassword',
    'AuthenticatedTelephony',
    'Telephony',
    'NomadTelephony',
    'PersonalTelephony',
    'SecureRemotePassword',
  ].map((name) => `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`),
);

export const MfaContext = z
  .string()
  .max(255, 'A context has at most 255 characters.')
  .regex(/^(https?:\/\/|urn:)[\x21-\x7e]+$/, 'Each context is a URI, exactly as the IdP states it.')
  .refine((context) => !provesNothing.has(context), {
    error: ({ input }) =>
      `${String(input).split(':').at(-1)} is stated without a second factor, too. Name a class that only MFA earns.`,
  });

const words = (value: unknown) => (typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value);
/** One a line. */
export const MfaContexts = z.preprocess(
  words,
  z
    .array(MfaContext)
    .max(mostContexts, `At most ${mostContexts} contexts.`)
    .transform((all) => [...new Set(all)]),
);

const rows = (value: unknown) =>
  typeof value === 'string' ? value.split(/\r?\n/).filter((row) => row.trim() !== '') : value;
const Value = z
  .string()
  .trim()
  .min(1, 'A value has at least one character.')
  .max(255, 'A value has at most 255 characters.')
  .regex(/^[^\p{C}]+$/u, 'A value has no control characters.');

const MfaAttribute = z.strictObject({
  name: z
    .string({ error: 'Name the attribute.' })
    .trim()
    .min(1, 'Name the attribute.')
    .max(255, 'The name of an attribute has at most 255 characters.')
    .regex(/^[^\p{C}]+$/u, 'The name of an attribute has no control characters.'),
  values: z.preprocess(
    rows,
    z
      .array(Value)
      .min(1, 'Name at least one value that proves a second factor.')
      .max(mostValues, `At most ${mostValues} values.`)
      .transform((all) => [...new Set(all)]),
  ),
});
export type MfaAttribute = z.infer<typeof MfaAttribute>;

/** A form sends the rows as one JSON text. */
export const MfaAttributes = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return null;
    }
  },
  z
    .array(MfaAttribute, { error: 'These are no attributes with their values.' })
    .max(mostAttributes, `At most ${mostAttributes} attributes.`)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: 'An attribute stands there twice. Put its values into one row.',
    }),
);

/** The rows as a page's fields hold them, `attribute` and `values` by turns; a row that nobody filled in is none. */
export function attributeRows(names: string[], values: string[]): { name: string; values: string }[] {
  return names
    .map((name, i) => ({ name, values: values[i] ?? '' }))
    .filter((row) => `${row.name}${row.values}`.trim() !== '');
}

export const MetadataUrl = z.preprocess(
  noneIfEmpty,
  z
    .string()
    .trim()
    .max(1024, 'An address has at most 1024 characters.')
    .regex(/^https?:\/\/[\x21-\x7e]+$/i, 'Name a web address, or none.')
    .nullable(),
);

const Flag = z.stringbool().or(z.boolean());
/** Of the connection as the form showed it: what was changed since is not overwritten unseen. */
export const SeenVersion = z.coerce.number().int().min(1);

export const EditConnection = z
  .strictObject({
    id: Id,
    version: SeenVersion,
    name: Name,
    listed: Flag,
    metadataUrl: MetadataUrl,
    mfaContexts: MfaContexts,
    mfaAttributes: MfaAttributes,
    signatures: z.enum(signatureChoices, { error: 'Choose what the IdP must sign.' }),
    allowsUnsolicited: Flag,
    asksContext: Flag,
    forcesAuthn: Flag,
    authnMaxAgeMinutes: z.coerce
      .number({ error: 'Give whole minutes.' })
      .int('Give whole minutes.')
      .min(1, 'At least 1 minute.')
      .max(longestAgeMinutes, `At most ${longestAgeMinutes} minutes, which is a day.`),
    withoutMfa: z.enum(withoutMfaChoices, { error: 'Choose what happens without a stated second factor.' }),
    reason: Reason,
  })
  .superRefine((input, context) => {
    const provesNone = input.mfaContexts.length === 0 && input.mfaAttributes.length === 0;
    if (provesNone && input.withoutMfa === 'refuse')
      context.addIssue({
        code: 'custom',
        path: ['mfaContexts'],
        message: 'Without a context or an attribute nobody could sign in. Name one, or let Gatehouse ask.',
      });
  });
export type EditConnection = z.infer<typeof EditConnection>;

/** Brings back the settings of an earlier version. */
export const RestoreConnection = z.strictObject({
  id: Id,
  version: SeenVersion,
  former: z.coerce.number({ error: 'Choose a version.' }).int().min(1, 'Choose a version.'),
  reason: Reason,
});

export const RemoveCertificate = z.strictObject({
  id: Id,
  version: SeenVersion,
  fingerprint: z
    .string({ error: 'Name the certificate by its SHA-256.' })
    .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'Name the certificate by its SHA-256.'),
  reason: Reason,
});

/** Begin, finish and cancel alike. */
export const ChangeKeys = z.strictObject({ id: Id, version: SeenVersion, reason: Reason });

/** Metadata is added to this where it is read (metadata.ts), which the browser need not be able to. */
export const RefreshConnection = z.strictObject({
  id: Id,
  version: SeenVersion,
  /** Of what was shown: see `digestOfMetadata`. */
  digest: z
    .string({ error: 'Look at the difference first.' })
    .regex(/^[0-9a-f]{64}$/, 'Look at the difference first.'),
  /** Certificates that the metadata no longer names stay until they are removed by hand. */
  keepsFormer: Flag.default(true),
  metadataUrl: MetadataUrl.optional(),
  reason: Reason,
});
