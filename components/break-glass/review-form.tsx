'use client';

import { FileCheck } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { AreaField } from '#components/ui/field.tsx';

interface ReviewFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  id: string;
}

export function ReviewForm({ frame, action, id }: ReviewFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Sign the review"
      values={{ id }}
      submit={{ label: 'Sign', pendingLabel: 'Signing', icon: <FileCheck /> }}
      doneNotice="The review is signed."
    >
      {(errors) => (
        <AreaField
          label="What happened, and what follows from it"
          name="review"
          rows={5}
          required
          maxLength={4000}
          hint="Why it was needed, whether each effect was right, what is put back, what will be done otherwise. It stands in the trail under your name."
          error={errors.review}
        />
      )}
    </PageForm>
  );
}
