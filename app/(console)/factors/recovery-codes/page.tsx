import type { Metadata } from 'next';
import { KeptForm } from '#components/factors/kept-form.tsx';
import { RecoveryCodesForm } from '#components/factors/recovery-codes-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { barredFrom } from '#lib/factors/begin.ts';
import { ownFactors } from '#lib/factors/queries.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';
import { makeRecoveryCodes } from '../actions.ts';
import { BarredPage } from '../barred.tsx';
import { frameOf } from '../frame.ts';
import { VerbPage } from '../verb-page.tsx';

const title = 'Make recovery codes';
export const metadata: Metadata = { title };

interface CodesProps {
  searchParams: Promise<{ returnTo?: string | string[] }>;
}

/** After a first factor was added at the sign-in it leads on to where that was going. */
export default async function NewRecoveryCodes({ searchParams }: CodesProps) {
  const { returnTo } = await searchParams;
  const backHref = typeof returnTo === 'string' ? safeReturnTo(returnTo) : paths.factors;
  const viewer = await requireViewer(paths.newRecoveryCodes);
  const [barred, { recoveryCodes }] = await Promise.all([
    barredFrom(viewer, 'recovery_code', viewer.now),
    ownFactors(viewer.reader),
  ]);
  return (
    <VerbPage verb={title}>
      <KeptForm
        barred={<BarredPage viewer={viewer} barred={barred} title={title} ownHref={paths.newRecoveryCodes} />}
        form={
          barred ? null : (
            <RecoveryCodesForm
              frame={frameOf(viewer, paths.newRecoveryCodes, backHref)}
              action={makeRecoveryCodes}
              unused={recoveryCodes.unused}
              host={new URL(env().publicUrl).host}
            />
          )
        }
      />
    </VerbPage>
  );
}
