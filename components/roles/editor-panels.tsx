'use client';

import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { Choice } from './editor-types.ts';

interface NamePanelProps {
  name: string;
  description: string;
  errors: Record<string, string>;
}

export function NamePanel({ name, description, errors }: NamePanelProps) {
  return (
    <Panel title="What it is called" pad>
      <div className="grid gap-3">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={80}
          autoComplete="off"
          defaultValue={name}
          error={errors.name}
        />
        <TextField
          label="What it is for"
          aside="optional"
          name="description"
          maxLength={200}
          autoComplete="off"
          defaultValue={description}
          error={errors.description}
        />
      </div>
    </Panel>
  );
}

interface CeilingPanelProps {
  choices: Choice[];
  chosen: string[];
  error: string | undefined;
}

/** Roles that stand in it and that the editor could not choose go along: taking them out is their author's. */
export function CeilingPanel({ choices, chosen, error }: CeilingPanelProps) {
  const beyond = chosen.filter((slug) => !choices.some(({ value }) => value === slug));
  return (
    <Panel title="Ceiling" pad>
      <Fieldset label="Roles that its holders may give and end" error={error}>
        {choices.map(({ value, label, detail }) => (
          <Checkbox
            key={value}
            name="ceiling"
            value={value}
            label={label}
            detail={detail}
            defaultChecked={chosen.includes(value)}
            className="items-start py-0.5"
          />
        ))}
        {beyond.map((slug) => (
          <input key={slug} type="hidden" name="ceiling" value={slug} />
        ))}
      </Fieldset>
      <p className="hint mt-2">
        It counts for “Roles of others” and “Operators”, and only where the role is held in every environment.
      </p>
    </Panel>
  );
}

/** What the matrix means by "these applications". */
export function ApplicationsPanel({
  choices,
  areAll,
  chosen,
}: {
  choices: Choice[];
  areAll: boolean;
  chosen: string[];
}) {
  const beyond = chosen.filter((id) => !choices.some(({ value }) => value === id));
  return (
    <Panel
      title="These applications"
      aside="where the matrix says “of these applications”"
      footer={
        areAll
          ? null
          : `The first ${choices.length} by name are shown. Name others by their id when you edit as JSON.`
      }
    >
      <div className="max-h-[280px] overflow-auto p-4">
        <Fieldset label="Applications">
          <div className="grid gap-x-4 narrow:grid-cols-2">
            {choices.map(({ value, label, detail }) => (
              <Checkbox
                key={value}
                name="these"
                value={value}
                label={<span className="[overflow-wrap:anywhere]">{label}</span>}
                detail={detail}
                defaultChecked={chosen.includes(value)}
                className="items-start py-0.5"
              />
            ))}
          </div>
          {beyond.map((id) => (
            <input key={id} type="hidden" name="these" value={id} />
          ))}
        </Fieldset>
      </div>
    </Panel>
  );
}
