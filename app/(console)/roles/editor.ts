import type { EditorGroup } from '#components/roles/editor-types.ts';
import type { RoleEditorProps } from '#components/roles/role-editor.tsx';
import type { RoleDefinition } from '#lib/access/definitions.ts';
import { ceilingOf } from '#lib/access/explain.ts';
import type { Policy } from '#lib/access/policy.ts';
import type { Viewer } from '#lib/auth/current.ts';
import {
  type Cells,
  cellsOf,
  groups,
  isByEnvironment,
  keyOf,
  type Reach,
  reachesOf,
  theseOf,
} from '#lib/roles/cells.ts';
import { applicationChoices, ceilingChoices, mostChoices } from '#lib/roles/choice-queries.ts';
import type { RoleDraft } from '#lib/roles/draft.ts';
import { textOfPolicy } from '#lib/roles/policy-text.ts';

const reachLabels: Record<Reach, string> = {
  no: 'No',
  always: 'Always',
  own: 'Of their own applications',
  team: 'Of their groups’ applications',
  these: 'Of these applications',
  mine: 'What they did themselves',
  names: 'Names only',
  kept: 'As the JSON says',
};

/** What the editor shows of a draft, beside what is saved. */
export async function editorOf(
  viewer: Viewer,
  draft: RoleDraft,
  saved: { policy: Policy },
): Promise<
  Omit<RoleEditorProps, 'action' | 'of' | 'from' | 'as' | 'backHref' | 'side' | 'groups'> & {
    groups: EditorGroup[];
  }
> {
  const [applications, roles] = await Promise.all([
    applicationChoices(viewer.reader),
    ceilingChoices(viewer.reader),
  ]);
  const these = theseOf(draft.policy);
  return {
    name: draft.name,
    description: draft.description,
    json: textOfPolicy(draft.policy),
    groups: rowsOf(cellsOf(draft.policy, these), cellsOf(saved.policy, these)),
    applications: applications.map(({ id, name, environmentId }) => ({
      value: id,
      label: name,
      detail: viewer.environments.find((one) => one.id === environmentId)?.name ?? environmentId,
    })),
    areAllApplications: applications.length < mostChoices,
    these,
    roles: roles.map(choiceOf),
    ceiling: draft.ceiling,
    schemaHref: '/api/v1/role-policy.schema.json',
  };
}

const choiceOf = ({ slug, name, ceiling, customNames }: RoleDefinition) => ({
  value: slug,
  label: name,
  ...(ceiling.length > 0 && { detail: `may give ${ceilingOf({ ceiling, customNames })}` }),
});

const none: Cells = { sandbox: 'no', production: 'no' };

function rowsOf(now: Map<string, Cells>, saved: Map<string, Cells>): EditorGroup[] {
  return groups.map(({ subject, permissions }) => ({
    subject,
    rows: permissions.map((permission) => {
      const key = keyOf(permission);
      const [is, was] = [now.get(key) ?? none, saved.get(key) ?? none];
      const isKept = [is, was].some(({ sandbox, production }) => sandbox === 'kept' || production === 'kept');
      const reaches: Reach[] = [...reachesOf(permission), ...(isKept ? (['kept'] as const) : [])];
      return {
        key,
        action: permission.action,
        label: permission.label,
        isByEnvironment: isByEnvironment(permission),
        options: reaches.map((value) => ({ value, label: reachLabels[value] })),
        now: is,
        saved: was,
      };
    }),
  }));
}
