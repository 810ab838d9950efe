'use client';

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { useShown } from '#components/forms/use-shown.ts';
import { SelectField, TextField } from '#components/ui/field.tsx';
import type { OfferedRole } from '#lib/assignments/preview.ts';
import { paths } from '#lib/paths.ts';
import { Gains } from './gains.tsx';

interface OperatorAddFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; name: string; warnings: string[] }>;
  connections: { slug: string; name: string; enabled: boolean }[];
  /** What the actor may grant; none leaves the fields out. */
  roles: OfferedRole[];
  environments: { id: string; name: string }[];
  /** What this page was asked to show, and the ways to more power that it would open. */
  shown: FirstRoleChoice & { opened: string[] };
}

export interface FirstRoleChoice {
  connection: string;
  role: string;
  /** '' is every environment. */
  place: string;
}

export function OperatorAddForm(props: OperatorAddFormProps) {
  const { frame, action, connections, roles, environments, shown } = props;
  const [choice, setChoice] = useState<FirstRoleChoice>(shown);
  const show = useShown(`${paths.operators}/new`);
  const choose = (next: Partial<FirstRoleChoice>) => {
    const chosen = { ...choice, ...next };
    setChoice(chosen);
    show([
      ['connection', chosen.connection],
      ['role', chosen.role],
      ['environmentId', chosen.place],
    ]);
  };
  const offered = roles.find(({ slug }) => slug === choice.role);
  const isLooked =
    choice.connection === shown.connection && choice.role === shown.role && choice.place === shown.place;
  const opened = isLooked ? shown.opened : null;
  const isCritical = Boolean(offered?.critical || opened?.length);
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Add operator"
      critical={isCritical}
      submit={{ label: 'Add operator', pendingLabel: 'Adding', icon: <UserPlus /> }}
      doneNotice="Operator added."
      doneHref={({ id }) => paths.operator(id)}
      madeHref={paths.operator}
    >
      {(errors) => (
        <>
          <Identity {...{ connections, errors, choice, choose }} />
          {roles.length > 0 ? <FirstRole {...{ roles, choice, choose, environments, errors }} /> : null}
          {offered ? (
            <Gains
              by={
                <>
                  As <b>{offered.name}</b>
                </>
              }
              preview={offered.previews[choice.place]}
              opened={opened}
              critical={isCritical}
            />
          ) : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

interface Choosing {
  errors: Record<string, string>;
  choice: FirstRoleChoice;
  choose(next: Partial<FirstRoleChoice>): void;
}

type IdentityProps = Pick<OperatorAddFormProps, 'connections'> & Choosing;

function Identity({ connections, errors, choice, choose }: IdentityProps) {
  return (
    <>
      <SelectField
        label="Connection"
        name="connection"
        required
        value={choice.connection}
        onChange={({ target }) => choose({ connection: target.value })}
        hint="The identity provider that says who they are. It holds their password and second factor."
        error={errors.connection}
      >
        {connections.map(({ slug, name, enabled }) => (
          <option key={slug} value={slug}>
            {enabled ? name : `${name} (disabled)`}
          </option>
        ))}
      </SelectField>
      <div className="grid gap-4 narrow:grid-cols-2">
        <TextField
          label="E-mail"
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          error={errors.email}
        />
        <TextField
          label="Name"
          aside="optional"
          name="name"
          maxLength={120}
          autoComplete="off"
          hint="The e-mail address stands in for it."
          error={errors.name}
        />
      </div>
      <TextField
        label="Name at the provider"
        aside="if it is not the e-mail address"
        name="nameId"
        mono
        maxLength={256}
        autoComplete="off"
        hint="The NameID that the provider sends for them, to the letter."
        error={errors.nameId}
      />
    </>
  );
}

type FirstRoleProps = Pick<OperatorAddFormProps, 'roles' | 'environments'> & Choosing;

function FirstRole({ roles, choice, choose, environments, errors }: FirstRoleProps) {
  return (
    <div className="grid gap-4 narrow:grid-cols-2">
      <SelectField
        label="First role"
        aside="optional"
        name="role"
        value={choice.role}
        onChange={({ target }) => choose({ role: target.value })}
        hint="Without one they can sign in and see nothing."
        error={errors.role}
      >
        <option value="">No role yet</option>
        {roles.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Where"
        name="environmentId"
        value={choice.place}
        onChange={({ target }) => choose({ place: target.value })}
        hint="Where the role counts."
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
  );
}
