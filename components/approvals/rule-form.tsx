'use client';

import { Check } from 'lucide-react';
import { useState } from 'react';
import { othersInWords } from '#components/forms/approver-words.ts';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';

interface RuleFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  commands: { name: string; title: string }[];
  environments: { id: string; name: string }[];
  /** The rule that the address names. */
  rule: { command: string; environmentId: string | null; approvals: number };
}

const offered = [0, 1, 2, 3, 4, 5];

/** How many other people a critical change waits for, in one place or everywhere. */
export function RuleForm<R>({ frame, action, commands, environments, rule }: RuleFormProps<R>) {
  const [approvals, setApprovals] = useState(rule.approvals);
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Change an approval rule"
      critical
      submit={{ label: 'Set rule', pendingLabel: 'Setting', icon: <Check /> }}
      doneNotice="The rule is set. It counts from the next change."
    >
      {(errors) => (
        <>
          <div className="grid gap-4 narrow:grid-cols-2">
            <SelectField
              label="Change"
              name="command"
              defaultValue={rule.command}
              hint="A rule of its own wins over that of every critical change."
              error={errors.command}
            >
              <option value="*">Every critical change</option>
              {commands.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title} ({name})
                </option>
              ))}
            </SelectField>
            <SelectField
              label="Where"
              name="environmentId"
              defaultValue={rule.environmentId ?? ''}
              hint="A rule of an environment wins over the one without."
              error={errors.environmentId}
            >
              <option value="">Every environment</option>
              {environments.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
          <Fieldset label="Waits for" layout="two" error={errors.approvals}>
            {offered.map((count) => (
              <RadioCard
                key={count}
                name="approvals"
                value={String(count)}
                label={capital(othersInWords(count))}
                detail={count === 0 ? 'It takes effect at once' : null}
                defaultChecked={count === rule.approvals}
                onChange={() => setApprovals(count)}
              />
            ))}
          </Fieldset>
          {approvals < rule.approvals ? (
            <Note
              tone="bad"
              title={
                approvals === 0
                  ? 'One person alone could do it, and nobody would be asked before.'
                  : `Fewer people than the ${rule.approvals} of now would have to agree.`
              }
            >
              The second factor stays, and all account owners are still told.
            </Note>
          ) : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
