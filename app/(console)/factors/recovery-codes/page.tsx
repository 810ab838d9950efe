import type { Metadata } from 'next';
import { RecoveryCodesForm } from '#components/factors/recovery-codes-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { barredFrom } from '#lib/factors/begin.ts';
import { ownFactors } from '#lib/factors/queries.ts';
import { paths } from '#lib/paths.ts';
import { makeRecoveryCodes } from '../actions.ts';
import { BarredPage } from '../barred.tsx';
import { frameOf } from '../frame.ts';
import { VerbPage } from '../verb-page.tsx';

const title = 'Make recovery codes';
export const metadata: Metadata = { title };

export default async function NewRecoveryCodes() {
  const viewer = await requireViewer(paths.newRecoveryCodes);
  const [barred, { recoveryCodes }] = await Promise.all([
    barredFrom(viewer, 'recovery_code', viewer.now),
    ownFactors(viewer.reader),
  ]);
  return (
    <VerbPage verb={title}>
      {barred ? (
        <BarredPage viewer={viewer} barred={barred} title={title} ownHref={paths.newRecoveryCodes} />
      ) : (
        <RecoveryCodesForm
          frame={frameOf(viewer, paths.newRecoveryCodes)}
          action={makeRecoveryCodes}
          unused={recoveryCodes.unused}
          host={new URL(env().publicUrl).host}
        />
      )}
    </VerbPage>
  );
}
