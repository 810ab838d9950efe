import Link from 'next/link';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ConnectionPage } from '#lib/connections/console-queries.ts';
import { paths } from '#lib/paths.ts';
import { CertificateEnd } from './certificate-end.tsx';
import { ConnectionKind, ConnectionState, peopleOf } from './connection-words.tsx';
import { CopyValue } from './copy-value.tsx';

/** The identity provider as its metadata described it. */
export function IdpPanel({ connection, now }: { connection: ConnectionPage; now: Date }) {
  const { entityId, ssoUrl, metadataUrl, enabled, listed, kind, people, createdAt } = connection;
  return (
    <Panel title="Identity provider">
      <Facts
        items={[
          { label: 'State', value: <ConnectionState enabled={enabled} /> },
          { label: 'Kind', value: <ConnectionKind kind={kind} /> },
          { label: 'People', value: peopleOf(people) },
          { label: 'Entity ID', value: <CopyValue value={entityId} of="the IdP’s entity ID" /> },
          { label: 'SSO URL', value: <CopyValue value={ssoUrl} of="the SSO URL" /> },
          ...signOutFacts(connection),
          {
            label: 'Metadata address',
            value: metadataUrl ? <CopyValue value={metadataUrl} of="the metadata address" /> : null,
          },
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

/** Where our logout messages go, and how. */
function signOutFacts({ sloUrl, sloBinding, sloResponseUrl }: ConnectionPage) {
  if (!sloUrl) return [{ label: 'SLO URL', value: 'None: signing out ends the session here alone' }];
  return [
    { label: 'SLO URL', value: <CopyValue value={sloUrl} of="the SLO URL" /> },
    {
      label: 'Sign-out answers',
      value: sloResponseUrl ? (
        <CopyValue value={sloResponseUrl} of="the address of sign-out answers" />
      ) : null,
    },
    {
      label: 'Sign-out',
      value: `Told to the IdP by ${sloBinding === 'post' ? 'POST' : 'redirect'}`,
    },
  ];
}

const signatureWords: Record<string, string> = {
  both: 'Response and assertion, both',
  response: 'The response at least',
  assertion: 'The assertion at least',
};

/** What a response must show; who may change it finds the way here. */
export function PolicyPanel({ connection }: { connection: ConnectionPage }) {
  const { id, version, mfaContexts, mfaAttributes, signatures, withoutMfa, may } = connection;
  return (
    <Panel
      title="What is demanded"
      end={
        may.edit ? (
          <LinkButton size="sm" href={paths.connectionSettings(id)}>
            Change…
          </LinkButton>
        ) : null
      }
    >
      <Facts
        items={[
          {
            label: 'Version',
            value: (
              <>
                {version},{' '}
                <Link className="link underline" href={paths.connectionVersions(id)} prefetch={false}>
                  former versions
                </Link>
              </>
            ),
          },
          {
            label: 'MFA contexts',
            value: mfaContexts.length === 0 ? 'None counts' : <Lines values={mfaContexts} />,
          },
          {
            label: 'MFA attributes',
            value:
              mfaAttributes.length === 0 ? (
                'None counts'
              ) : (
                <Lines
                  values={mfaAttributes.flatMap(({ name, values }) =>
                    values.map((value) => `${name} = ${value}`),
                  )}
                />
              ),
          },
          {
            label: 'Neither stated',
            value: withoutMfa === 'ask' ? 'Asked for a second factor here' : 'Refused',
          },
          {
            label: 'We ask',
            value: `${connection.asksContext && mfaContexts.length > 0 ? 'For these contexts' : 'For no context'}${connection.forcesAuthn ? ', to authenticate anew each time' : ''}`,
          },
          { label: 'We sign', value: 'Sign-in and sign-out requests, RSA-SHA256' },
          { label: 'It must sign', value: signatureWords[signatures] },
          { label: 'Authenticated', value: `At most ${connection.authnMaxAgeMinutes} min ago` },
          {
            label: 'Unasked sign-ins',
            value: connection.allowsUnsolicited ? 'Taken, also when nobody began one here' : 'Refused',
          },
        ]}
      />
    </Panel>
  );
}

interface CertificatesPanelProps {
  connection: Pick<ConnectionPage, 'id' | 'certificates' | 'may'>;
  now: Date;
}

/** What its signatures are checked with; two during a rollover. */
export function CertificatesPanel({ connection: { id, certificates, may }, now }: CertificatesPanelProps) {
  return (
    <Panel
      title="Its certificates"
      aside={certificates.length}
      end={
        may.refresh ? (
          <LinkButton size="sm" href={paths.connectionRefresh(id)}>
            Refresh metadata…
          </LinkButton>
        ) : null
      }
    >
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
                {
                  label: 'Trust',
                  value:
                    may.removeCertificate && certificates.length > 1 ? (
                      <Link
                        className="link underline"
                        href={paths.removeCertificate(id, certificate.fingerprint)}
                        prefetch={false}
                      >
                        Remove it…
                      </Link>
                    ) : null,
                },
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
