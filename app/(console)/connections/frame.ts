import { notFound } from 'next/navigation';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import {
  type ConnectionEffects,
  type ConnectionPage,
  connectionEffects,
  readConnection,
} from '#lib/connections/console-queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../approvals/ahead.ts';
import { idFrom, orNotFound } from '../found.ts';

interface Loaded {
  viewer: Viewer;
  connection: ConnectionPage;
  effects: ConnectionEffects;
  frame: PageFrame;
}

/** All that the page of one verb needs. Not permitted looks like not there. */
export async function loadVerb(
  params: Promise<{ id: string }>,
  verb: keyof ConnectionPage['may'],
): Promise<Loaded> {
  const id = await idFrom(params);
  const returnTo = `${paths.connection(id)}/${verb}`;
  const viewer = await requireViewer(returnTo);
  const connection = await orNotFound(readConnection(viewer.reader, id));
  if (!connection.may[verb]) notFound();
  const effects = await connectionEffects(viewer.reader, id);
  const frame = await criticalFrame(viewer, `connection.${verb}`, returnTo, paths.connection(id));
  return { viewer, connection, effects, frame };
}

/** Why an enabled connection cannot go now, or null. Words only: the command decides. */
export function lastEntranceWords({
  others,
  ownersElsewhere,
  isLastForTwo,
}: ConnectionEffects): string | null {
  if (others === 0)
    return 'This is the only connection through which anybody can sign in. Enable another one first.';
  if (ownersElsewhere === 0)
    return 'No account owner could sign in through another connection. Make somebody an account owner there first.';
  if (isLastForTwo)
    return 'This is the last connection that two account owners can use. Make two people of another enabled connection account owners first.';
  return null;
}
