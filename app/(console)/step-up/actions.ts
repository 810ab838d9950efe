'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import type { FormState } from '#lib/action.ts';
import { requireSession, type Viewer } from '#lib/auth/current.ts';
import { present, waysOf } from '#lib/factors/present.ts';
import { safeReturnTo } from '#lib/paths.ts';
import { whyAsked } from './why.ts';

/** Proves for the sensitive changes of the next minutes; of the critical ones each asks for itself. */
export async function proveForNow(_previous: FormState<object>, form: FormData): Promise<FormState<object>> {
  const viewer = await requireSession();
  const now = new Date();
  const given = { assertion: textOf(form, 'proofAssertion', 8192), code: textOf(form, 'proofCode', 40) };
  const presented = await present(viewer, given, { binding: null, origin: viewer.origin, now });
  // Nothing given: it may have been proven at the provider, in the other tab.
  if (presented.kind === 'proven' || (presented.kind === 'nothing' && whyAsked(viewer) === null)) {
    // The frame says that the session has moved: it is read anew.
    revalidatePath('/', 'layout');
    redirect(safeReturnTo(textOf(form, 'returnTo', 512)));
  }
  return asked(viewer, presented.kind === 'refused' ? presented.message : null, now);
}

async function asked(viewer: Viewer, error: string | null, now: Date): Promise<FormState<object>> {
  const ways = await waysOf(viewer, null, now);
  return { kind: 'needsFactor', message: whyAsked(viewer) ?? '', error, critical: false, ways };
}

function textOf(form: FormData, name: string, most: number): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : null;
}
