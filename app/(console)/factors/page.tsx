import { KeyRound, UserX } from 'lucide-react';
import type { Metadata } from 'next';
import {
  AppPanel,
  NoFactorYet,
  PasskeysPanel,
  RecoveryCodesPanel,
} from '#components/factors/own-factors.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { type Factors, ownFactors } from '#lib/factors/queries.ts';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Your second factors' };

export default async function OwnFactors() {
  const viewer = await requireViewer(paths.factors);
  const factors = await ownFactors(viewer.reader);
  const of = { factors, now: viewer.now };
  return (
    <Page>
      <PageHead
        title="Your second factors"
        detail="What you confirm critical changes with, here in the console."
      />
      {!viewer.can('factor.enrol_passkey', 'Factor') ? (
        <NoRole />
      ) : isEmpty(factors) ? (
        <NoFactorYet provider={viewer.connection.name} />
      ) : (
        <Stack>
          {isOnlyOne(factors) ? <SpareNote /> : null}
          <PasskeysPanel {...of} />
          <AppPanel {...of} />
          <RecoveryCodesPanel {...of} />
        </Stack>
      )}
    </Page>
  );
}

const isEmpty = ({ passkeys, totp, recoveryCodes }: Factors) =>
  passkeys.length === 0 && !totp && recoveryCodes.unused === 0;

const isOnlyOne = ({ passkeys, totp, recoveryCodes }: Factors) =>
  passkeys.length + (totp ? 1 : 0) === 1 && recoveryCodes.unused === 0;

function SpareNote() {
  return (
    <Note icon={<KeyRound />} title="One factor is one loss away from none.">
      Add a second one, or make recovery codes and keep them apart from this device.
    </Note>
  );
}

function NoRole() {
  return (
    <Panel label="Your second factors">
      <Empty title="You hold no role" art={<UserX />}>
        Without one there is nothing to confirm, so no factor can be added yet.
      </Empty>
    </Panel>
  );
}
