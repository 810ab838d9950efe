import type { Metadata } from 'next';
import { MappingForm } from '#components/connections/mapping-form.tsx';
import { paths } from '#lib/paths.ts';
import type { Search } from '../../../found.ts';
import type { VerbProps } from '../../verb-page.tsx';
import { draftFrom, draftOf } from './draft.ts';
import { loadMapping } from './load.ts';
import { PeoplePage } from './people-page.tsx';

export const metadata: Metadata = { title: 'People and roles' };

export default async function People({ params, searchParams }: VerbProps & { searchParams: Search }) {
  const { connection, choices } = await loadMapping(params);
  const said = await searchParams;
  const draft = draftFrom(said) ?? draftOf(connection);
  const preset = choices.presets.find(({ slug }) => slug === said.preset);
  const here = paths.connectionPeople(connection.id);
  return (
    <PeoplePage connection={connection}>
      <MappingForm
        draft={preset ? { ...draft, ...named(preset.names) } : draft}
        choices={choices}
        preset={preset?.slug ?? null}
        errors={{}}
        reviewHref={`${here}/review`}
        presetHref={here}
        backHref={paths.connection(connection.id)}
      />
    </PeoplePage>
  );
}

function named(names: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([field, name]) => [field, name ?? '']));
}
