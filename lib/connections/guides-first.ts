/** Okta to JumpCloud. Labels as each vendor's own console has them. */
import {
  addressFields,
  askedHere,
  bring,
  emailFormat,
  encrypting,
  type GuideSource,
  methodsReferences,
  multipleAuthn,
  prove,
  refeds,
} from './guide-words.ts';
import type { Provider } from './guides.ts';

export const firstGuides = {
  okta: {
    where: 'Okta Admin Console, Applications, Create App Integration, SAML 2.0',
    steps: [
      {
        text: 'Under SAML Settings enter these two, and keep “Use this for Recipient URL and Destination URL” ticked.',
        fields: addressFields('Single sign-on URL', 'Audience URI (SP Entity ID)'),
      },
      {
        text: 'Choose the name that people are known by here, and leave Default RelayState empty.',
        fields: [
          { label: 'Name ID format', of: { text: 'EmailAddress' } },
          { label: 'Application username', of: { text: 'Email' } },
        ],
      },
      'Open the advanced settings: Response “Signed”, Assertion Signature “Signed”, Signature Algorithm “RSA-SHA256”, Digest Algorithm “SHA256”.',
      {
        text: 'For sign-out upload our signing certificate as Signature Certificate, tick “Enable Single Logout”, and enter both.',
        fields: [
          { label: 'Single Logout URL', of: 'slo' },
          { label: 'SP Issuer', of: 'entityId' },
        ],
      },
      {
        text: 'Add an attribute statement, so that it is told here how the session began.',
        fields: [
          { label: 'Name', of: { text: 'session.amr' } },
          { label: 'Value', of: { text: 'session.amr' } },
        ],
      },
      'Assign the people who may sign in, and ask for two factors in the application’s sign-on policy.',
      'Leave Assertion Encryption “Unencrypted”: Okta puts the key beside the data and refers to it, which is refused here.',
      bring('Copy the Metadata URL from the Sign On tab'),
    ],
    mfa: {
      tone: 'ok',
      title: 'Okta states it in the attribute session.amr.',
      text: `It holds “mfa” where the session began with two factors. Ask for no context: Okta answers with its own class whatever is asked. ${prove}`,
      attributes: [{ name: 'session.amr', values: ['mfa'] }],
    },
  },
  entra: {
    where:
      'Entra admin center, Enterprise applications, New application, Create your own, Single sign-on, SAML',
    steps: [
      {
        text: 'Edit Basic SAML Configuration. Leave Sign on URL and Relay State empty: sign-in starts here.',
        fields: [
          { label: 'Identifier (Entity ID)', of: 'entityId' },
          { label: 'Reply URL (Assertion Consumer Service URL)', of: 'acs' },
          { label: 'Logout Url', of: 'slo' },
        ],
      },
      {
        text: 'Edit Attributes & Claims: the Unique User Identifier is what people are known by here.',
        fields: [
          { label: 'Name identifier format', of: { text: 'Email address' } },
          { label: 'Source attribute', of: { text: 'user.mail' } },
        ],
      },
      'Edit SAML Certificates, Token signing certificate: Signing Option “Sign SAML response and assertion”, Signing Algorithm “SHA-256”.',
      'Leave Token encryption off: Entra ID encrypts by AES-CBC, which is refused here.',
      'Under Users and groups assign the people who may sign in, and require MFA for this application by a Conditional Access policy.',
      bring('Copy the App Federation Metadata Url'),
    ],
    mfa: {
      tone: 'ok',
      title: 'Entra ID states it in the attribute authnmethodsreferences.',
      text: `It sends it by itself. Ask for no context: a request for a class ends there with AADSTS75011 where the session began otherwise. ${prove}`,
      attributes: [{ name: methodsReferences, values: [multipleAuthn] }],
    },
  },
  google: {
    where: 'Google Admin console, Apps, Web and mobile apps, Add app, Add custom SAML app',
    steps: [
      bring('On the page “Google Identity Provider details” download the metadata'),
      {
        text: 'On the page “Service provider details” enter these, leave Start URL empty and tick “Signed response”. Here choose “The response at least”: Google signs one of the two.',
        fields: addressFields('ACS URL', 'Entity ID'),
      },
      {
        text: 'Choose the name that people are known by here.',
        fields: [
          { label: 'Name ID format', of: { text: 'EMAIL' } },
          { label: 'Name ID', of: { text: 'Basic Information > Primary email' } },
        ],
      },
      'Under User access switch the app on for the people who may sign in.',
    ],
    mfa: {
      tone: 'warn',
      title: 'Google Workspace does not state a second factor at all.',
      text: `Nothing in its response says whether 2-Step Verification took place. ${askedHere}`,
    },
  },
  ping: {
    where:
      'PingOne, Applications, Add application, SAML Application (PingFederate: SP Connections, Create Connection)',
    steps: [
      {
        text: 'Choose “Import from URL” with our metadata, or enter both by hand.',
        fields: [{ label: 'Metadata URL', of: 'entityId' }, ...addressFields('ACS URLs', 'Entity ID')],
      },
      'Signing: “Sign Assertion & Response” with RSA_SHA256. Tick “Enforce Signed AuthnRequest” once our certificate is imported.',
      {
        text: 'Sign-out, with HTTP Redirect as its binding.',
        fields: [{ label: 'SLO Endpoint', of: 'slo' }],
      },
      {
        text: 'Subject NameID format, and map saml_subject to the e-mail address.',
        fields: [{ label: 'Subject NameID format', of: emailFormat }],
      },
      encrypting('“Encrypt assertion” with AES_256_GCM, and our encryption certificate, from “Our keys”'),
      'Attach an authentication policy that asks for MFA, switch the application on, and give the people access.',
      bring('Copy the IdP Metadata URL from the Overview tab'),
    ],
    mfa: {
      tone: 'warn',
      title: 'Ping states the class that your policy sets.',
      text: `PingFederate: let the authentication policy set the context to the REFEDS class after the second factor, and only then. PingOne: look which class its response carries, and name exactly that one only if no single-factor sign-in carries it. ${prove}`,
      contexts: [refeds],
    },
  },
  jumpcloud: {
    where: 'JumpCloud Admin Portal, SSO Applications, Add New Application, Custom Application, SSO with SAML',
    steps: [
      {
        text: 'On the SSO tab enter these. As IdP Entity ID choose a name of your own for JumpCloud.',
        fields: addressFields('ACS URLs', 'SP Entity ID'),
      },
      {
        text: 'Name and signature. Let it sign the response and the assertion, both.',
        fields: [
          { label: 'SAMLSubject NameID', of: { text: 'email' } },
          { label: 'SAMLSubject NameID Format', of: emailFormat },
          { label: 'Signature Algorithm', of: { text: 'RSA-SHA256' } },
        ],
      },
      'Give the application to a user group, and require MFA for it by a conditional access policy.',
      bring('Use “Export Metadata” on the SSO tab'),
    ],
    mfa: {
      tone: 'warn',
      title: 'JumpCloud states no second factor that we know of.',
      text: `Its response carries one and the same class with and without MFA: never name it here. ${askedHere}`,
    },
  },
} satisfies Partial<Record<Provider, GuideSource>>;
