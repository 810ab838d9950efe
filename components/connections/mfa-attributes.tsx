import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Fieldset } from '#components/ui/choice.tsx';
import { AreaField, TextField } from '#components/ui/field.tsx';

export interface AttributeDraft {
  name: string;
  /** One a line. */
  values: string;
}

interface MfaAttributesProps {
  rows: AttributeDraft[];
  onChange(rows: AttributeDraft[]): void;
  errors: Record<string, string>;
}

const empty = { name: '', values: '' };

/** Attributes by which a provider states a second factor. One row is always there to be filled in, also without scripts. */
export function MfaAttributes({ rows, onChange, errors }: MfaAttributesProps) {
  const shown = rows.length === 0 ? [empty] : rows;
  const change = (index: number, row: Partial<AttributeDraft>) =>
    onChange(shown.map((one, i) => (i === index ? { ...one, ...row } : one)));
  return (
    <Fieldset
      label="Attributes that prove it"
      aside="optional"
      hint="A row counts when the attribute has one of its values, compared to the letter."
      error={errors.mfaAttributes}
    >
      <div className="grid gap-3">
        {shown.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its texts change at every key
          <div key={index} className="grid gap-2 rounded-2 bg-sunken p-3">
            <div className="flex items-start gap-2">
              <div className="min-w-0 grow">
                <TextField
                  label="Attribute"
                  name="attribute"
                  mono
                  maxLength={255}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  value={row.name}
                  onChange={(event) => change(index, { name: event.target.value })}
                  error={errors[`mfaAttributes.${index}.name`]}
                />
              </div>
              <IconButton
                label={`Remove the attribute ${row.name || index + 1}`}
                size="sm"
                className="needs-script mt-6"
                onClick={() => onChange(shown.filter((_, i) => i !== index))}
              >
                <X />
              </IconButton>
            </div>
            <AreaField
              label="Values that count"
              aside="one a line"
              name="values"
              className="code-input"
              spellCheck={false}
              autoCapitalize="none"
              value={row.values}
              onChange={(event) => change(index, { values: event.target.value })}
              error={errors[`mfaAttributes.${index}.values`]}
            />
          </div>
        ))}
        <span className="needs-script">
          <Button size="sm" type="button" icon={<Plus />} onClick={() => onChange([...shown, empty])}>
            Add an attribute
          </Button>
        </span>
      </div>
    </Fieldset>
  );
}
