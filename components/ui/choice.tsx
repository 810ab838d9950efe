import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import { FieldFoot, type FieldWords } from './field.tsx';

type GroupProps = FieldWords & { children: ReactNode; layout?: 'one' | 'two' };

/** A group of boxes or cards under one name. */
export function Fieldset({ label, aside, hint, error, layout = 'one', children }: GroupProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={hint || error ? `${id}-foot` : undefined} className="min-w-0">
      <legend className="label">
        {label}
        {aside ? <span className="text-12 font-normal text-ink-3"> {aside}</span> : null}
      </legend>
      <div className={cx('grid gap-x-2', layout === 'two' && 'grid-cols-2')}>{children}</div>
      <FieldFoot id={id} hint={hint} error={error} />
    </fieldset>
  );
}

type CheckboxProps = Omit<ComponentProps<'input'>, 'type'> & {
  label: ReactNode;
  detail?: ReactNode;
  mono?: boolean;
};

export function Checkbox({ label, detail, mono, className, ...rest }: CheckboxProps) {
  return (
    <label className={cx('check', className)}>
      <input type="checkbox" className="box" {...rest} />
      <span className="min-w-0">
        <span className={mono ? 'mono' : undefined}>{label}</span>
        {detail ? <span className="block text-12 text-ink-3">{detail}</span> : null}
      </span>
    </label>
  );
}

type RadioCardProps = Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; detail?: ReactNode };

export function RadioCard({ label, detail, ...rest }: RadioCardProps) {
  return (
    <label className="radio">
      <input type="radio" className="dot" {...rest} />
      <span className="min-w-0">
        <span className="name">{label}</span>
        {detail ? <span className="block text-12 text-ink-3">{detail}</span> : null}
      </span>
    </label>
  );
}

interface SegmentedProps {
  /** Accessible name of the group. */
  label: string;
  name: string;
  options: { value: string; label: string }[];
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
}

/** Native radios as one control: Off, Observe, Enforce. */
export function Segmented({ label, name, options, defaultValue, value, onChange }: SegmentedProps) {
  return (
    <div className="seg relative" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={defaultValue === undefined ? undefined : defaultValue === option.value}
            checked={value === undefined ? undefined : value === option.value}
            onChange={onChange ? () => onChange(option.value) : undefined}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
