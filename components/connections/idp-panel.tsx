import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { CertificateFacts } from '#lib/connections/certificates.ts';
import type { ConnectionPage } from '#lib/connections/console-queries.ts';
import { CertificateEnd } from './certificate-end.tsx';
import { ConnectionKind, ConnectionState, peopleOf } from './connection-words.tsx';
import { CopyValue } from './copy-value.tsx';

/** The identity provider as its metadata described it. */
export function IdpPanel({ connection, now }: { connection: ConnectionPage; now: Date }) {
  const { entityId, ssoUrl, sloUrl, mfaContexts, enabled, listed, kind, people, createdAt } = connection;
  return (
    <Panel title="Identity provider">
      <Facts
        items={[
          { label: 'State', value: <ConnectionState enabled={enabled} /> },
          { label: 'Kind', value: <ConnectionKind kind={kind} /> },
          { label: 'People', value: peopleOf(people) },
          { label: 'Entity ID', value: <CopyValue value={entityId} of="the IdP’s entity ID" /> },
          { label: 'SSO URL', value: <CopyValue value={ssoUrl} of="the SSO URL" /> },
          {
            label: 'SLO URL',
            value: sloUrl ? (
              <CopyValue value={sloUrl} of="the SLO URL" />
            ) : (
              'None: signing out ends the session here alone'
            ),
          },
          { label: 'MFA contexts', value: <Lines values={mfaContexts} /> },
          { label: 'We sign', value: 'Sign-in and sign-out requests, RSA-SHA256' },
          { label: 'It must sign', value: 'Response and assertion, both' },
          {
            label: 'Sign-in page',
            value: listed ? 'Offered while enabled' : 'Not offered; its address works',
          },
          { label: 'Added', value: <Time at={createdAt} now={now} /> },
        ]}
      />
    </Panel>
  );
}

/** What its signatures are checked with; two during a rollover. */
export function CertificatesPanel({ certificates, now }: { certificates: CertificateFacts[]; now: Date }) {
  return (
    <Panel title="Its certificates" aside={certificates.length}>
      <ul className="divide-y divide-line">
        {certificates.map((certificate) => (
          <li key={certificate.fingerprint}>
            <Facts
              items={[
                { label: 'Subject', value: certificate.subject },
                {
                  label: 'SHA-256',
                  value: <CopyValue value={certificate.fingerprint} of="the fingerprint" />,
                },
                { label: 'Valid from', value: <Time at={certificate.from} now={now} /> },
                { label: 'Until', value: <CertificateEnd certificate={certificate} now={now} /> },
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Lines({ values }: { values: string[] }) {
  return values.map((value) => (
    <span key={value} className="mono block [overflow-wrap:anywhere]">
      {value}
    </span>
  ));
}
