import { Download, KeyRound } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import type { OurValues } from '#lib/connections/guides.ts';
import { CopyValue } from './copy-value.tsx';

interface OurValuesPanelProps {
  ours: OurValues;
  /** Of our signing certificate. */
  fingerprint: string;
  certificateHref: string;
  keysHref?: string;
}

/** What the other side is given: values of this installation, by PUBLIC_URL. */
export function OurValuesPanel({ ours, fingerprint, certificateHref, keysHref }: OurValuesPanelProps) {
  const values = [
    { label: 'Entity ID', value: ours.entityId },
    { label: 'ACS URL', value: ours.acs },
    { label: 'SLO URL', value: ours.slo },
    { label: 'Metadata URL', value: ours.entityId },
  ];
  return (
    <Panel
      title="Values for your IdP"
      end={
        <span className="flex flex-wrap justify-end gap-2">
          {keysHref ? (
            <LinkButton size="sm" icon={<KeyRound />} href={keysHref}>
              Our keys
            </LinkButton>
          ) : null}
          <LinkButton size="sm" icon={<Download />} href={certificateHref} download>
            Signing certificate
          </LinkButton>
        </span>
      }
      footer="The ACS takes HTTP-POST; sign-out takes HTTP-Redirect and HTTP-POST. The metadata holds all of it, both certificates included."
    >
      <Facts
        items={[
          ...values.map(({ label, value }) => ({ label, value: <CopyValue value={value} of={label} /> })),
          {
            label: 'NameID format',
            value:
              'Any. The NameID must be the name that an operator was added with, usually the e-mail address.',
          },
          {
            label: 'Our certificate',
            value: (
              <>
                SHA-256 <CopyValue value={fingerprint} of="the fingerprint of our certificate" />
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
