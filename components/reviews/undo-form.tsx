'use client';

import { Undo2 } from 'lucide-react';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';

interface UndoFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  items: { id: string; label: string; isAccount: boolean }[];
}

/** Gives back what was ticked, all of it or nothing. */
export function UndoForm<R>({ frame, action, items }: UndoFormProps<R>) {
  const [first, ...also] = items;
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={first?.id ?? ''}
      title={items.length > 1 ? `Give back ${items.length} rights` : 'Give back'}
      effect={{
        tone: 'warn',
        title:
          items.length > 1
            ? `${items.length} rights are in force again.`
            : `${first?.label ?? 'This'} is in force again.`,
      }}
      next={`${counts(items)}, and the evidence names you as who kept it.`}
      submit={{ label: 'Give back', pendingLabel: 'Giving back', icon: <Undo2 /> }}
      doneNotice="In force again."
    >
      {() => (
        <>
          {items.length > 1 ? (
            <ul className="stack text-13">
              {items.map(({ id, label }) => (
                <li key={id} className="[overflow-wrap:anywhere]">
                  {label}
                </li>
              ))}
            </ul>
          ) : null}
          {also.map(({ id }) => (
            <input key={id} type="hidden" name="also[]" value={id} />
          ))}
        </>
      )}
    </ConfirmForm>
  );
}

/** From when on: people click, machines call. */
function counts(items: readonly { isAccount: boolean }[]): string {
  const accounts = items.filter(({ isAccount }) => isAccount).length;
  if (accounts === 0) return 'It counts from their next click';
  return `It counts from their next ${accounts < items.length ? 'click or call' : 'call'}`;
}
