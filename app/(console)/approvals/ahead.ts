import type { Ahead } from '#components/forms/approval-ahead.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { approvalAhead } from '#lib/approvals/ahead-queries.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { frameOf } from '../operators/frame.ts';

/** What this change of this viewer would wait for, and who could agree to it: for its form, before it is sent. */
export function aheadOf(
  viewer: Viewer,
  command: string,
  environmentId: string | null = null,
): Promise<Ahead> {
  return approvalAhead(viewer.reader, command, environmentId);
}

/** The frame of a critical change that belongs to the whole installation. */
export async function criticalFrame(
  viewer: Viewer,
  command: string,
  returnTo: string,
  backHref: string,
): Promise<PageFrame> {
  return { ...frameOf(viewer, returnTo, backHref), ahead: await aheadOf(viewer, command) };
}
