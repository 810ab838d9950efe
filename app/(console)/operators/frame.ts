import type { PageFrame } from '#components/forms/page-form.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { type OperatorPage, readOperator } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { factorOf } from '../factor.ts';
import { idFrom, orNotFound } from '../found.ts';

/** The frame of a form about people: it belongs to the whole installation, and every change asks for the factor. */
export function frameOf(viewer: Viewer, returnTo: string, backHref: string): PageFrame {
  return {
    nonce: crypto.randomUUID(),
    returnTo,
    backHref,
    environment: null,
    factor: factorOf(viewer),
  };
}

interface Loaded {
  viewer: Viewer;
  operator: OperatorPage;
  frame: PageFrame;
}

/** The operator of the address and the frame of the form at `below` it. */
export async function loadOperator(params: Promise<{ id: string }>, below: string): Promise<Loaded> {
  const id = await idFrom(params);
  const returnTo = below ? `${paths.operator(id)}/${below}` : paths.operator(id);
  const viewer = await requireViewer(returnTo);
  const operator = await orNotFound(readOperator(viewer.reader, id));
  return { viewer, operator, frame: frameOf(viewer, returnTo, paths.operator(id)) };
}
