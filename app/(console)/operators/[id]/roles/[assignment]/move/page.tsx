import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Losses } from '#components/operators/gains.tsx';
import { MoveEndForm } from '#components/operators/move-end-form.tsx';
import { isCriticalToLengthen } from '#lib/assignments/preview.ts';
import { aheadOf } from '../../../../../approvals/ahead.ts';
import { moveEnd } from '../../../../actions.ts';
import { firstEndOf } from '../../../../assigning.ts';
import { loadOperator } from '../../../../frame.ts';
import { lossOf } from '../../../../held-roles.ts';
import { stateOf } from '../../../../in-force.ts';
import { placedRole } from '../../../../role-words.ts';
import { VerbPage } from '../../../../verb-page.tsx';

export const metadata: Metadata = { title: 'Move the end of a role' };

type Params = Promise<{ id: string; assignment: string }>;

export default async function MoveEnd({ params }: { params: Params }) {
  const { assignment } = await params;
  const { viewer, operator, frame } = await loadOperator(
    params,
    `roles/${encodeURIComponent(assignment)}/move`,
  );
  const held = operator.assignments.find(({ id }) => id === assignment);
  const isReached = held && operator.may.grant.some((role) => role === held.role);
  if (!isReached || !viewer.can('assignment.move_end', 'Assignment')) notFound();
  const blocked = stateOf(held, viewer.now) === 'over' ? 'This role has ended already.' : null;
  const ahead = await aheadOf(viewer, 'assignment.move_end', held.environmentId);
  return (
    <VerbPage operator={operator}>
      <MoveEndForm
        frame={{ ...frame, blocked, ahead }}
        action={moveEnd}
        assignment={{ id: held.id, untilAt: held.untilAt }}
        losses={<Losses when="Then" changes={await lossOf(viewer, operator, held)} />}
        role={placedRole(held, viewer.environments)}
        holder={operator.name}
        firstDay={firstEndOf(held, viewer.now)}
        criticalIfLater={await isCriticalToLengthen(viewer.reader, viewer.actor, held.id)}
        next={
          held.source === 'mapped'
            ? 'A group brought it: it goes with the group at the next sign-in, whatever end it has here.'
            : 'They keep it until then, and open sessions go on. To undo it, move the end again.'
        }
      />
    </VerbPage>
  );
}
