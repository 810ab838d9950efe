'use client';

import { ScrollText } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';
import { CodeSheet } from './code-sheet.tsx';

interface RenewFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; name: string; codes: string[] }>;
  id: string;
  name: string;
  unused: number;
  address: string;
}

export function RenewForm({ frame, action, id, name, unused, address }: RenewFormProps) {
  const left = unused === 1 ? 'The one unused code' : `The ${unused} unused codes`;
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`New codes for ${name}`}
      critical
      values={{ id }}
      submit={{ label: 'Make a new sheet', pendingLabel: 'Making', icon: <ScrollText /> }}
      doneNotice="A new sheet was made."
      done={(sheet) => (
        <CodeSheet
          name={sheet.name}
          codes={sheet.codes}
          address={address}
          doneHref={paths.breakGlassPeople}
        />
      )}
    >
      {(errors) => (
        <>
          <Note
            tone="warn"
            title={
              unused > 0
                ? `${left} of the former sheet are refused from now on.`
                : 'They have no unused code.'
            }
          >
            Twelve new ones are shown to you once, to print and to seal. Whoever made the other person’s
            sheet, or is the other person, cannot make this one.
          </Note>
          {errors.codes ? <Note tone="bad" role="alert" title={errors.codes} /> : null}
          {errors.operatorId ? <Note tone="bad" role="alert" title={errors.operatorId} /> : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
