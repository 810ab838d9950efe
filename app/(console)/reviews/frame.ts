import type { PageFrame } from '#components/forms/page-form.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { factorOf } from '../factor.ts';

/** Of a form about rights: what it changes belongs to the whole installation. */
export function reviewFrame(viewer: Viewer, returnTo: string, reviewId: string | null): PageFrame {
  return {
    nonce: crypto.randomUUID(),
    returnTo,
    backHref: reviewId ? paths.review(reviewId) : paths.reviews,
    environment: null,
    factor: factorOf(viewer),
  };
}
