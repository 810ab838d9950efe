'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ListDraft, ListEditor } from '#components/allow-lists/list-editor.tsx';
import { type Ahead, ApprovalAhead } from '#components/forms/approval-ahead.tsx';
import { AwaitsApproval, awaitedOf } from '#components/forms/awaits-approval.tsx';
import { DialogPanel, type Environment } from '#components/forms/dialog-panel.tsx';
import type { Factor } from '#components/forms/factor-note.tsx';
import { FormFoot } from '#components/forms/form-foot.tsx';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import { type FormAction, useForm } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';
import { isOpenKey } from '#lib/keys/rules.ts';
import { paths } from '#lib/paths.ts';
import type { commands } from '#lib/registry.ts';
import { ExpiryField } from './expiry-field.tsx';
import { ApplicationField, type ApplicationOption, KindField } from './new-key-fields.tsx';
import { ScopesField } from './scopes-field.tsx';
import { TokenOnce } from './token-once.tsx';

type Created = Awaited<ReturnType<typeof commands.createKey.walk>>['result'];

export interface NewKeyFormProps {
  action: FormAction<Created>;
  nonce: string;
  environment: Environment;
  applications: ApplicationOption[];
  /** Chosen when the form opens: the only one, or the one that the link named. */
  applicationId: string | null;
  scopes: readonly string[];
  ownAddress: string;
  factor: Factor | null;
  /** What it waits for where it is critical. */
  ahead?: Ahead | null;
  gateUrl: string;
  now: Date;
}

export function NewKeyForm(props: NewKeyFormProps) {
  const {
    action,
    nonce,
    environment,
    applications,
    scopes,
    ownAddress,
    factor,
    ahead = null,
    gateUrl,
    now,
  } = props;
  const { state, fields, form } = useForm(action);
  const [applicationId, setApplicationId] = useState(props.applicationId ?? '');
  const [draft, setDraft] = useState<ListDraft>({ mode: 'enforce', entries: [], faults: 0 });
  const [kind, setKind] = useState('secret');
  const application = applications.find(({ id }) => id === applicationId);
  const critical = environment.id === 'production' && isOpenKey({ ...draft, kind });

  const awaited = awaitedOf(state as FormState);
  if (awaited) {
    const frame = { environment, backHref: paths.keys };
    return <AwaitsApproval title="New key" frame={frame} awaited={awaited} />;
  }
  if (state.kind === 'done') {
    const { id, name, token, expiresAt, entries } = state.result;
    return (
      <TokenOnce
        keyId={id}
        name={name}
        title={`${name} is active`}
        token={token}
        label="Token"
        environment={environment}
        gateUrl={gateUrl}
        expiresAt={expiresAt}
        from={fromWords(entries)}
        storedLabel={`The token is stored where only ${application?.name ?? 'its application'} can read it`}
      />
    );
  }
  return (
    <DialogPanel title="New key" environment={environment} width={920} closeHref={paths.keys}>
      <ActionForm {...form}>
        <input type="hidden" name="nonce" value={nonce} />
        <input type="hidden" name="returnTo" value={paths.newKey} />
        <DialogBody split>
          <div className="grid content-start gap-5">
            <TextField
              label="Name"
              name="name"
              required
              maxLength={80}
              autoComplete="off"
              placeholder="reconcile-eu-west"
              hint="What calls with it, not who. Shown in every list."
              error={fields.name}
            />
            <ApplicationField
              applications={applications}
              value={applicationId}
              onChange={setApplicationId}
              error={fields.applicationId}
            />
            <KindField onChange={setKind} error={fields.kind} />
            <ExpiryField now={now} error={fields.expiresInDays} />
            <ScopesField offered={scopes} errors={fields} />
          </div>
          <ListEditor
            production={environment.id === 'production'}
            before={null}
            ownAddress={ownAddress}
            errors={fields}
            also={application && alsoWords(application)}
            onChange={setDraft}
          />
          <div className="col-span-full grid gap-3 empty:hidden">
            {state.kind !== 'needsFactor' && critical && ahead ? <ApprovalAhead ahead={ahead} /> : null}
            <FormOutcome state={state as FormState} />
            {state.kind === 'alreadyDone' ? (
              <LinkButton href={paths.key(state.subjectId)}>Open the key</LinkButton>
            ) : null}
          </div>
        </DialogBody>
        <FormFoot state={state as FormState} factor={factor} critical={critical} cancelHref={paths.keys}>
          <SubmitButton variant="primary" icon={<Plus />} pendingLabel="Creating" disabled={draft.faults > 0}>
            Create key
          </SubmitButton>
        </FormFoot>
      </ActionForm>
    </DialogPanel>
  );
}

const fromWords = (entries: number) =>
  entries === 0 ? 'no entries yet' : `from ${entries} ${entries === 1 ? 'entry' : 'entries'}`;

function alsoWords({ name, entries }: ApplicationOption): string {
  if (entries === 0) return `${name} has no allow-list entries of its own.`;
  const words = entries === 1 ? 'The entry' : `The ${entries} entries`;
  return `${words} of ${name} hold${entries === 1 ? 's' : ''} as well: a call must pass both lists.`;
}
