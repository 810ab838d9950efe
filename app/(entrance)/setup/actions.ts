'use server';

import { redirect } from 'next/navigation';
import type { FormState } from '#lib/action.ts';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { attributeRows } from '#lib/connections/settings-schema.ts';
import { Refusal } from '#lib/errors.ts';
import { paths } from '#lib/paths.ts';
import { commands, execute } from '#lib/registry.ts';
import { removeSetupFile, setupActor } from '#lib/setup/link.ts';
import { requireSetup } from './current.ts';
import { setupOrigin } from './origin.ts';

type State = FormState<never>;
type Step = 'nameFirstOwner' | 'connectFirst' | 'finishSetup';

export async function nameOwner(_previous: State, form: FormData): Promise<State> {
  const input = { name: textOf(form, 'name'), email: textOf(form, 'email'), nameId: textOf(form, 'nameId') };
  return (await run('nameFirstOwner', input)) ?? redirect(paths.setupStep('connection'));
}

/** Brings the metadata from its address, if only that was given, since a command has no network. */
export async function connect(_previous: State, form: FormData): Promise<State> {
  // Before anything is fetched: whoever has no set-up in hand does not make this server knock anywhere.
  await requireSetup();
  const address = textOf(form, 'address');
  let metadata = textOf(form, 'metadata');
  if (address && !metadata) {
    try {
      metadata = await fetchMetadata(address);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'invalid', message: 'Correct the marked fields.', fields: { address: error.message } };
    }
  }
  const input = {
    slug: textOf(form, 'slug'),
    name: textOf(form, 'name'),
    mfaContexts: textOf(form, 'mfaContexts'),
    mfaAttributes: attributeRows(textsOf(form, 'attribute'), textsOf(form, 'values')),
    signatures: textOf(form, 'signatures'),
    // A box that is not ticked is not sent.
    asksContext: form.has('asksContext'),
    withoutMfa: textOf(form, 'withoutMfa'),
    metadata,
  };
  return (await run('connectFirst', input)) ?? redirect(paths.setupStep('test'));
}

export async function finish(_previous: State, _form: FormData): Promise<State> {
  const refused = await run('finishSetup', {});
  if (refused) return refused;
  removeSetupFile();
  redirect(paths.setupFinished);
}

/** Null when it is done; the steps lead on by themselves. */
async function run(step: Step, input: object): Promise<State | null> {
  const { id } = await requireSetup();
  const outcome = await execute(commands[step], setupActor, { ...input, id }, { origin: setupOrigin() });
  switch (outcome.kind) {
    case 'done':
      return null;
    case 'invalid':
      return outcome;
    case 'refused':
      return { kind: 'refused', message: outcome.message, reference: outcome.reference };
    default:
      return { kind: 'alreadyDone', message: 'This was done already.', subjectId: '' };
  }
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function textsOf(form: FormData, name: string): string[] {
  return form.getAll(name).filter((value) => typeof value === 'string');
}
