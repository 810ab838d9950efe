import { cx } from '#components/ui/cx.ts';
import type { MfaPreset } from '#lib/connections/mfa-presets.ts';

interface MfaPresetsProps {
  presets: MfaPreset[];
  chosen: string | null;
  /** Without scripts a preset is an address: this, and its short name. */
  href: string;
  onChoose(preset: MfaPreset): void;
}

/** Fills in how a provider states a second factor, and what it can sign. */
export function MfaPresets({ presets, chosen, href, onChoose }: MfaPresetsProps) {
  const says = presets.find(({ slug }) => slug === chosen)?.says;
  return (
    <div>
      <p className="label">Fill in for</p>
      <ul className="flex flex-wrap gap-1.5" aria-label="Providers">
        {presets.map((preset) => (
          <li key={preset.slug}>
            <a
              className={cx('btn sm', preset.slug === chosen && 'bg-selected')}
              href={`${href}${preset.slug}`}
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
