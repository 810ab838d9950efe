import type { Metadata } from 'next';
import { SettingsForm } from '#components/connections/settings-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { mfaPresets } from '#lib/connections/mfa-presets.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound, type Search, searchFrom } from '../../../found.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';
import { draftFrom, draftOf, withPreset } from './draft.ts';

export const metadata: Metadata = { title: 'Connection settings' };

export default async function Settings({ params, searchParams }: VerbProps & { searchParams: Search }) {
  const id = await idFrom(params);
  const here = paths.connectionSettings(id);
  const viewer = await requireViewer(here);
  const connection = await orNotFound(readForChange(viewer.reader, id, 'connection.edit'));
  const said = await searchFrom(searchParams);
  const draft = draftFrom(said) ?? draftOf(connection.settings);
  const preset = mfaPresets.find(({ slug }) => slug === said.preset);
  return (
    <VerbPage connection={connection}>
      <SettingsForm
        draft={preset ? withPreset(draft, preset) : draft}
        presets={[...mfaPresets]}
        preset={preset?.slug ?? null}
        errors={{}}
        reviewHref={`${here}/review`}
        presetHref={`${here}?preset=`}
        backHref={paths.connection(id)}
      />
    </VerbPage>
  );
}
