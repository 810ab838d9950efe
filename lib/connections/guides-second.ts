/** Salesforce to the rest. Labels as each vendor's own console has them. */
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

export const secondGuides = {
  salesforce: {
    where:
      'Salesforce Setup, Identity Provider (enable it), then App Manager, New Connected App, Enable SAML',
    steps: [
      {
        text: 'Under Web App Settings enter these.',
        fields: addressFields('ACS URL', 'Entity Id'),
      },
      {
        text: 'Sign-out: tick “Enable Single Logout”, with HTTP Redirect.',
        fields: [{ label: 'Single Logout URL', of: 'slo' }],
      },
      {
        text: 'Choose the name that people are known by here.',
        fields: [
          { label: 'Subject Type', of: { text: 'Federation ID, or an attribute with the e-mail address' } },
          { label: 'Name ID Format', of: emailFormat },
        ],
      },
      'Choose SHA256 as Signing Algorithm for SAML Messages, and tick “Verify Request Signatures” with our signing certificate.',
      'Give the app to profiles or permission sets of the people who may sign in.',
      bring('Download the metadata from Setup, Identity Provider'),
    ],
    mfa: {
      tone: 'warn',
      title: 'Salesforce states no second factor that we know of.',
      text: `It answers with one class whatever the person did. ${askedHere}`,
    },
  },
  ibm: {
    where: 'IBM Verify, Applications, Add application, Custom Application, Sign-on, SAML 2.0',
    steps: [
      {
        text: 'Enter these as the service provider’s, or upload our metadata.',
        fields: [
          ...addressFields('Assertion consumer service URL (HTTP-POST)', 'Provider ID'),
          { label: 'Single logout URL', of: 'slo' },
        ],
      },
      'Signature options: sign the authentication response and the assertion, RSA-SHA256. Validate the request’s signature with our signing certificate.',
      {
        text: 'Choose the name that people are known by here.',
        fields: [
          { label: 'NameID format', of: emailFormat },
          { label: 'NameID value', of: { text: 'email' } },
        ],
      },
      encrypting('“Encrypt assertion”, with our encryption certificate, from “Our keys”'),
      'Under Access policies choose one that always asks for MFA, then entitle the people who may sign in.',
      bring('Copy the metadata URL from the right side of the Sign-on tab'),
    ],
    mfa: {
      tone: 'warn',
      title: 'IBM Verify states the class that is set for the application.',
      text: `Let it state the REFEDS class only where the access policy always asks for two factors: a fixed class proves no more than the policy behind it. ${prove}`,
      contexts: [refeds],
    },
  },
  adfs: {
    where: 'AD FS Management, Relying Party Trusts, Add Relying Party Trust, Claims aware',
    steps: [
      {
        text: 'Choose “Import data about the relying party published online” (AD FS must reach this address over HTTPS), or import the file that it gives.',
        fields: [{ label: 'Federation metadata address', of: 'entityId' }],
      },
      {
        text: 'Or enter both by hand: an endpoint of type SAML Assertion Consumer with POST, and an identifier.',
        fields: addressFields('SAML 2.0 SSO service URL', 'Relying party trust identifier'),
      },
      'As access control policy choose “Permit everyone and require MFA”, or one for a group.',
      'Claim issuance policy: send E-Mail-Addresses as LDAP attribute, then transform E-Mail Address to Name ID, format Email.',
      {
        text: 'Both signatures, in PowerShell with the name of your trust:',
        fields: [
          {
            label: 'PowerShell',
            of: {
              text: 'Set-AdfsRelyingPartyTrust -TargetName "Gatehouse" -SamlResponseSignature MessageAndAssertion -SignatureAlgorithm http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
            },
          },
        ],
      },
      {
        text: 'A claim rule that passes on how the person authenticated (Add Rule, Send Claims Using a Custom Rule):',
        fields: [
          {
            label: 'Custom rule',
            of: {
              text: 'c:[Type == "http://schemas.microsoft.com/claims/authnmethodsreferences"] => issue(claim = c);',
            },
          },
        ],
      },
      'AD FS encrypts as soon as it knows an encryption certificate, and by default with CBC, which is refused: remove it from the trust’s Encryption tab.',
      bring('AD FS’s own metadata is at /FederationMetadata/2007-06/FederationMetadata.xml'),
    ],
    mfa: {
      tone: 'ok',
      title: 'AD FS states it in the attribute authnmethodsreferences.',
      text: `With the claim rule above. Ask for no context: AD FS refuses a request for a class that it does not know (MSIS7102). ${prove}`,
      attributes: [{ name: methodsReferences, values: [multipleAuthn] }],
    },
  },
  keycloak: {
    where: 'Keycloak Admin Console, your realm, Clients, Import client (or Create client, type SAML)',
    steps: [
      {
        text: 'Import our metadata, saved as a file from the first address, or enter these.',
        fields: [
          { label: 'Metadata URL', of: 'entityId' },
          { label: 'Client ID', of: 'entityId' },
          { label: 'Valid redirect URIs', of: 'acs' },
          { label: 'Assertion Consumer Service POST Binding URL', of: 'acs' },
          { label: 'Logout Service Redirect Binding URL', of: 'slo' },
        ],
      },
      'Settings: Name ID format “email”, Force name ID format on, Sign documents on, Sign assertions on, Signature algorithm RSA_SHA256, Force POST binding on.',
      'Keys: Client signature required on, with our signing certificate.',
      encrypting(
        '“Encrypt assertions” on, with AES_256_GCM and RSA-OAEP-MGF1P, digest SHA-1 (sound in OAEP, and the one that is read here; RSA-OAEP-11 and SHA-256 are refused)',
      ),
      'Authentication: a browser flow in which the one-time code or the passkey is required, set for this client.',
      bring('The realm’s metadata is at /realms/YOUR-REALM/protocol/saml/descriptor'),
    ],
    mfa: {
      tone: 'warn',
      title: 'Keycloak states “unspecified” unless it is told otherwise.',
      text: `Where your version has step-up for SAML, map the REFEDS class to the level that your flow reaches with the second factor (ACR to LoA mapping). Otherwise name an attribute that a mapper fills in only after the second factor, or let Gatehouse ask. ${prove}`,
      contexts: [refeds],
    },
  },
  other: {
    where: 'The SAML 2.0 settings of your identity provider',
    steps: [
      {
        text: 'Give it our metadata, which holds everything that follows, or enter the values by hand.',
        fields: [
          { label: 'Metadata URL', of: 'entityId' },
          { label: 'Entity ID, audience', of: 'entityId' },
          { label: 'ACS URL, recipient, destination (HTTP-POST)', of: 'acs' },
          { label: 'SLO URL (HTTP-Redirect)', of: 'slo' },
        ],
      },
      'Let it sign the response and the assertion, both, with RSA-SHA256 or better (ECDSA, too). SHA-1 is refused.',
      'Let it send one NameID that stays the same for a person: the e-mail address, or what you enter as “Name at the provider” with the operator.',
      'Let it answer requests only: a sign-in that the provider starts by itself is refused unless the connection’s settings say otherwise.',
      encrypting('with our encryption certificate, from “Our keys”'),
      'Where it can sign one of the two only, choose here which one.',
      bring('Export its metadata, with the HTTP-Redirect binding for single sign-on'),
    ],
    mfa: {
      tone: 'ok',
      title: 'It should state what only a second factor earns.',
      text: `Many providers and federations know the REFEDS profile and answer with it when it is asked for. A context or the value of an attribute counts when it is named here, compared to the letter; where neither is stated, Gatehouse can ask itself. ${prove}`,
      contexts: [refeds],
    },
  },
} satisfies Partial<Record<Provider, GuideSource>>;
