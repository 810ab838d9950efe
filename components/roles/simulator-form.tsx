import { Search } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';

export interface SimulatorFormProps {
  action: string;
  operators: { name: string; email: string }[];
  areAllOperators: boolean;
  groups: { subject: string; permissions: { value: string; label: string }[] }[];
  environments: { id: string; name: string }[];
  asked: { operator: string; permission: string; subject: string; environment: string; at: string };
  errors: Record<string, string>;
}

/** A GET: a question has an address, and an answer can be sent to somebody. */
export function SimulatorForm({
  action,
  operators,
  areAllOperators,
  groups,
  environments,
  asked,
  errors,
}: SimulatorFormProps) {
  return (
    <Panel label="The question" pad>
      <form action={action} method="get" noValidate className="grid items-start gap-4 narrow:grid-cols-6">
        <div className="narrow:col-span-3 wide:col-span-2">
          <TextField
            label="Operator"
            name="operator"
            list="simulator-operators"
            autoComplete="off"
            required
            defaultValue={asked.operator}
            hint={
              areAllOperators
                ? 'Their e-mail address; type to choose.'
                : `Their e-mail address. The first ${operators.length} people by name are offered; others are found by their whole address.`
            }
            error={errors.operator}
            maxLength={254}
          />
          <datalist id="simulator-operators">
            {operators.map(({ name, email }) => (
              <option key={email} value={email}>
                {name}
              </option>
            ))}
          </datalist>
        </div>
        <div className="narrow:col-span-3 wide:col-span-2">
          <SelectField
            label="Does what"
            name="permission"
            defaultValue={asked.permission}
            required
            error={errors.permission}
          >
            <option value="">Choose…</option>
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
        </div>
        <div className="narrow:col-span-6 wide:col-span-2">
          <TextField
            label="On"
            aside="optional"
            name="subject"
            mono
            defaultValue={asked.subject}
            hint="The id of one thing, for a new key that of its application. Empty: any."
            error={errors.subject}
            maxLength={64}
          />
        </div>
        <div className="narrow:col-span-2">
          <SelectField
            label="In"
            name="environment"
            defaultValue={asked.environment}
            error={errors.environment}
          >
            <option value="">Anywhere</option>
            {environments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="narrow:col-span-2">
          <TextField
            label="At"
            aside="UTC, optional"
            name="at"
            type="datetime-local"
            defaultValue={asked.at}
            hint="Empty: now."
            error={errors.at}
          />
        </div>
        <div className="self-start narrow:col-span-2 narrow:pt-6">
          <Button type="submit" variant="primary" icon={<Search />}>
            Ask
          </Button>
        </div>
      </form>
    </Panel>
  );
}
