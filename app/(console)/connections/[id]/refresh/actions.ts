'use server';

import { redirect } from 'next/navigation';
import type { RefreshState } from '#components/connections/refresh-form.tsx';
import { formAction } from '#lib/action.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { type ShownMetadata, showMetadata } from '#lib/connections/preview.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { Refusal } from '#lib/errors.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

const refresh = formAction(commands.refreshConnection);

/**
 * Two steps in one action: what the metadata would change is shown first, and comes back to be confirmed. It is not
 * fetched again in between: an address that answers differently the second time would store what nobody saw.
 */
export async function refreshConnection(previous: RefreshState, form: FormData): Promise<RefreshState> {
  const viewer = await requireViewer();
  const isConfirmed = textOf(form, 'step') === 'confirm';
  const id = textOf(form, 'id');
  // Not permitted: the command says so, and the refusal stands in the trail. Nobody else makes this server fetch.
  if (!viewer.can('connection.refresh', 'Connection'))
    return refresh(previous, without(form, ['step', 'address']));
  try {
    const shown = await show(viewer, id, form, isConfirmed);
    if (!isConfirmed) return { kind: 'idle', shown };
    if (shown.address) form.set('metadataUrl', shown.address);
    form.set('keepsFormer', String(form.has('keepsFormer') || shown.unnamed.length === 0));
    const state = await refresh(previous, without(form, ['step', 'address']));
    if (state.kind === 'done') redirect(paths.connection(id));
    return { ...state, shown };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'invalid', message: 'Correct the marked fields.', fields: fieldsOf(error, form) };
  }
}

async function show(
  viewer: Viewer,
  id: string,
  form: FormData,
  isConfirmed: boolean,
): Promise<ShownMetadata> {
  const { settings } = await readForChange(viewer.reader, id, 'connection.refresh');
  const pasted = textOf(form, 'metadata');
  const address = textOf(form, 'address');
  if (pasted)
    return showMetadata(settings, {
      metadata: pasted,
      address: isConfirmed ? address || null : null,
      now: viewer.now,
    });
  if (!address)
    throw new Refusal('invalid', 'Give the metadata.', {
      metadata: 'Give an address, a file or the metadata itself.',
    });
  return showMetadata(settings, { metadata: await fetchMetadata(address), address, now: viewer.now });
}

// What was fetched from an address is wrong there, and not in the empty field below it.
function fieldsOf({ fields, message }: Refusal, form: FormData): Record<string, string> {
  const said = fields.metadata ?? message;
  return textOf(form, 'metadata') || !textOf(form, 'address') ? { metadata: said } : { address: said };
}

function without(form: FormData, names: string[]): FormData {
  for (const name of names) form.delete(name);
  return form;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
