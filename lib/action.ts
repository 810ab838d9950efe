/** The thin caller behind every form: finds the operator, reads the form, renders the outcome. Never edited per feature. */
import { revalidatePath } from 'next/cache';
import type { z } from 'zod';
import { requireViewer } from './auth/current.ts';
import type { Command } from './command.ts';
import { execute } from './execute.ts';
import { paths } from './paths.ts';

export type FormState<R = unknown> =
  | { kind: 'idle' }
  | { kind: 'done'; result: R }
  | { kind: 'alreadyDone'; message: string; subjectId: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'needsFactor'; message: string; href: string }
  | { kind: 'refused'; message: string; reference: string };

/** A server action for `useActionState`. The form's hidden `nonce` makes a second submission change nothing. */
export function formAction<I extends z.ZodType, R extends object>(command: Command<I, R>) {
  return async (_previous: FormState<R>, form: FormData): Promise<FormState<R>> => {
    const viewer = await requireViewer();
    const outcome = await execute(command, viewer.actor, fieldsOf(form), {
      origin: viewer.origin,
      nonce: textOf(form, 'nonce'),
    });
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
      case 'invalid':
        return outcome;
      case 'needsFactor':
        return {
          kind: 'needsFactor',
          message: outcome.message,
          href: `${paths.login(viewer.connection.slug, textOf(form, 'returnTo') ?? '/')}&force=1`,
        };
      case 'refused':
        return { kind: 'refused', message: outcome.message, reference: outcome.reference };
    }
  };
}

// A name that comes more than once, or ends with [], is a list; React's own fields stay out.
function fieldsOf(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$ACTION') || name === 'nonce' || name === 'returnTo') continue;
    const values = form.getAll(name).filter((v) => typeof v === 'string');
    fields[name.replace(/\[\]$/, '')] = name.endsWith('[]') ? values : values[0];
  }
  return fields;
}

function textOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.length > 0 && value.length <= 600 ? value : null;
}
