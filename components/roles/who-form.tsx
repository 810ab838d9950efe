import { Search } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';

export interface WhoFormProps {
  action: string;
  groups: { subject: string; permissions: { value: string; label: string }[] }[];
  environments: { id: string; name: string }[];
  asked: { permission: string; environment: string; subject: string; person: string; at: string };
}

/** A GET: a question has an address, and an answer can be sent to somebody. */
export function WhoForm({ action, groups, environments, asked }: WhoFormProps) {
  return (
    <Panel label="The question" pad>
      <form
        action={action}
        method="get"
        className="grid gap-4 narrow:grid-cols-2 wide:grid-cols-[2fr_1fr_2fr_1fr_1fr_auto] items-start"
      >
        <SelectField label="What" name="permission" defaultValue={asked.permission} required>
          {asked.permission === '' ? <option value="">Choose…</option> : null}
          {groups.map(({ subject, permissions }) => (
            <optgroup key={subject} label={subject}>
              {permissions.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </SelectField>
        <SelectField label="In" name="environment" defaultValue={asked.environment}>
          <option value="">Anywhere</option>
          {environments.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="On"
          aside="optional"
          name="subject"
          mono
          defaultValue={asked.subject}
          hint="The id of one thing; without it, any."
          maxLength={64}
        />
        <TextField
          label="Person"
          aside="optional"
          name="person"
          defaultValue={asked.person}
          maxLength={120}
        />
        <TextField label="At" aside="UTC, optional" name="at" type="datetime-local" defaultValue={asked.at} />
        <div className="self-start narrow:pt-6">
          <Button type="submit" variant="primary" icon={<Search />}>
            Ask
          </Button>
        </div>
      </form>
    </Panel>
  );
}
