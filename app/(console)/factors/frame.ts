import { notFound } from 'next/navigation';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { type FactorRow, type Factors, ownFactors } from '#lib/factors/queries.ts';
import { paths } from '#lib/paths.ts';
import { factorOf } from '../factor.ts';
import { idFrom } from '../found.ts';

/** The frame of a form about one's own factors. */
export function frameOf(viewer: Viewer, returnTo: string, backHref: string = paths.factors): PageFrame {
  return {
    nonce: crypto.randomUUID(),
    returnTo,
    backHref,
    environment: null,
    factor: factorOf(viewer),
  };
}

/** Where the provider vouches anew, in a tab of its own. */
export function providerOf({ connection: { slug, name } }: Viewer): { name: string; href: string } {
  return { name, href: `/saml/${slug}/login?purpose=step-up` };
}

interface Loaded {
  viewer: Viewer;
  factors: Factors;
  factor: FactorRow;
  frame: PageFrame;
}

/** The passkey or app of the address, where it is the viewer's own. */
export async function loadFactor(
  params: Promise<{ id: string }>,
  verb: 'rename' | 'remove',
): Promise<Loaded> {
  const id = await idFrom(params);
  const returnTo = paths.factorVerb(id, verb);
  const viewer = await requireViewer(returnTo);
  const factors = await ownFactors(viewer.reader);
  const factor = [...factors.passkeys, factors.totp].find((row) => row?.id === id);
  if (!factor) notFound();
  return { viewer, factors, factor, frame: frameOf(viewer, returnTo) };
}
