import { UserMinus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Losses } from '#components/operators/gains.tsx';
import { endAssignment } from '../../../../actions.ts';
import { loadOperator } from '../../../../frame.ts';
import { lossOf } from '../../../../held-roles.ts';
import { inForce, stateOf } from '../../../../in-force.ts';
import { placeName } from '../../../../role-words.ts';
import { VerbPage } from '../../../../verb-page.tsx';

export const metadata: Metadata = { title: 'End role' };

type Params = Promise<{ id: string; assignment: string }>;

export default async function EndRole({ params }: { params: Params }) {
  const { assignment } = await params;
  const { viewer, operator, frame } = await loadOperator(
    params,
    `roles/${encodeURIComponent(assignment)}/end`,
  );
  const held = operator.assignments.find(({ id }) => id === assignment);
  if (!held || !operator.may.grant.some((role) => role === held.role)) notFound();
  const blocked = stateOf(held, viewer.now) === 'over' ? 'This role has ended already.' : null;
  const role = held.roleName;
  const through = operator.groups.flatMap(({ assignments }) => assignments);
  const others = [...operator.assignments.filter((other) => other !== held), ...through].filter((other) =>
    inForce(other, viewer.now),
  ).length;
  return (
    <VerbPage operator={operator}>
      <ConfirmForm
        frame={{ ...frame, blocked }}
        action={endAssignment}
        id={held.id}
        title={`End ${role}`}
        effect={{
          tone: 'warn',
          title: `${operator.name} is no longer ${role} in ${placeName(held.environmentId, viewer.environments)}.`,
          text:
            others === 0
              ? 'It is their only role: they can still sign in, and see nothing.'
              : `${others} other ${others === 1 ? 'role stays' : 'roles stay'}.`,
        }}
        next={
          held.source === 'mapped'
            ? 'It counts from their next click. A group brought it: while they are in that group it comes again at their next sign-in.'
            : 'It counts from their next click; open sessions go on. To undo it, give the role again.'
        }
        submit={{ label: 'End role', pendingLabel: 'Ending', icon: <UserMinus />, danger: true }}
        doneNotice={`${operator.name} is no longer ${role}.`}
      >
        <Losses when="Then" changes={await lossOf(viewer, operator, held)} />
      </ConfirmForm>
    </VerbPage>
  );
}
