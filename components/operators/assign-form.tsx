'use client';

import { ShieldPlus } from 'lucide-react';
import { useState } from 'react';
import type { Ahead } from '#components/forms/approval-ahead.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Fieldset, RadioCard, Segmented } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Gains, type GainsOfPlace } from './gains.tsx';

export interface OfferedRole {
  slug: string;
  name: string;
  does: string;
  critical: boolean;
  /** What it gives, by environment id; '' is every environment. */
  gains: Record<string, GainsOfPlace>;
}

interface AssignFormProps {
  frame: PageFrame;
  /** What a critical role would wait for, by environment id; '' is every environment. */
  aheads: Record<string, Ahead>;
  action: FormAction<{ id: string; warnings: string[] }>;
  operator: { id: string; name: string };
  roles: OfferedRole[];
  environments: { id: string; name: string }[];
  /** The first day on which it may end: tomorrow, in UTC. */
  firstDay: string;
}

export function AssignForm({
  frame,
  aheads,
  action,
  operator,
  roles,
  environments,
  firstDay,
}: AssignFormProps) {
  const [slug, setSlug] = useState('');
  const [place, setPlace] = useState('');
  const chosen = roles.find((role) => role.slug === slug);
  return (
    <PageForm
      frame={{ ...frame, ahead: aheads[place] ?? null }}
      action={action}
      title={`Give ${operator.name} a role`}
      width={920}
      critical={chosen?.critical ?? false}
      values={{ operatorId: operator.id }}
      submit={{ label: 'Give role', pendingLabel: 'Giving', icon: <ShieldPlus /> }}
      doneNotice={chosen ? `${operator.name} is ${chosen.name} now.` : 'The role is given.'}
    >
      {(errors) => (
        <div className="grid items-start gap-6 narrow:grid-cols-2">
          <RoleChoice roles={roles} error={errors.role} onChoose={setSlug} />
          <div className="grid min-w-0 gap-4">
            <PlaceChoice place={place} environments={environments} onChoose={setPlace} />
            <Gains
              name={operator.name}
              role={chosen?.name}
              gains={chosen?.gains[place]}
              critical={chosen?.critical ?? false}
            />
            <TextField
              label="Until"
              aside="optional"
              name="untilAt"
              type="date"
              min={firstDay}
              hint="It ends by itself at 00:00 UTC of that day."
              error={errors.untilAt}
            />
            <ReasonField error={errors.reason} />
          </div>
        </div>
      )}
    </PageForm>
  );
}

interface RoleChoiceProps {
  roles: OfferedRole[];
  error: string | undefined;
  onChoose(slug: string): void;
}

function RoleChoice({ roles, error, onChoose }: RoleChoiceProps) {
  return (
    <Fieldset label="Role" error={error}>
      <div className="grid gap-2">
        {roles.map(({ slug, name, does }) => (
          <RadioCard
            key={slug}
            name="role"
            value={slug}
            label={name}
            detail={does}
            required
            onChange={() => onChoose(slug)}
          />
        ))}
      </div>
    </Fieldset>
  );
}

interface PlaceChoiceProps {
  place: string;
  environments: AssignFormProps['environments'];
  onChoose(place: string): void;
}

function PlaceChoice({ place, environments, onChoose }: PlaceChoiceProps) {
  return (
    <div>
      <p className="label">Where</p>
      <Segmented
        label="Where the role counts"
        name="environmentId"
        value={place}
        onChange={onChoose}
        options={[
          { value: '', label: 'Every environment' },
          ...environments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
