import { OwnerForm } from '#components/setup/owner-form.tsx';
import { SetupHead } from '#components/setup/setup-head.tsx';
import { stepOf } from '#lib/setup/rules.ts';
import { nameOwner } from '../actions.ts';
import { requireStep } from '../current.ts';

export default async function Owner() {
  const link = await requireStep('owner');
  const { ownerName, ownerEmail, ownerNameId } = link;
  return (
    <>
      <SetupHead step="owner" reached={stepOf(link)} title="You, the first account owner">
        An account owner may do everything, and adds everybody else afterwards.
      </SetupHead>
      <OwnerForm
        action={nameOwner}
        owner={{ name: ownerName ?? '', email: ownerEmail ?? '', nameId: ownerNameId ?? '' }}
      />
    </>
  );
}
