import type { ReactNode } from 'react';
import { CopyValue } from '#components/connections/copy-value.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';

interface ScimGuideProps {
  baseUrl: string;
  /** Whose guide is open first. */
  provider: 'okta' | 'entra';
}

/** What is entered on the other side, in its own words, with the values of this installation. */
export function ScimGuide({ baseUrl, provider }: ScimGuideProps) {
  const guides = provider === 'okta' ? [okta, entra] : [entra, okta];
  return (
    <Panel
      title="Values for your directory"
      footer="Other directories: SCIM 2.0 over HTTPS with a bearer token; PATCH, filters and ETag are taken, bulk and sorting are not."
    >
      <Facts
        items={[
          { label: 'Base URL', value: <CopyValue value={baseUrl} of="the base URL" /> },
          { label: 'Authentication', value: 'HTTP header, Bearer, with a token of this page' },
          { label: 'Unique field for users', value: <span className="mono">userName</span> },
        ]}
      />
      {guides.map(({ name, steps }, index) => (
        <details key={name} className="border-t border-line px-4 py-3 text-13" open={index === 0}>
          <summary className="name cursor-pointer">{name}</summary>
          <ol className="mt-3 grid list-decimal gap-2 pl-5 text-ink-2">
            {steps(baseUrl).map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps never move
              <li key={at}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
    </Panel>
  );
}

const mono = (text: string) => <span className="mono [overflow-wrap:anywhere]">{text}</span>;

const okta: { name: string; steps(baseUrl: string): ReactNode[] } = {
  name: 'Okta',
  steps: (baseUrl) => [
    <>In the application’s General tab, set Provisioning to SCIM.</>,
    <>
      Under Provisioning, Integration: SCIM connector base URL {mono(baseUrl)}, unique identifier field{' '}
      {mono('userName')}, authentication mode HTTP Header, and the token.
    </>,
    <>Tick Push New Users, Push Profile Updates and, where groups are kept, Push Groups. Then test it.</>,
    <>
      Under To App, enable Create Users, Update User Attributes and Deactivate Users. Leave Sync Password off.
    </>,
  ],
};

const entra: { name: string; steps(baseUrl: string): ReactNode[] } = {
  name: 'Microsoft Entra ID',
  steps: (baseUrl) => [
    <>In the enterprise application, open Provisioning and choose Automatic.</>,
    <>Tenant URL {mono(baseUrl)}, Secret token: the token. Test Connection.</>,
    <>
      Under Mappings, map {mono('userName')} to the attribute that the SAML NameID carries, and{' '}
      {mono('emails[type eq "work"].value')} to the address.
    </>,
    <>Leave Switch([IsSoftDeleted]) for active as it is. Set Provisioning Status to On.</>,
  ],
};
