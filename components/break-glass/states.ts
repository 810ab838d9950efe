import type { Preview } from '#lib/break-glass/act.ts';

/** What came of a step that was refused, with the number that leads to it in the trail. */
export interface RefusedStep {
  message: string;
  reference: string;
}

/** Of a form that proposes: first what it would do, then what was wrong with the proof. */
export type ProposeState = { kind: 'idle' } | (Preview & { error?: RefusedStep });
export type ConfirmState = { kind: 'idle' } | ({ kind: 'refused' } & RefusedStep);
