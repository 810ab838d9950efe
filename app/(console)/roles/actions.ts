'use server';

import { redirect } from 'next/navigation';
import type { DraftState } from '#components/roles/editor-types.ts';
import { formAction } from '#lib/action.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';
import { draftFromForm } from './draft-form.ts';

export const createRole = formAction(commands.createRole);
export const editRole = formAction(commands.editRole);
export const restoreRole = formAction(commands.restoreRole);
export const retireRole = formAction(commands.retireRole, ({ slug }) => paths.role(slug));

/** Changes nothing: reads the editor and leads to where its draft is looked at, in its address. */
export async function draftRole(_previous: DraftState, form: FormData): Promise<DraftState> {
  await requireViewer(paths.roles);
  const read = draftFromForm(form);
  if (read.kind === 'wrong') return read;
  redirect(read.href);
}
