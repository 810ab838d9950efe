import type { Metadata } from 'next';
import { KeptForm } from '#components/factors/kept-form.tsx';
import { TotpForm } from '#components/factors/totp-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { beginTotp } from '#lib/factors/begin.ts';
import { paths } from '#lib/paths.ts';
import { enrolTotp } from '../actions.ts';
import { BarredPage } from '../barred.tsx';
import { frameOf } from '../frame.ts';
import { VerbPage } from '../verb-page.tsx';

const title = 'Add an authenticator app';
export const metadata: Metadata = { title };

export default async function NewAuthenticatorApp() {
  const viewer = await requireViewer(paths.newAuthenticatorApp);
  const start = await beginTotp(viewer, viewer.now);
  return (
    <VerbPage verb={title}>
      <KeptForm
        barred={
          <BarredPage
            viewer={viewer}
            barred={start.kind === 'barred' ? start : null}
            title={title}
            ownHref={paths.newAuthenticatorApp}
          />
        }
        form={
          start.kind === 'barred' ? null : (
            <TotpForm
              start={start}
              action={enrolTotp}
              nonce={crypto.randomUUID()}
              doneHref={paths.factors}
              frame={frameOf(viewer, paths.newAuthenticatorApp)}
            />
          )
        }
      />
    </VerbPage>
  );
}
