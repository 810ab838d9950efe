import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DeclineForm } from '#components/role-requests/decide-form.tsx';
import { decline } from '../../actions.ts';
import { loadRoleRequest } from '../../load.ts';
import { RequestVerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Decline a request' };

export default async function Decline({ params }: { params: Promise<{ id: string }> }) {
  const { request, said, frame } = await loadRoleRequest(params, 'decline');
  if (!request.may.decide && !frame.blocked) notFound();
  return (
    <RequestVerbPage id={said.id} wish={said.wish}>
      <DeclineForm frame={{ ...frame, factor: null }} action={decline} request={said} />
    </RequestVerbPage>
  );
}
