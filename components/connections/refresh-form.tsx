'use client';

import { Check, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApprovalAhead } from '#components/forms/approval-ahead.tsx';
import { AwaitsApproval, awaitedOf } from '#components/forms/awaits-approval.tsx';
import { CodeWithoutScripts } from '#components/forms/code-without-scripts.tsx';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { FormFoot } from '#components/forms/form-foot.tsx';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import { useForm } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { DialogBody } from '#components/ui/dialog.tsx';
import { Diff } from '#components/ui/diff.tsx';
import { Note } from '#components/ui/note.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';
import type { ShownMetadata } from '#lib/connections/preview.ts';
import { MetadataFields } from './metadata-fields.tsx';

type Refreshed = { id: string; version: number; certificates: number };
/** What came of it, and what was shown meanwhile. */
export type RefreshState = FormState<Refreshed> & { shown?: ShownMetadata };

interface RefreshFormProps {
  frame: PageFrame;
  action(previous: RefreshState, form: FormData): Promise<RefreshState>;
  connection: { id: string; name: string; version: number; metadataUrl: string | null };
  effect: { tone: 'plain' | 'warn'; title: string; text: string };
}

/** First the metadata, then what it changes: exactly that is stored, and nothing is fetched in between. */
export function RefreshForm({ frame, action, connection, effect }: RefreshFormProps) {
  const { state, fields, form } = useForm<Refreshed>(action);
  const { shown } = state as RefreshState;
  const { id, name, version, metadataUrl } = connection;
  const isSame = shown?.changes.length === 0;
  const title = `Refresh the metadata of ${name}`;
  const awaited = awaitedOf(state as FormState);
  if (awaited) return <AwaitsApproval title={title} frame={frame} awaited={awaited} />;
  const hidden = { nonce: frame.nonce, returnTo: frame.returnTo, id, version: String(version) };
  return (
    <DialogPanel title={title} environment={null} width={shown ? 920 : 600} closeHref={frame.backHref}>
      <ActionForm {...form} key={shown ? 'confirm' : 'give'}>
        <Hidden values={hidden} />
        <DialogBody>
          {shown ? (
            <Confirm shown={shown} effect={effect} errors={fields} />
          ) : (
            <>
              <Note title="Nothing is stored yet.">
                What it would change is shown next: addresses, and certificates by subject, end and
                fingerprint.
              </Note>
              <MetadataFields errors={fields} address={metadataUrl ?? undefined} />
            </>
          )}
          {shown && !isSame && frame.ahead ? <ApprovalAhead ahead={frame.ahead} /> : null}
          <FormOutcome state={state as FormState} />
        </DialogBody>
        <FormFoot
          state={state as FormState}
          factor={shown && !isSame ? frame.factor : null}
          critical={shown !== undefined && !isSame}
          cancelHref={frame.backHref}
        >
          {shown ? (
            isSame ? null : (
              <SubmitButton variant="primary" icon={<Check />} pendingLabel="Storing">
                Store what is shown
              </SubmitButton>
            )
          ) : (
            <SubmitButton variant="primary" icon={<RefreshCw />} pendingLabel="Reading">
              Show the difference
            </SubmitButton>
          )}
        </FormFoot>
      </ActionForm>
    </DialogPanel>
  );
}

interface ConfirmProps {
  shown: ShownMetadata;
  effect: RefreshFormProps['effect'];
  errors: Record<string, string>;
}

function Confirm({ shown, effect, errors }: ConfirmProps): ReactNode {
  const { metadata, digest, address, changes, unnamed } = shown;
  if (changes.length === 0)
    return (
      <Note tone="ok" role="status" title="The metadata says what is stored already.">
        There is nothing to do.
      </Note>
    );
  return (
    <>
      <Hidden values={{ step: 'confirm', metadata, digest, address: address ?? '' }} />
      <Note tone={effect.tone} title={effect.title}>
        {effect.text}
      </Note>
      <Diff changes={changes} />
      {unnamed.length > 0 ? (
        <Checkbox
          label="Keep certificates that the metadata no longer names"
          className="[overflow-wrap:anywhere]"
          detail={`${unnamed.join('; ')}. They can be removed by hand once the provider signs with the new one. Take the tick away only where such a key fell into other hands.`}
          name="keepsFormer"
          value="true"
          defaultChecked
        />
      ) : null}
      <p className="text-12 text-ink-3">
        Compare each new fingerprint with the provider’s own page: whoever holds its key says who people are.
      </p>
      <ReasonField error={errors.reason} />
      <CodeWithoutScripts />
    </>
  );
}

function Hidden({ values }: { values: Record<string, string> }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
}
