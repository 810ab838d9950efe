/** The thin caller behind every form: finds the operator, reads the form, renders the outcome. Never edited per feature. */
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import type { z } from 'zod';
import { executeApproved } from './approvals/execute-approved.ts';
import { requireSession, requireViewer } from './auth/current.ts';
import type { Command } from './command.ts';
import type { AwaitingApproval, Outcome } from './execute.ts';
import { executeWithFactor, type FactorAsked } from './factors/step-up.ts';

export type FormState<R = unknown> =
  | { kind: 'idle' }
  | { kind: 'done'; result: R }
  | { kind: 'alreadyDone'; message: string; subjectId: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | NeedsFactorState
  | AwaitingApproval
  | { kind: 'refused'; message: string; reference: string };

/** The form stays as it is, and asks for the factor: it is sent again with `proofAssertion` or `proofCode` beside its fields. */
export type NeedsFactorState = FactorAsked;

/**
 * A server action for `useActionState`. The form's hidden `nonce` makes a second submission change nothing. `leadsTo`
 * is for what takes its own page along: the answer renders that page anew, and it is no longer there.
 */
export function formAction<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  leadsTo?: (result: R) => string,
) {
  return async (_previous: FormState<R>, form: FormData): Promise<FormState<R>> => {
    // Of a session that moved, too: the corridor asks for its factor, and what was typed stays.
    const viewer = await requireSession();
    const given = { assertion: textOf(form, 'proofAssertion', 8192), code: textOf(form, 'proofCode') };
    const options = { origin: viewer.origin, nonce: textOf(form, 'nonce') };
    const outcome = await executeWithFactor(command, viewer, fieldsOf(form), given, options);
    const state = outcome.kind === 'needsFactor' ? outcome : stateOf(outcome);
    if (state.kind === 'done' && leadsTo) redirect(leadsTo(state.result));
    return state;
  };
}

/** Of the page of an approved request: its form sends `id`, and what is executed is what was frozen. */
export async function executeApprovedAction(
  _previous: FormState<object>,
  form: FormData,
): Promise<FormState<object>> {
  const viewer = await requireViewer();
  const given = { assertion: textOf(form, 'proofAssertion', 8192), code: textOf(form, 'proofCode') };
  const options = { origin: viewer.origin, nonce: textOf(form, 'nonce') };
  const outcome = await executeApproved(textOf(form, 'id') ?? '', viewer, given, options);
  return outcome.kind === 'needsFactor' ? outcome : stateOf(outcome);
}

function stateOf<R extends object>(outcome: Exclude<Outcome<R>, { kind: 'needsFactor' }>): FormState<R> {
  switch (outcome.kind) {
    case 'done':
      revalidatePath('/', 'layout');
      return { kind: 'done', result: outcome.result };
    case 'alreadyDone':
      return {
        kind: 'alreadyDone',
        subjectId: outcome.subjectId,
        message: 'This was done already, once. A token is shown only the first time.',
      };
    case 'awaitsApproval':
      revalidatePath('/', 'layout');
      return outcome;
    case 'invalid':
      return outcome;
    case 'refused':
      return { kind: 'refused', message: outcome.message, reference: outcome.reference };
  }
}

// What every form carries for itself; the command sees its own fields alone.
const own = new Set(['nonce', 'returnTo', 'proofAssertion', 'proofCode']);

// A name that comes more than once, or ends with [], is a list; React's own fields stay out.
function fieldsOf(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$ACTION') || own.has(name)) continue;
    const values = form.getAll(name).filter((v) => typeof v === 'string');
    fields[name.replace(/\[\]$/, '')] = name.endsWith('[]') ? values : values[0];
  }
  return fields;
}

function textOf(form: FormData, name: string, most = 600): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : null;
}
