import { notFound } from 'next/navigation';
import { requireViewer } from '#lib/auth/current.ts';
import { listDuties } from '#lib/duties/queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../found.ts';

/** The rule of the address, for whoever may run that command. */
export async function loadDuty(params: Promise<{ id: string }>, verb: 'edit' | 'end') {
  const id = await idFrom(params);
  const here = paths.duty(id, verb);
  const viewer = await requireViewer(here);
  if (!viewer.can(`duty.${verb}`, 'DutyRule')) notFound();
  const rule = (await orNotFound(listDuties(viewer.reader))).find((one) => one.id === id);
  if (!rule) notFound();
  return { viewer, rule, here };
}
