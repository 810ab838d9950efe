import { ShieldMinus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { certificateLine } from '#lib/connections/difference.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { without } from '#lib/connections/trusted-certificates.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import { idFrom, orNotFound, type Search } from '../../../found.ts';
import { removeCertificate } from '../../actions.ts';
import { changeEffect } from '../../change-effect.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Remove a certificate' };

export default async function RemoveCertificate({
  params,
  searchParams,
}: VerbProps & { searchParams: Search }) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connection(id));
  const connection = await orNotFound(readForChange(viewer.reader, id, 'connection.remove_certificate'));
  const said = String((await searchParams).sha256 ?? '');
  const fingerprint = said.match(/.{2}/g)?.join(':') ?? '';
  const { certificates } = connection.settings;
  const staying = without(certificates, fingerprint);
  if (staying.length === certificates.length) notFound();
  const only = 'It is the only certificate of this connection. Refresh its metadata first.';
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={{
          ...(await criticalFrame(
            viewer,
            'connection.remove_certificate',
            paths.removeCertificate(id, fingerprint),
            paths.connection(id),
          )),
          blocked: staying.length === 0 ? only : null,
        }}
        action={removeCertificate}
        id={id}
        title={`Remove a certificate of ${connection.name}`}
        values={{ version: String(connection.version), fingerprint }}
        effect={{
          ...changeEffect(connection),
          title: 'What it signs from now on is refused.',
          text: 'Do it once the provider signs with another one of those that stay, or at once where its key fell into other hands.',
        }}
        changes={[
          {
            field: 'Its certificates',
            before: certificates.map(certificateLine),
            after: staying.map(certificateLine),
          },
        ]}
        next="The former version is kept and can be restored, the certificate with it."
        submit={{
          label: 'Remove certificate',
          pendingLabel: 'Removing',
          icon: <ShieldMinus />,
          danger: true,
        }}
        doneNotice="The certificate is removed."
      />
    </VerbPage>
  );
}
