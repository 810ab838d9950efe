'use client';

import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogFoot } from '#components/ui/dialog.tsx';
import type { FormState } from '#lib/action.ts';
import { awaitedOf } from './awaits-approval.tsx';
import { type Factor, FactorNote } from './factor-note.tsx';
import { RequestEnds } from './request-ends.tsx';

interface FormFootProps {
  state: FormState;
  factor: Factor | null;
  critical?: boolean | undefined;
  bound?: boolean | undefined;
  cancelHref: string;
  /** The button that sends it. While a proof is asked for, the ways to give one stand in its place. */
  children: ReactNode;
}

/** The foot of every form: what will be asked, then until when it is; cancel, and the button that sends it. */
export function FormFoot({ state, factor, critical, bound, cancelHref, children }: FormFootProps) {
  const asked = state.kind === 'needsFactor' ? state : null;
  const isSaid = factor !== null || critical || bound;
  const note = isSaid ? <FactorNote factor={factor} critical={critical} bound={bound} /> : null;
  return (
    <DialogFoot said={asked ? <RequestEnds asked={asked} /> : note}>
      <LinkButton href={cancelHref}>Cancel</LinkButton>
      {asked || awaitedOf(state) ? null : children}
    </DialogFoot>
  );
}
