'use client';

import { HandHelping } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { SelectField } from '#components/ui/field.tsx';

interface AskFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  roles: { slug: string; name: string; does: string }[];
  environments: { id: string; name: string }[];
}

const spans = [
  [30, '30 minutes'],
  [60, '1 hour'],
  [120, '2 hours'],
  [240, '4 hours'],
  [480, '8 hours'],
  [1440, '1 day'],
  [4320, '3 days'],
  [10_080, '7 days'],
] as const;

/** Asking changes nothing; whoever may give the role decides. */
export function AskForm({ frame, action, roles, environments }: AskFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Ask for a role"
      submit={{ label: 'Ask', pendingLabel: 'Asking', icon: <HandHelping /> }}
      doneNotice="You asked. Whoever may give this role sees it under Approvals."
      after={
        <p className="text-12 text-ink-3">
          Nothing changes until somebody grants it. The time runs from then on, and the role ends by itself. A
          request that nobody decides expires after 3 days.
        </p>
      }
    >
      {(errors) => (
        <>
          <SelectField label="Role" name="role" required defaultValue="" error={errors.role}>
            <option value="" disabled>
              Choose a role
            </option>
            {roles.map(({ slug, name, does }) => (
              <option key={slug} value={slug}>
                {does ? `${name}: ${does}` : name}
              </option>
            ))}
          </SelectField>
          <SelectField label="Where" name="environmentId" defaultValue="" error={errors.environmentId}>
            <option value="">Every environment</option>
            {environments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <SelectField label="For how long" name="minutes" defaultValue="240" error={errors.minutes}>
            {spans.map(([minutes, words]) => (
              <option key={minutes} value={minutes}>
                {words}
              </option>
            ))}
          </SelectField>
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
