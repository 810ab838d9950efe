import { Download } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { CertificateFacts } from '#lib/connections/certificates.ts';
import { CertificateEnd } from './certificate-end.tsx';
import { CopyValue } from './copy-value.tsx';

interface KeyFactsProps {
  title: string;
  certificate: CertificateFacts;
  now: Date;
  /** Where the certificate is as a file. */
  href: string;
}

/** One of our keys by its certificate; the key itself is never shown. */
export function KeyFacts({ title, certificate, now, href }: KeyFactsProps) {
  return (
    <Panel
      title={title}
      end={
        <LinkButton size="sm" icon={<Download />} href={href} download>
          Certificate
        </LinkButton>
      }
    >
      <Facts
        items={[
          { label: 'Subject', value: certificate.subject },
          { label: 'SHA-256', value: <CopyValue value={certificate.fingerprint} of="the fingerprint" /> },
          { label: 'Made', value: <Time at={certificate.from} now={now} /> },
          { label: 'Until', value: <CertificateEnd certificate={certificate} now={now} /> },
        ]}
      />
    </Panel>
  );
}
