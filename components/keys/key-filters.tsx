import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { KeyStateShown } from '#lib/keys/queries.ts';
import { type KeyFilter, keyStates } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import { isFiltered, keyListHref, viewOf } from './key-list-url.ts';
import { kindWord, modeWord, stateWord } from './key-words.tsx';

type Choice = { value: string; label: string };
type FacetName = 'application' | 'kind' | 'mode' | 'sort';

const kinds: Choice[] = (['secret', 'publishable'] as const).map((value) => ({
  value,
  label: kindWord[value],
}));
const modes: Choice[] = (['enforce', 'observe', 'off'] as const).map((value) => ({
  value,
  label: modeWord(value),
}));
const sorts: Choice[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'name', label: 'Name' },
  { value: 'expires', label: 'Expires soonest' },
];

interface KeyFiltersProps {
  filter: KeyFilter;
  counts: Record<KeyStateShown | 'all', number>;
  applications: { id: string; name: string }[];
}

export function KeyTabs({ filter, counts }: Omit<KeyFiltersProps, 'applications'>) {
  const view = viewOf(filter);
  const tab = (state: KeyStateShown | undefined) => ({
    label: state ? stateWord(state) : 'All',
    href: keyListHref(view, { state }),
    count: counts[state ?? 'all'],
    current: filter.state === state,
  });
  return <Tabs label="State" tabs={[tab(undefined), ...keyStates.map(tab)]} />;
}

export function KeyFilters({ filter, applications }: Omit<KeyFiltersProps, 'counts'>) {
  const view = viewOf(filter);
  const facets: { name: FacetName; label: string; choices: Choice[] }[] = [
    {
      name: 'application',
      label: 'Application',
      choices: applications.map(({ id, name }) => ({ value: id, label: name })),
    },
    { name: 'kind', label: 'Kind', choices: kinds },
    { name: 'mode', label: 'Allow-list', choices: modes },
    { name: 'sort', label: 'Sort', choices: sorts },
  ];
  const { q: _q, ...keep } = view;
  return (
    <>
      <Filters
        action={paths.keys}
        search={{ label: 'Name, token id or owner', value: filter.q }}
        keep={keep as Record<string, string | undefined>}
        clearHref={isFiltered(filter) ? keyListHref({}, { sort: view.sort }) : undefined}
        end="Times in UTC"
      >
        {facets
          .filter(({ choices }) => choices.length > 0)
          .map(({ name, label, choices }) => (
            <span key={name} className="needs-script">
              <Facet
                label={label}
                clearHref={keyListHref(view, { [name]: undefined })}
                options={choices.map(({ value, label: word }) => ({
                  label: word,
                  href: keyListHref(view, { [name]: value === 'newest' ? undefined : value }),
                  chosen: view[name] === value,
                }))}
              />
            </span>
          ))}
      </Filters>
      <noscript>
        <PlainFacets facets={facets} filter={filter} />
      </noscript>
    </>
  );
}

/** The same facets for a browser without scripts: one form, native selects. */
function PlainFacets({
  facets,
  filter,
}: {
  facets: { name: FacetName; label: string; choices: Choice[] }[];
  filter: KeyFilter;
}) {
  return (
    <form action={paths.keys} method="get" className="filters">
      {filter.q ? <input type="hidden" name="q" value={filter.q} /> : null}
      {filter.state ? <input type="hidden" name="state" value={filter.state} /> : null}
      {facets.map(({ name, label, choices }) => (
        <select
          key={name}
          name={name}
          aria-label={label}
          className="input w-auto"
          defaultValue={filter[name] ?? ''}
        >
          {name === 'sort' ? null : <option value="">{label}: any</option>}
          {choices.map(({ value, label: word }) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      ))}
      <button type="submit" className="btn">
        Filter
      </button>
    </form>
  );
}
