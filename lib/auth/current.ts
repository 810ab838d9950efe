/** Promise: a page that asks for its viewer has one, or is not rendered. */
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { paths, safeReturnTo } from '../paths.ts';
import { environmentCookie, sessionCookie } from './cookies.ts';
import { type Pending, pendingBehind } from './pending-sign-in.ts';
import { type Viewer, viewerBehind } from './viewer.ts';

export { type Viewer, viewerOfRequest } from './viewer.ts';

/** Who looks at this page, once per request; null when nobody is signed in. */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const jar = await cookies();
  return viewerBehind(
    { session: jar.get(sessionCookie)?.value, environment: jar.get(environmentCookie)?.value },
    'console',
  );
});

/** Whose second factor this browser still owes, once per request; null when nobody's. */
export const currentPending = cache(async (): Promise<Pending | null> => {
  return pendingBehind((await cookies()).get(sessionCookie)?.value);
});

/** The viewer, or the sign-in page, or of a session that moved the page that asks for its factor; both lead back. */
export async function requireViewer(returnTo?: string): Promise<Viewer> {
  const viewer = await requireSession(returnTo);
  if (!viewer.moved) return viewer;
  const asked = (await headers()).get('x-gatehouse-path') ?? returnTo;
  redirect(`${paths.stepUp}?returnTo=${encodeURIComponent(safeReturnTo(asked))}`);
}

/** Also of a session that moved: for giving its second factor there, ending one's sessions and leaving, and no more. */
export async function requireSession(returnTo?: string): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  const target = safeReturnTo(returnTo);
  redirect(target === '/' ? paths.signIn : `${paths.signIn}?returnTo=${encodeURIComponent(target)}`);
}
