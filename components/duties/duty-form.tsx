'use client';

import { Check, Split } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField, SelectField, TextField } from '#components/ui/field.tsx';

interface Choice {
  subject: string;
  permissions: { value: string; label: string }[];
}

interface DutyFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  choices: Choice[];
  environments: { id: string; name: string }[];
  /** The rule as it stands; null: a new one. */
  rule: {
    id: string;
    version: number;
    name: string;
    first: string;
    second: string;
    environmentId: string | null;
    mode: 'warn' | 'forbid';
    note: string;
  } | null;
}

/** Two permissions that one person must not hold both. */
export function DutyForm<R>({ frame, action, choices, environments, rule }: DutyFormProps<R>) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={rule ? `Edit ${rule.name}` : 'New rule'}
      critical
      {...(rule && { values: { id: rule.id, version: String(rule.version) } })}
      submit={{
        label: rule ? 'Save rule' : 'Make rule',
        pendingLabel: rule ? 'Saving' : 'Making',
        icon: rule ? <Check /> : <Split />,
      }}
      doneNotice={rule ? 'The rule is changed.' : 'The rule counts from the next change on.'}
    >
      {(errors) => (
        <>
          <TextField label="Name" name="name" defaultValue={rule?.name} error={errors.name} required />
          <div className="grid gap-4 narrow:grid-cols-2">
            <Power
              label="Whoever may"
              name="first"
              choices={choices}
              value={rule?.first}
              error={errors.first}
            />
            <Power
              label="must not also"
              name="second"
              choices={choices}
              value={rule?.second}
              error={errors.second}
            />
          </div>
          <SelectField
            label="Where"
            name="environmentId"
            defaultValue={rule?.environmentId ?? ''}
            hint="Both have to meet in one environment."
            error={errors.environmentId}
          >
            <option value="">In any environment</option>
            {environments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <Fieldset label="A change that brings both together" layout="two" error={errors.mode}>
            <RadioCard
              name="mode"
              value="forbid"
              label="Is refused"
              detail="On every path; of a provider’s groups the role is denied, not the sign-in"
              defaultChecked={rule?.mode !== 'warn'}
            />
            <RadioCard
              name="mode"
              value="warn"
              label="Is done, and noted"
              detail="The trail says what is held together"
              defaultChecked={rule?.mode === 'warn'}
            />
          </Fieldset>
          <AreaField
            label="Why these two"
            name="note"
            rows={2}
            defaultValue={rule?.note}
            error={errors.note}
          />
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

interface PowerProps {
  label: string;
  name: string;
  choices: Choice[];
  value: string | undefined;
  error: string | undefined;
}

function Power({ label, name, choices, value, error }: PowerProps) {
  return (
    <SelectField label={label} name={name} defaultValue={value ?? ''} error={error} required>
      <option value="">Choose a permission</option>
      {choices.map(({ subject, permissions }) => (
        <optgroup key={subject} label={subject}>
          {permissions.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
