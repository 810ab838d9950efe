'use client';

import { useState } from 'react';
import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { askScope } from '#lib/keys/schema.ts';

interface ScopesFieldProps {
  offered: readonly string[];
  /** What the key has already. */
  chosen?: readonly string[];
  errors: Record<string, string>;
}

/** The scopes that the house knows as boxes, and whatever else the protected API defines as words. */
export function ScopesField({ offered, chosen = [], errors }: ScopesFieldProps) {
  const [others, setOthers] = useState(chosen.filter((scope) => !offered.includes(scope)).join(' '));
  const error = Object.entries(errors).find(([name]) => /^scopes(\.|$)/.test(name))?.[1];
  return (
    <div className="grid gap-3">
      <Fieldset label="Scopes" aside="what the key may do" layout="two" error={error}>
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            label={scope}
            mono
            name="scopes[]"
            value={scope}
            defaultChecked={chosen.includes(scope)}
            detail={scope === askScope ? 'may ask POST /v1/check' : undefined}
          />
        ))}
      </Fieldset>
      <div className="needs-script">
        <TextField
          label="Other scopes"
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder="payments:read payments:write"
          value={others}
          onChange={(event) => setOthers(event.target.value)}
          hint="Of the form word:word, with spaces between them."
        />
        {others
          .split(/[\s,]+/)
          .filter(Boolean)
          .map((scope) => (
            <input key={scope} type="hidden" name="scopes[]" value={scope} />
          ))}
      </div>
    </div>
  );
}
