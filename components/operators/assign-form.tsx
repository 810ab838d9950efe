'use client';

import { ShieldPlus } from 'lucide-react';
import { useState } from 'react';
import type { Ahead } from '#components/forms/approval-ahead.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { useShown } from '#components/forms/use-shown.ts';
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
  /** What this page was asked to show, and the ways to more power that it would open. */
  shown: { role: string; place: string; opened: string[] };
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
  shown,
  href,
  roles,
  environments,
  firstDay,
}: AssignFormProps) {
  const [slug, setSlug] = useState(shown.role);
  const [place, setPlace] = useState(shown.place);
  const show = useShown(href);
  const chosen = roles.find((role) => role.slug === slug);
  const opened = shown.role === slug && shown.place === place ? shown.opened : null;
  const critical = Boolean(chosen?.critical || opened?.length);
  const choose = (role: string, environmentId: string) => {
    setSlug(role);
    setPlace(environmentId);
    show([
      ['role', role],
      ['environmentId', environmentId],
    ]);
  };
  return (
    <PageForm
      frame={{ ...frame, ahead: aheads[place] ?? null }}
      action={action}
      title={`Give ${to.name} a role`}
      width={920}
      critical={critical}
      values={{ [to.field]: to.id }}
      submit={{ label: 'Give role', pendingLabel: 'Giving', icon: <ShieldPlus /> }}
      doneNotice={chosen ? `${to.name} has the role ${chosen.name}.` : 'The role is given.'}
    >
      {(errors) => (
        <div className="grid items-start gap-6 narrow:grid-cols-2">
          <RoleChoice
            roles={roles}
            chosen={slug}
            error={errors.role}
            onChoose={(role) => choose(role, place)}
          />
          <div className="grid min-w-0 gap-4">
            <PlaceChoice
              place={place}
              environments={environments}
              onChoose={(environmentId) => choose(slug, environmentId)}
            />
            <Gains
              by={
                <>
                  As <b>{chosen?.name}</b>
                </>
              }
              preview={chosen?.previews[place]}
              unchosen="Choose a role to see what it gives."
              beside={members ? besideWords(to.name, members) : null}
              opened={opened}
              critical={critical}
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

function besideWords(group: string, { count, looked }: { count: number; looked: number }): string | null {
  if (count === 0) return `Nobody is in ${group} yet. Whoever is put into it has the role from then on.`;
  if (count === looked) return null;
  return `${count - looked} more people are in the group and get the role as well.`;
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
