'use client';

import { ChevronsUpDown } from 'lucide-react';
import { useId, useState } from 'react';
import { Field, fieldProps } from '#components/ui/field.tsx';
import { utcMinute } from '#components/ui/format.ts';

const choices = [30, 60, 90, 180, 366];
const day = 86_400_000;

/** How many days, and the day that comes of it. */
export function ExpiryField({
  now,
  error,
  label = 'Expires',
}: {
  now: Date;
  error?: string;
  label?: string;
}) {
  const id = useId();
  const [days, setDays] = useState(90);
  return (
    <Field id={id} label={label} error={error}>
      <div className="grid grid-cols-[112px_minmax(0,1fr)] gap-2">
        <span className="select">
          <select
            className="input"
            name="expiresInDays"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            {...fieldProps(id, { error })}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice} days
              </option>
            ))}
          </select>
          <ChevronsUpDown />
        </span>
        <output className="input flex items-center bg-sunken text-ink-2" htmlFor={id}>
          {utcMinute(new Date(now.getTime() + days * day))}
        </output>
      </div>
    </Field>
  );
}
