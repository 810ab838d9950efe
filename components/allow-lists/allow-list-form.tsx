'use client';

import { ShieldHalf } from 'lucide-react';
import { useState } from 'react';
import { ConfirmForm, type SubjectFrame } from '#components/forms/confirm-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { type ListEntry, type ListMode, opensToAll } from '#lib/allow-lists/schema.ts';
import { isHeavyList } from '#lib/keys/rules.ts';
import { type ListDraft, ListEditor } from './list-editor.tsx';

interface AllowListFormProps<R> {
  frame: SubjectFrame;
  action: FormAction<R>;
  list: { mode: ListMode; version: number; entries: ListEntry[]; agreed: string[] } | null;
  /** Of a key's list. */
  kind?: string;
  ownAddress: string;
  /** What else holds: the application's list. */
  also?: string;
}

export function AllowListForm<R>({ frame, action, list, kind, ownAddress, also }: AllowListFormProps<R>) {
  const before = list ?? { mode: 'off' as const, entries: [], agreed: [] };
  const [draft, setDraft] = useState<ListDraft>({ ...before, faults: 0 });
  const production = frame.environment.id === 'production';
  const critical = production && isHeavyList(before, draft, kind);
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Edit allow-list"
      effect={effectOf(before, draft, kind)}
      critical={critical}
      next="The gate judges by the new list within a second. Every change stands in the trail, so that it can be put back."
      submit={{
        label: 'Save allow-list',
        pendingLabel: 'Saving',
        icon: <ShieldHalf />,
        danger: draft.mode === 'enforce' && draft.entries.length === 0,
        disabled: draft.faults > 0,
      }}
      doneNotice={`The allow-list of ${frame.name} is saved.`}
    >
      {(fields) => (
        <>
          {list ? <input type="hidden" name="version" value={list.version} /> : null}
          <ListEditor
            production={production}
            before={before}
            ownAddress={ownAddress}
            errors={fields}
            also={also}
            onChange={setDraft}
          />
        </>
      )}
    </ConfirmForm>
  );
}

type List = { mode: ListMode; entries: ListEntry[] };

function effectOf(before: List, after: List, kind?: string) {
  const value = (entry: ListEntry) => entry.value;
  const was = new Set(before.entries.map(value));
  const is = new Set(after.entries.map(value));
  const added = [...is].filter((v) => !was.has(v)).length;
  const removed = [...was].filter((v) => !is.has(v)).length;
  if (before.mode === 'enforce' && after.mode !== 'enforce')
    return {
      tone: 'bad' as const,
      title: 'Calls from any address pass as soon as this is saved.',
      text: `The list leaves enforce for ${after.mode}.`,
    };
  if (after.mode === 'enforce' && is.size === 0)
    return { tone: 'bad' as const, title: 'Enforced and empty: every call is refused within a second.' };
  if (kind !== 'publishable' && opensToAll(before, after))
    return {
      tone: 'bad' as const,
      title: 'Calls from any address pass that state such a host.',
      text: 'A server states whatever host it likes. Name addresses, too.',
    };
  if (before.mode !== 'enforce' && after.mode === 'enforce')
    return {
      tone: 'warn' as const,
      title: 'Calls from anywhere else are refused within a second.',
      text: 'Before, they passed.',
    };
  if (added + removed === 0 && before.mode === after.mode) return undefined;
  return { tone: 'plain' as const, title: `${added} added, ${removed} removed, ${is.size} in all.` };
}
