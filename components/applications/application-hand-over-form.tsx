'use client';

import { AreaField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { PageForm, type PageFormBasics } from '#components/ui/page-form.tsx';
import { paths } from '#lib/paths.ts';
import { PeopleFields, type Person } from './people-fields.tsx';

interface ApplicationHandOverFormProps extends PageFormBasics<{ id: string }> {
  application: { id: string; name: string; ownerId: string; deputyId: string | null };
  people: Person[];
  /** Who loses it, and how many keys change hands. */
  effect: { title: string; text: string };
}

export function ApplicationHandOverForm({
  application,
  people,
  effect,
  ...basics
}: ApplicationHandOverFormProps) {
  const isStillThere = people.some(({ id }) => id === application.ownerId);
  return (
    <PageForm
      {...basics}
      label={`Hand over ${application.name}`}
      values={{ id: application.id }}
      submit={{ label: 'Hand over', pendingLabel: 'Handing over' }}
      done={{ notice: 'Handed over.', href: () => paths.application(application.id) }}
      hrefOf={paths.application}
    >
      {(errors) => (
        <>
          <Note title={effect.title}>{effect.text}</Note>
          <PeopleFields
            people={people}
            {...(isStillThere && { ownerId: application.ownerId })}
            {...(application.deputyId && { deputyId: application.deputyId })}
            errors={errors}
          />
          <AreaField
            label="Reason"
            name="reason"
            required
            maxLength={400}
            hint="Goes into the audit trail under your name."
            error={errors.reason}
          />
        </>
      )}
    </PageForm>
  );
}
