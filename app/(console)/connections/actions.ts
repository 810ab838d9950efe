'use server';

import type { FormState } from '#lib/action.ts';
import { formAction } from '#lib/action.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { attributeRows } from '#lib/connections/settings-schema.ts';
import { Refusal } from '#lib/errors.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

export const enableConnection = formAction(commands.enableConnection);
export const disableConnection = formAction(commands.disableConnection);
export const editConnection = formAction(commands.editConnection);
export const restoreConnection = formAction(commands.restoreConnection);
export const removeCertificate = formAction(commands.removeCertificate, ({ id }) => paths.connection(id));
export const beginKeyRollover = formAction(commands.beginKeyRollover);
export const finishKeyRollover = formAction(commands.finishKeyRollover);
export const cancelKeyRollover = formAction(commands.cancelKeyRollover);

export const removeConnection = formAction(commands.removeConnection, () => paths.connections);

type Added = FormState<{ id: string; slug: string; kind: 'saml' | 'dev'; enabled: boolean }>;
const add = formAction(commands.addConnection);

/** Brings the metadata from its address, if only that was given, since a command has no network; then adds. */
export async function addConnection(previous: Added, form: FormData): Promise<Added> {
  // A box that is not ticked is not sent, and the command's default is "yes".
  for (const box of ['listed', 'asksContext']) form.set(box, String(form.has(box)));
  form.set(
    'mfaAttributes',
    JSON.stringify(attributeRows(textsOf(form, 'attribute'), textsOf(form, 'values'))),
  );
  const address = textOf(form, 'address');
  if (address && !textOf(form, 'metadata')) {
    const viewer = await requireViewer();
    // Or anybody who is signed in could make this server fetch.
    if (!viewer.can('connection.add', 'Connection')) return add(previous, form);
    try {
      form.set('metadata', await fetchMetadata(address));
      form.set('metadataUrl', address);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'invalid', message: 'Correct the marked fields.', fields: { address: error.message } };
    }
  }
  return add(previous, form);
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function textsOf(form: FormData, name: string): string[] {
  return form.getAll(name).filter((value) => typeof value === 'string');
}
