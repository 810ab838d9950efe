'use client';

import { CircleCheck, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { ExpiryField } from '#components/keys/expiry-field.tsx';
import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { SecretOnce } from '#components/ui/secret-once.tsx';
import { paths } from '#lib/paths.ts';
import type { commands } from '#lib/registry.ts';

type Created = Awaited<ReturnType<typeof commands.createScimToken.walk>>['result'];

interface NewTokenFormProps {
  frame: PageFrame;
  action: FormAction<Created>;
  connection: { id: string; name: string };
  baseUrl: string;
  now: Date;
}

export function NewTokenForm({ frame, action, connection, baseUrl, now }: NewTokenFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`New provisioning token of ${connection.name}`}
      values={{ connectionId: connection.id }}
      critical
      submit={{ label: 'Make token', pendingLabel: 'Making', icon: <Plus /> }}
      doneNotice="The token is made."
      done={(made) => <TokenShown made={made} baseUrl={baseUrl} connection={connection} />}
      after={
        <p className="text-12 text-ink-3">
          The token is shown once. It can be ended at any time; whom it made stays as they are.
        </p>
      }
    >
      {(fields) => (
        <>
          <Note
            tone="warn"
            title={`Whoever holds it decides who is an operator of ${connection.name}, and who is no longer.`}
          >
            It gives nobody a role. People who are put into a group get what that group holds.
          </Note>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            placeholder="Okta production"
            hint="Which directory brings it."
            error={fields.name}
          />
          <Fieldset label="May keep" error={fields.scopes} layout="one">
            <Checkbox
              label="People"
              detail="Makes, renames, deactivates and removes operators of this connection"
              name="scopes[]"
              value="users"
              defaultChecked
            />
            <Checkbox
              label="Groups"
              detail="Makes groups and says who is in them"
              name="scopes[]"
              value="groups"
              defaultChecked
            />
          </Fieldset>
          <ExpiryField now={now} {...(fields.expiresInDays && { error: fields.expiresInDays })} />
        </>
      )}
    </PageForm>
  );
}

interface TokenShownProps {
  made: Created;
  baseUrl: string;
  connection: { id: string; name: string };
}

function TokenShown({ made, baseUrl, connection }: TokenShownProps) {
  const router = useRouter();
  const back = paths.connectionProvisioning(connection.id);
  // The form that had the focus is gone; whoever cannot see the panel starts at its head.
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  return (
    <DialogPanel
      title={`${made.name} is in force`}
      icon={<CircleCheck className="text-ok" />}
      environment={null}
    >
      <SecretOnce
        label="Token"
        secret={made.token}
        hint="Gatehouse keeps only a digest. A lost token cannot be read again, only ended and made anew."
        examples={[
          {
            label: 'curl',
            code: `curl ${baseUrl}/ServiceProviderConfig \\\n  -H "Authorization: Bearer $SCIM_TOKEN"`,
          },
        ]}
        file={{ name: 'scim-token.env', content: `SCIM_TOKEN=${made.token}\n` }}
        aside={`In force until ${utcDay(made.expiresAt)}`}
        storedLabel="The token is stored in the directory that brings it"
        onDone={() => router.push(back)}
      />
      <noscript>
        <p className="px-6 pb-4 text-13">
          Store the token now, then{' '}
          <a className="link" href={back}>
            go on to provisioning
          </a>
          .
        </p>
      </noscript>
    </DialogPanel>
  );
}
