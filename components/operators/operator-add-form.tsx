'use client';

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';

interface OperatorAddFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; name: string; warnings: string[] }>;
  connections: { slug: string; name: string; enabled: boolean }[];
  /** What the actor may grant; none leaves the fields out. */
  roles: { slug: string; name: string; critical: boolean }[];
  environments: { id: string; name: string }[];
}

export function OperatorAddForm({ frame, action, connections, roles, environments }: OperatorAddFormProps) {
  const [role, setRole] = useState('');
  const isCritical = roles.find(({ slug }) => slug === role)?.critical ?? false;
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
          <Identity connections={connections} errors={errors} />
          {roles.length > 0 ? (
            <FirstRole {...{ roles, role, setRole, environments, errors, isCritical }} />
          ) : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

type Errors = Record<string, string>;

function Identity({ connections, errors }: Pick<OperatorAddFormProps, 'connections'> & { errors: Errors }) {
  return (
    <>
      <SelectField
        label="Connection"
        name="connection"
        required
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

type FirstRoleProps = Pick<OperatorAddFormProps, 'roles' | 'environments'> & {
  errors: Record<string, string>;
  role: string;
  setRole(slug: string): void;
  isCritical: boolean;
};

function FirstRole({ roles, role, setRole, environments, errors, isCritical }: FirstRoleProps) {
  return (
    <div className="grid gap-4 narrow:grid-cols-2">
      <SelectField
        label="First role"
        aside="optional"
        name="role"
        value={role}
        onChange={(event) => setRole(event.target.value)}
        hint={
          isCritical
            ? 'Giving this role is critical: all account owners are told.'
            : 'Without one they can sign in and see nothing.'
        }
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
