'use client';

import { ShieldPlus } from 'lucide-react';
import { useState } from 'react';
import type { Ahead } from '#components/forms/approval-ahead.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Fieldset, RadioCard, Segmented } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import type { OfferedRole } from '#lib/assignments/preview.ts';
import { Gains } from './gains.tsx';

interface AssignFormProps {
  frame: PageFrame;
  /** What a critical role would wait for, by environment id; '' is every environment. */
  aheads: Record<string, Ahead>;
  action: FormAction<{ id: string; warnings: string[] }>;
  /** Who gets it. */
  to: { field: 'operatorId' | 'groupId'; id: string; name: string };
  /** Of a group. */
  members?: { count: number; looked: number };
  /** What a page without scripts was asked to show. */
  shown?: { role: string; place: string };
  /** This page, for asking it to show a role. */
  href: string;
  roles: OfferedRole[];
  environments: { id: string; name: string }[];
  /** The first day on which it may end: tomorrow, in UTC. */
  firstDay: string;
}

export function AssignForm({
  frame,
  aheads,
  action,
  to,
  members,
  shown = { role: '', place: '' },
  href,
  roles,
  environments,
  firstDay,
}: AssignFormProps) {
  const [slug, setSlug] = useState(shown.role);
  const [place, setPlace] = useState(shown.place);
  const chosen = roles.find((role) => role.slug === slug);
  return (
    <PageForm
      frame={{ ...frame, ahead: aheads[place] ?? null }}
      action={action}
      title={`Give ${to.name} a role`}
      width={920}
      critical={chosen?.critical ?? false}
      values={{ [to.field]: to.id }}
      submit={{ label: 'Give role', pendingLabel: 'Giving', icon: <ShieldPlus /> }}
      doneNotice={chosen ? `${to.name} has the role ${chosen.name}.` : 'The role is given.'}
    >
      {(errors) => (
        <div className="grid items-start gap-6 narrow:grid-cols-2">
          <RoleChoice roles={roles} chosen={slug} error={errors.role} onChoose={setSlug} />
          <div className="grid min-w-0 gap-4">
            <PlaceChoice place={place} environments={environments} onChoose={setPlace} />
            <Gains
              name={to.name}
              role={chosen?.name}
              preview={chosen?.previews[place]}
              members={members}
              critical={chosen?.critical ?? false}
            />
            <noscript>
              <Button formAction={href} formMethod="get" formNoValidate>
                Show what it gives
              </Button>
            </noscript>
            <TextField
              label="From"
              aside="optional"
              name="fromAt"
              type="date"
              min={firstDay}
              hint="Empty: at once. Else it counts from 00:00 UTC of that day."
              error={errors.fromAt}
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
  chosen: string;
  error: string | undefined;
  onChoose(slug: string): void;
}

function RoleChoice({ roles, chosen, error, onChoose }: RoleChoiceProps) {
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
            defaultChecked={slug === chosen}
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
