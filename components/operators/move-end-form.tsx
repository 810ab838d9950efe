'use client';

import { CalendarClock } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { TextField } from '#components/ui/field.tsx';
import { utcDay, utcMinute } from '#components/ui/format.ts';

interface MoveEndFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; warnings: string[] }>;
  assignment: { id: string; untilAt: Date | null };
  /** "Security officer in Production" */
  role: string;
  /** Who has it: a person, or a group. */
  holder: string;
  /** The first day on which it may end, in UTC. */
  firstDay: string;
  /** To let it last longer is judged as giving it is. */
  criticalIfLater: boolean;
  /** What goes with it, whenever that is. */
  losses: ReactNode;
  next: string;
}

/** Earlier takes away, later gives: the effect follows the day as it is chosen. */
export function MoveEndForm(props: MoveEndFormProps) {
  const { frame, action, assignment, role, holder, firstDay, criticalIfLater, losses, next } = props;
  const former = assignment.untilAt;
  const [day, setDay] = useState(former ? former.toISOString().slice(0, 10) : '');
  const isLater = former !== null && (day === '' || new Date(day) > former);
  const isCritical = isLater && criticalIfLater;
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={assignment.id}
      title={`Move the end of ${role}`}
      critical={isCritical}
      effect={{
        tone: isLater ? 'warn' : 'plain',
        title: `${holder}: ${role} ${former ? `until ${utcMinute(former)}` : 'without an end'}, as it is now.`,
        text: effectOf({ day, former, isLater, isCritical }),
      }}
      next={next}
      submit={{ label: 'Move end', pendingLabel: 'Moving', icon: <CalendarClock /> }}
      doneNotice={`The end of ${role} is moved.`}
    >
      {(errors) => (
        <>
          <TextField
            label="Until"
            aside="optional"
            name="untilAt"
            type="date"
            min={firstDay}
            value={day}
            onChange={({ target }) => setDay(target.value)}
            hint="It ends by itself at 00:00 UTC of that day. Empty: it has no end."
            error={errors.untilAt}
          />
          {losses}
        </>
      )}
    </ConfirmForm>
  );
}

interface Effect {
  day: string;
  former: Date | null;
  isLater: boolean;
  isCritical: boolean;
}

function effectOf({ day, former, isLater, isCritical }: Effect): string {
  if (day === '' && former === null) return 'Choose the day on which it ends.';
  const then = day === '' ? 'without an end' : `until ${utcDay(new Date(day))}, 00:00 UTC`;
  if (!isLater) return `It ends earlier: it counts ${then}.`;
  return `It lasts longer: it counts ${then}.${isCritical ? ' This is critical, as giving it is: all account owners are told.' : ''}`;
}
