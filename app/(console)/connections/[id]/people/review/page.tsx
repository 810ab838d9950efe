import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { changesOf } from '#components/audit/changes.ts';
import { MappingForm } from '#components/connections/mapping-form.tsx';
import { MappingReview } from '#components/connections/mapping-review.tsx';
import type { Change } from '#components/ui/diff.tsx';
import { definitionNameOf } from '#lib/access/definitions.ts';
import { mappingEffects } from '#lib/connections/mapping-queries.ts';
import { EditMapping } from '#lib/connections/mapping-schema.ts';
import { linesOfMapping } from '#lib/connections/mapping-words.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../../../found.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';
import { editMapping } from '../actions.ts';
import { draftFrom, type draftOf, fieldsOf, searchOf } from '../draft.ts';
import { loadMapping } from '../load.ts';
import { PeoplePage } from '../people-page.tsx';

export const metadata: Metadata = { title: 'Review people and roles' };

/** What would change and for whom, before anything does; what is wrong stands at its field, as in the form itself. */
export default async function Review({ params, searchParams }: VerbProps & { searchParams: Search }) {
  const { viewer, connection, choices } = await loadMapping(params);
  const here = paths.connectionPeople(connection.id);
  const draft = draftFrom(await searchFrom(searchParams));
  if (!draft) redirect(here);
  const fields = { ...fieldsOf(draft), version: String(connection.version) };
  const parsed = EditMapping.safeParse({ id: connection.id, ...fields, reason: 'to be said yet' });
  const effects = parsed.success ? await mappingEffects(viewer.reader, connection.id, parsed.data) : null;
  const taken = effects?.takenBy
    ? `${effects.takenDomains.join(', ')} belongs to the connection ${effects.takenBy}. A domain has one connection.`
    : null;
  if (!parsed.success || !effects || taken)
    return (
      <PeoplePage connection={connection}>
        <MappingForm
          draft={draft}
          choices={choices}
          preset={null}
          errors={parsed.success ? { emailDomains: taken ?? '' } : errorsOf(parsed.error.issues)}
          reviewHref={`${here}/review`}
          presetHref={here}
          backHref={paths.connection(connection.id)}
        />
      </PeoplePage>
    );
  const search = searchOf(draft);
  return (
    <VerbPage connection={connection}>
      <MappingReview
        frame={{
          ...(await criticalFrame(
            viewer,
            'connection.edit_mapping',
            `${here}/review?${search}`,
            paths.connection(connection.id),
          )),
          blocked: null,
        }}
        action={editMapping}
        connection={{ id: connection.id, name: connection.name }}
        fields={fields}
        changes={difference(connection, parsed.data)}
        effects={effects}
        provisioning={parsed.data.provisioning}
        editHref={`${here}?${search}`}
      />
    </VerbPage>
  );
}

const provisioningWords: Record<string, string> = {
  off: 'nobody is let in who was not added',
  bare: 'let in without rights',
  mapped: 'let in with the roles of their groups',
};

function difference(stored: Parameters<typeof draftOf>[0], wanted: EditMapping): Change[] {
  const state = (of: Omit<EditMapping, 'id' | 'reason' | 'rules'>, lines: object) => ({
    ...lines,
    roleCeiling: of.roleCeiling.map((slug) => definitionNameOf(stored.known, slug)),
    unknownPeople: provisioningWords[of.provisioning],
    emailDomains: of.emailDomains,
    linkingByEmail: of.linksByEmail ? 'on' : 'off',
  });
  const { rules, ...mapping } = wanted;
  const roles = rules.map((rule) => ({ ...rule, author: null }));
  const before = { ...stored.mapping, ...stored } as unknown as Omit<EditMapping, 'id' | 'reason' | 'rules'>;
  return changesOf(
    state(before, linesOfMapping(stored.mapping, stored.known)),
    state(wanted, linesOfMapping({ ...mapping, roles, author: null }, stored.known)),
  );
}

function errorsOf(issues: { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues)
    errors[path[0] === 'rules' ? path.join('.') : String(path[0])] ??= message;
  return errors;
}
