'use client';

import { Play, Undo2 } from 'lucide-react';
import { CodeSheet } from '#components/break-glass/code-sheet.tsx';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';
import { type Carried, ShownOnce } from './shown-once.tsx';

interface OwnProps {
  frame: PageFrame;
  id: string;
  title: string;
  summary: string;
}

export function WithdrawForm({
  frame,
  action,
  id,
  title,
  summary,
}: OwnProps & { action: FormAction<{ id: string }> }) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Withdraw the request"
      values={{ id }}
      submit={{ label: 'Withdraw', pendingLabel: 'Withdrawing', icon: <Undo2 /> }}
      doneNotice="Withdrawn. Nothing was changed."
      after={<p className="text-12 text-ink-3">It leaves the approvals of the others. You can ask anew.</p>}
    >
      {() => (
        <Note title={title}>
          <span className="[overflow-wrap:anywhere]">Will not happen: {summary}</span>
        </Note>
      )}
    </PageForm>
  );
}

interface ExecuteFormProps extends OwnProps {
  action: FormAction<object>;
  changes: Change[];
  approvedBy: string;
  /** Where calls are asked, for the lines beside a new token. */
  gateUrl: string;
  /** Where break-glass is opened: it stands on a sheet of codes. */
  breakGlassUrl: string;
}

/** What was approved, carried out by whoever asked for it: once, as it was approved, with a proof of its own. */
export function ExecuteForm(props: ExecuteFormProps) {
  const { frame, action, id, title, summary, changes, approvedBy, gateUrl, breakGlassUrl } = props;
  const { environment } = frame;
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Carry it out"
      values={{ id }}
      critical
      submit={{ label: 'Carry it out', pendingLabel: 'Carrying it out', icon: <Play /> }}
      doneNotice="Done, as it was approved."
      done={(result: Carried) =>
        result.codes && result.name ? (
          <CodeSheet
            name={result.name}
            codes={result.codes}
            address={breakGlassUrl}
            doneHref={paths.approval(id)}
          />
        ) : (
          <ShownOnce result={result} environment={environment} gateUrl={gateUrl} href={paths.approval(id)} />
        )
      }
    >
      {() => (
        <>
          <Note tone="warn" title={title}>
            <span className="[overflow-wrap:anywhere]">Afterwards: {summary}</span>
          </Note>
          {changes.length > 0 ? <Diff changes={changes} /> : null}
          <p className="text-13 text-ink-2">
            Approved by {approvedBy}. It is done exactly as it was approved; if what it changes has changed
            meanwhile, nothing is done and the request is closed.
          </p>
        </>
      )}
    </PageForm>
  );
}
