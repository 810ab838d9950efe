'use client';

import { UserRoundPen } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Note } from '#components/ui/note.tsx';
import { PeopleFields, type Person } from './people-fields.tsx';

interface ApplicationHandOverFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  application: { id: string; name: string; ownerId: string; deputyId: string | null };
  people: Person[];
  /** Who answers now, and what changes hands. */
  effect: { title: string; text: string };
}

export function ApplicationHandOverForm({
  frame,
  action,
  application,
  people,
  effect,
}: ApplicationHandOverFormProps) {
  // Whoever is disabled is not offered, so that saving names somebody who can answer.
  const offered = (id: string | null) => people.find((person) => person.id === id)?.id;
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Hand over ${application.name}`}
      values={{ id: application.id }}
      submit={{ label: 'Hand over', pendingLabel: 'Handing over', icon: <UserRoundPen /> }}
      doneNotice={`${application.name} is handed over.`}
    >
      {(errors) => (
        <>
          <Note title={effect.title}>{effect.text}</Note>
          <PeopleFields
            people={people}
            ownerId={offered(application.ownerId)}
            deputyId={offered(application.deputyId)}
            errors={errors}
          />
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
