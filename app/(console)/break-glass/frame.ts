import { notFound } from 'next/navigation';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { readPerson } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../approvals/ahead.ts';
import { idFrom, orNotFound } from '../found.ts';
import { frameOf } from '../operators/frame.ts';

/** The person of the address and the frame of one verb's form. Not permitted looks like not there. */
export async function loadPerson(params: Promise<{ id: string }>, verb: 'remove' | 'renew-codes') {
  const id = await idFrom(params);
  const returnTo = paths.breakGlassPerson(id, verb);
  const viewer = await requireViewer(returnTo);
  const command = verb === 'remove' ? 'break_glass.remove_person' : 'break_glass.renew_codes';
  if (!viewer.can(command, 'BreakGlassPerson')) notFound();
  const person = await orNotFound(readPerson(viewer.reader, id));
  const ahead = await aheadOf(viewer, command);
  return { person, frame: { ...breakGlassFrame(viewer, returnTo), ahead } };
}

export function breakGlassFrame(viewer: Viewer, returnTo: string): PageFrame {
  return frameOf(viewer, returnTo, paths.breakGlassPeople);
}

export const crumbs = [{ label: 'Break-glass', href: paths.breakGlassPeople }];
