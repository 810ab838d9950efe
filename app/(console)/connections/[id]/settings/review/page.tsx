import { Settings2 } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { SettingsForm } from '#components/connections/settings-form.tsx';
import { systemDefinitions } from '#lib/access/definitions.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { differenceOf, risksOf } from '#lib/connections/difference.ts';
import { mfaPresets } from '#lib/connections/mfa-presets.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { EditConnection } from '#lib/connections/settings-schema.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../../approvals/ahead.ts';
import { idFrom, orNotFound, type Search, searchFrom } from '../../../../found.ts';
import { editConnection } from '../../../actions.ts';
import { changeEffect } from '../../../change-effect.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';
import { draftFrom, fieldsOf, searchOf } from '../draft.ts';

export const metadata: Metadata = { title: 'Review connection settings' };

/** What would change, before anything does; what is wrong stands at its field, as in the form itself. */
export default async function Review({ params, searchParams }: VerbProps & { searchParams: Search }) {
  const id = await idFrom(params);
  const here = paths.connectionSettings(id);
  const viewer = await requireViewer(here);
  const connection = await orNotFound(readForChange(viewer.reader, id, 'connection.edit'));
  const draft = draftFrom(await searchFrom(searchParams));
  if (!draft) redirect(here);
  const { version, settings } = connection;
  const values = { ...fieldsOf(draft), version: String(version) };
  const parsed = EditConnection.safeParse({ id, ...values, reason: 'to be said yet' });
  if (!parsed.success)
    return (
      <VerbPage connection={connection}>
        <SettingsForm
          draft={draft}
          presets={[...mfaPresets]}
          preset={null}
          errors={errorsOf(parsed.error.issues)}
          reviewHref={`${here}/review`}
          presetHref={`${here}?preset=`}
          backHref={paths.connection(id)}
        />
      </VerbPage>
    );
  const { id: _, version: __, reason: ___, ...wanted } = parsed.data;
  // This form changes neither ceiling nor mapping: no role's name can stand in what differs.
  const changes = differenceOf(settings, { ...settings, ...wanted }, systemDefinitions);
  const search = searchOf(draft);
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={{
          ...(await criticalFrame(viewer, 'connection.edit', `${here}/review`, paths.connection(id))),
          blocked:
            changes.length === 0 ? 'Nothing differs from what is saved. There is nothing to do.' : null,
        }}
        action={editConnection}
        id={id}
        title={`Change settings of ${connection.name}`}
        values={values}
        effect={changeEffect(connection)}
        changes={changes}
        risks={risksOf(settings, { ...settings, ...wanted })}
        next="The former version is kept and can be restored. Open sessions go on; the next sign-in is judged by this."
        editHref={`${here}?${search}`}
        submit={{ label: 'Save settings', pendingLabel: 'Saving', icon: <Settings2 /> }}
        doneNotice="Settings are changed."
      />
    </VerbPage>
  );
}

function errorsOf(issues: { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues)
    errors[path[0] === 'mfaAttributes' ? path.slice(0, 3).join('.') : String(path[0])] ??= message;
  return errors;
}
