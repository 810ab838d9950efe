import type { Metadata } from 'next';
import { KeptForm } from '#components/factors/kept-form.tsx';
import { PasskeyForm } from '#components/factors/passkey-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { barredFrom } from '#lib/factors/begin.ts';
import { paths } from '#lib/paths.ts';
import { beginOwnPasskey, checkOwnPasskey, enrolPasskey } from '../actions.ts';
import { BarredPage } from '../barred.tsx';
import { frameOf, providerOf } from '../frame.ts';
import { VerbPage } from '../verb-page.tsx';

const title = 'Add a passkey';
export const metadata: Metadata = { title };

export default async function NewPasskey() {
  const viewer = await requireViewer(paths.newPasskey);
  const barred = await barredFrom(viewer, 'passkey', viewer.now);
  return (
    <VerbPage verb={title}>
      <KeptForm
        barred={<BarredPage viewer={viewer} barred={barred} title={title} ownHref={paths.newPasskey} />}
        form={
          barred ? null : (
            <PasskeyForm
              begin={beginOwnPasskey}
              check={checkOwnPasskey}
              action={enrolPasskey}
              nonce={crypto.randomUUID()}
              doneHref={paths.factors}
              idp={providerOf(viewer)}
              frame={frameOf(viewer, paths.newPasskey)}
            />
          )
        }
      />
    </VerbPage>
  );
}
