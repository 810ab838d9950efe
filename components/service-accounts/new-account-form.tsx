'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ListDraft, ListEditor } from '#components/allow-lists/list-editor.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { ExpiryField } from '#components/keys/expiry-field.tsx';
import { ApplicationField, type ApplicationOption } from '#components/keys/new-key-fields.tsx';
import { TextField } from '#components/ui/field.tsx';
import { isOpenKey } from '#lib/keys/rules.ts';
import { paths } from '#lib/paths.ts';
import type { commands } from '#lib/registry.ts';
import { AccountTokenOnce } from './account-token-once.tsx';
import { ScopeChoice, type ScopeGroup } from './scope-choice.tsx';

type Created = Awaited<ReturnType<typeof commands.createServiceAccount.walk>>['result'];

interface NewAccountFormProps {
  frame: PageFrame & { environment: { id: string; name: string } };
  action: FormAction<Created>;
  applications: ApplicationOption[];
  groups: ScopeGroup[];
  ownAddress: string;
  publicUrl: string;
  now: Date;
}

export function NewAccountForm(props: NewAccountFormProps) {
  const { frame, action, applications, groups, ownAddress, publicUrl, now } = props;
  const only = applications.length === 1 ? applications[0]?.id : undefined;
  const [applicationId, setApplicationId] = useState(only ?? '');
  const [draft, setDraft] = useState<ListDraft>({ mode: 'enforce', entries: [], faults: 0 });
  const production = frame.environment.id === 'production';
  const critical = production && isOpenKey(draft);
  return (
    <PageForm
      frame={frame}
      action={action}
      title="New service account"
      width={920}
      critical={critical}
      submit={{
        label: 'Create service account',
        pendingLabel: 'Creating',
        icon: <Plus />,
        disabled: draft.faults > 0,
      }}
      doneNotice="The service account is active."
      madeHref={paths.serviceAccount}
      done={({ id, name, token, expiresAt }) => (
        <AccountTokenOnce
          id={id}
          name={name}
          token={token}
          expiresAt={expiresAt}
          environment={frame.environment}
          publicUrl={publicUrl}
        />
      )}
      after={
        <p className="text-12 text-ink-3">
          It may do what you choose, in {frame.environment.name} alone, as long as you may do it yourself.
          Critical changes stay with people.
        </p>
      }
    >
      {(fields) => (
        <div className="grid gap-6 narrow:grid-cols-2">
          <div className="grid content-start gap-5">
            <TextField
              label="Name"
              name="name"
              required
              maxLength={80}
              autoComplete="off"
              placeholder="nightly-key-rotation"
              hint="What runs with it. The trail says this name."
              error={fields.name}
            />
            <ApplicationField
              applications={applications}
              value={applicationId}
              onChange={setApplicationId}
              hint="Whose automation it is: its owner answers for it."
              error={fields.applicationId}
            />
            <ExpiryField now={now} error={fields.expiresInDays} />
            <ScopeChoice groups={groups} error={fields.scopes} />
          </div>
          <ListEditor
            production={production}
            before={null}
            ownAddress={ownAddress}
            errors={fields}
            onChange={setDraft}
          />
        </div>
      )}
    </PageForm>
  );
}
