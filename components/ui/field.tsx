import { ChevronsUpDown, CircleX } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface FieldWords {
  label: ReactNode;
  /** Quieter words after the label: "3 of 11". */
  aside?: ReactNode;
  hint?: ReactNode;
  /** Replaces the hint and is read with the control. */
  error?: string;
}

interface FieldProps extends FieldWords {
  id: string;
  children: ReactNode;
}

/** Label, control, hint or error below. The control takes `fieldProps(id, words)`. */
export function Field({ id, label, aside, hint, error, children }: FieldProps) {
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
        {aside ? <span className="text-12 font-normal text-ink-3"> {aside}</span> : null}
      </label>
      {children}
      <FieldFoot id={id} hint={hint} error={error} />
    </div>
  );
}

export function FieldFoot({ id, hint, error }: { id: string; hint?: ReactNode; error?: string }) {
  if (error) {
    return (
      <p className="err" id={`${id}-foot`}>
        <CircleX />
        {error}
      </p>
    );
  }
  return hint ? (
    <p className="hint" id={`${id}-foot`}>
      {hint}
    </p>
  ) : null;
}

/** Ties a control to the words of its field. */
export function fieldProps(id: string, { hint, error }: Pick<FieldWords, 'hint' | 'error'>) {
  return {
    id,
    'aria-describedby': hint || error ? `${id}-foot` : undefined,
    'aria-invalid': error ? true : undefined,
  } as const;
}

type TextFieldProps = FieldWords & ComponentProps<'input'> & { mono?: boolean };

export function TextField({ label, aside, hint, error, mono, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <input
        type="text"
        className={cx('input', mono && 'code-input', className)}
        {...rest}
        {...fieldProps(id, { hint, error })}
      />
    </Field>
  );
}

type AreaFieldProps = FieldWords & ComponentProps<'textarea'>;

export function AreaField({ label, aside, hint, error, className, ...rest }: AreaFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <textarea
        rows={2}
        className={cx('input area', className)}
        {...rest}
        {...fieldProps(id, { hint, error })}
      />
    </Field>
  );
}

type SelectFieldProps = FieldWords & ComponentProps<'select'>;

/** The native select, drawn over; `children` are its options. */
export function SelectField({ label, aside, hint, error, className, children, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <span className="select">
        <select className={cx('input', className)} {...rest} {...fieldProps(id, { hint, error })}>
          {children}
        </select>
        <ChevronsUpDown />
      </span>
    </Field>
  );
}
