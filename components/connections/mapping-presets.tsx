import type { Preset } from '#lib/connections/mapping-presets.ts';

interface MappingPresetsProps {
  presets: Preset[];
  chosen: string | null;
  /** Without scripts a preset is an address. */
  href: string;
  onChoose(preset: Preset): void;
}

/** Fills in what a provider calls its attributes unless somebody renamed them there. */
export function MappingPresets({ presets, chosen, href, onChoose }: MappingPresetsProps) {
  const says = presets.find(({ slug }) => slug === chosen)?.says;
  return (
    <div>
      <p className="label">Fill in the names of</p>
      <ul className="-mx-2 flex flex-wrap gap-1" aria-label="Providers">
        {presets.map((preset) => (
          <li key={preset.slug}>
            <a
              className={preset.slug === chosen ? 'btn sm' : 'btn sm quiet'}
              href={`${href}?preset=${preset.slug}`}
              aria-current={preset.slug === chosen || undefined}
              onClick={(event) => {
                event.preventDefault();
                onChoose(preset);
              }}
            >
              {preset.name}
            </a>
          </li>
        ))}
      </ul>
      {says ? (
        <p className="hint mt-2" role="status">
          {says}
        </p>
      ) : null}
    </div>
  );
}
