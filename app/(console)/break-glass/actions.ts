'use server';

import { formAction } from '#lib/action.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { type OpenNow, openNow } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

export const nameForBreakGlass = formAction(commands.namePerson);
export const removeFromBreakGlass = formAction(commands.removePerson, () => paths.breakGlassPeople);
export const renewSealedCodes = formAction(commands.renewCodes);
export const signReview = formAction(commands.signReview);

/** What the banner shows after a step to another page, whose layout stays as it was. */
export async function openBreakGlass(): Promise<OpenNow | null> {
  const viewer = await requireViewer();
  return openNow(viewer.now);
}
