import { Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { SelectField } from '#components/ui/field.tsx';

export interface ApplicationOption {
  id: string;
  name: string;
  owner: string;
  deputy: string | null;
  /** Entries of its own allow-list. */
  entries: number;
}

interface ApplicationFieldProps {
  applications: ApplicationOption[];
  value: string;
  onChange: (id: string) => void;
  /** Below it, while none is chosen. */
  hint?: string;
  error?: string;
}

export function ApplicationField(props: ApplicationFieldProps) {
  const { applications, value, onChange, hint = 'Which client system holds the key.', error } = props;
  const chosen = applications.find(({ id }) => id === value);
  return (
    <SelectField
      label="Application"
      name="applicationId"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      hint={chosen ? ownerWords(chosen) : hint}
      error={error}
    >
      <option value="">Choose an application</option>
      {applications.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function ownerWords({ owner, deputy }: ApplicationOption): string {
  return deputy ? `Owner ${owner}, deputy ${deputy}` : `Owner ${owner}`;
}

interface KindFieldProps {
  onChange: (kind: string) => void;
  error?: string;
}

export function KindField({ onChange, error }: KindFieldProps) {
  const card = (value: string) => ({ name: 'kind', value, onChange: () => onChange(value) });
  return (
    <Fieldset label="Kind" layout="two" error={error}>
      <RadioCard label="Secret" detail="From a server" defaultChecked {...card('secret')} />
      <RadioCard label="Publishable" detail="From a browser or app" {...card('publishable')} />
    </Fieldset>
  );
}
