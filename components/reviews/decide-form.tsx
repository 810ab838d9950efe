'use client';

import { ClipboardCheck } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Fieldset, RadioCard } from '#components/ui/choice.tsx';
import type { ItemAccount } from '#lib/reviews/queries.ts';
import { accountWords, lastUseWords } from './review-words.ts';

interface DecideFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  items: {
    id: string;
    label: string;
    account: ItemAccount;
    lastUsedAt: Date | null;
    lastUsedFor: string | null;
  }[];
  now: Date;
}

/** One answer for what was ticked. Who does not choose removes: a right that nobody wants to keep goes. */
export function DecideForm<R>({ frame, action, items, now }: DecideFormProps<R>) {
  const [first, ...also] = items;
  const title = items.length === 1 ? 'Decide one right' : `Decide ${items.length} rights`;
  return (
    <PageForm
      frame={frame}
      action={action}
      title={title}
      values={{ id: first?.id ?? '' }}
      submit={{ label: 'Decide', pendingLabel: 'Deciding', icon: <ClipboardCheck /> }}
      doneNotice="Decided."
      after={<p className="text-12 text-ink-3">An answer stands; the evidence names you with it.</p>}
    >
      {(errors) => (
        <>
          <ul className="stack text-13">
            {items.map((item) => (
              <li key={item.id} className="[overflow-wrap:anywhere]">
                {item.label}{' '}
                <span className="text-ink-3">
                  · {item.account ? `${accountWords(item.account, now)} · ` : null}
                  {lastUseWords(item, now)}
                </span>
              </li>
            ))}
          </ul>
          {also.map(({ id }) => (
            <input key={id} type="hidden" name="also[]" value={id} />
          ))}
          <Fieldset label="Answer" error={errors.decision}>
            <div className="grid gap-2">
              <RadioCard
                name="decision"
                value="remove"
                defaultChecked
                label="Remove"
                detail={removalOf(items)}
              />
              <RadioCard name="decision" value="keep" label="Keep" detail="You answer for it." />
            </div>
          </Fieldset>
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

function removalOf(items: readonly { account: ItemAccount }[]): string {
  const accounts = items.filter(({ account }) => account).length;
  const ofRoles = accounts < items.length ? ' To undo it, give the role again.' : '';
  const ofAccounts =
    accounts > 0 ? ' A service account is revoked: its token is refused for good, so make a new one.' : '';
  return `It ends at once.${ofRoles}${ofAccounts}`;
}
