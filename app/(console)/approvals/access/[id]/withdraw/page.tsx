import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WithdrawForm } from '#components/role-requests/decide-form.tsx';
import { withdraw } from '../../actions.ts';
import { loadRoleRequest } from '../../load.ts';
import { RequestVerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Withdraw a request' };

export default async function Withdraw({ params }: { params: Promise<{ id: string }> }) {
  const { request, said, frame } = await loadRoleRequest(params, 'withdraw');
  if (!request.may.withdraw && !frame.blocked) notFound();
  return (
    <RequestVerbPage id={said.id} wish={said.wish}>
      <WithdrawForm frame={{ ...frame, factor: null }} action={withdraw} request={said} />
    </RequestVerbPage>
  );
}
