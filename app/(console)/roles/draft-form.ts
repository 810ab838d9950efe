import type { DraftState } from '#components/roles/editor-types.ts';
import { type Cells, groups, keyOf, policyOfCells, type Reach, reachesOf } from '#lib/roles/cells.ts';
import { packDraft, type RoleDraft } from '#lib/roles/draft.ts';
import { CreateRole } from '#lib/roles/edit-schema.ts';
import { type LineFault, readPolicyText } from '#lib/roles/policy-text.ts';
import { hrefWith } from '../href.ts';
import { roleHref } from './hrefs.ts';

type Read = { kind: 'draft'; href: string } | Exclude<DraftState, { kind: 'idle' }>;

const textOf = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};
const listOf = (form: FormData, name: string) => form.getAll(name).filter((one) => typeof one === 'string');

/** Reads the editor: the matrix or the JSON, whichever was shown. */
export function draftFromForm(form: FormData): Read {
  const isJson = textOf(form, 'as') === 'json';
  const [name, description] = [textOf(form, 'name').trim(), textOf(form, 'description').trim()];
  const [ceiling, these] = [listOf(form, 'ceiling'), listOf(form, 'these')];
  const policy = isJson ? readPolicyText(textOf(form, 'json')) : policyOfMatrix(form, these);
  const fields = policy.policy ? wrongFields({ name, description, policy: policy.policy, ceiling }) : {};
  const packed = policy.policy && packDraft({ name, description, policy: policy.policy, ceiling });
  if (policy.policy && !packed)
    fields.policy = 'This policy is too long for the console. Save it through the API (/api/v1/roles).';
  if (policy.faults || Object.keys(fields).length > 0)
    return {
      kind: 'wrong',
      fields: policy.faults ? { policy: 'The policy cannot be read.', ...fields } : fields,
      lines: policy.faults ?? [],
      typed: {
        name,
        description,
        ceiling,
        these,
        json: isJson ? textOf(form, 'json') : null,
        cells: Object.fromEntries(cellFields(form)),
      },
    };
  return { kind: 'draft', href: hrefOf(form, packed ?? '') };
}

function hrefOf(form: FormData, draft: string): string {
  const [of, from, then] = [textOf(form, 'of'), textOf(form, 'from'), textOf(form, 'then')];
  const below = then === 'json' || then === 'matrix' ? '' : '/review';
  const as = below ? textOf(form, 'as') : then;
  return hrefWith(`${roleHref(of)}${below}`, { from, as: as === 'json' ? 'json' : undefined, draft });
}

function wrongFields(draft: RoleDraft): Record<string, string> {
  const parsed = CreateRole.safeParse({ ...draft, reason: 'to be said yet' });
  if (parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]));
}

function* cellFields(form: FormData): Generator<[string, string]> {
  for (const [name, value] of form)
    if (name.startsWith('cell ') && typeof value === 'string') yield [name, value];
}

/** Whatever is no choice of that cell is "no": a form that was tampered with permits less, not more. */
function policyOfMatrix(form: FormData, these: string[]) {
  const cells = new Map<string, Cells>();
  for (const permission of groups.flatMap((group) => group.permissions)) {
    const key = keyOf(permission);
    const reachIn = (place: string): Reach => {
      const said = (textOf(form, `cell ${place} ${key}`) || textOf(form, `cell both ${key}`)) as Reach;
      return said === 'kept' || reachesOf(permission).includes(said) ? said : 'no';
    };
    cells.set(key, { sandbox: reachIn('sandbox'), production: reachIn('production') });
  }
  const former = readPolicyText(textOf(form, 'former') || '{"rules":[]}');
  if (former.faults) return former;
  const listed = these.filter((id) => /^[0-9a-f-]{36}$/i.test(id)).slice(0, 100);
  const needs = [...cells.values()].some(({ sandbox, production }) =>
    [sandbox, production].includes('these'),
  );
  if (needs && listed.length === 0) return named;
  return { policy: policyOfCells(cells, listed, former.policy), faults: null };
}

const named: { policy: null; faults: LineFault[] } = {
  policy: null,
  faults: [
    {
      line: null,
      message: 'A cell says “these applications”, and none is chosen. Choose them below the matrix.',
    },
  ],
};
