'use client';

import type { ReactNode } from 'react';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { FormFoot } from '#components/forms/form-foot.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { DialogBody } from '#components/ui/dialog.tsx';
import type { FormState } from '#lib/action.ts';

interface EnrolFrameProps {
  /** Null at the entrance, where the card around is all there is. */
  frame: PageFrame | null;
  title: string;
  /** Puts its children into the form. */
  form(children: ReactNode): ReactNode;
  state: FormState;
  submit: ReactNode;
  children: ReactNode;
}

/** An enrolment stands in the console as a page like all forms, and at the entrance bare. */
export function EnrolFrame({ frame, title, form, state, submit, children }: EnrolFrameProps) {
  if (!frame)
    return form(
      <div className="grid gap-4">
        {children}
        {state.kind === 'needsFactor' ? null : <div className="row">{submit}</div>}
      </div>,
    );
  return (
    <DialogPanel title={title} environment={null} closeHref={frame.backHref}>
      {form(
        <>
          <DialogBody>{children}</DialogBody>
          <FormFoot state={state} factor={frame.factor} cancelHref={frame.backHref}>
            {submit}
          </FormFoot>
        </>,
      )}
    </DialogPanel>
  );
}
