import { ArrowLeftRight } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';

interface VersionsFormProps {
  action: string;
  versions: number[];
  from: number;
  to: number;
}

/** Any two versions, compared by address. */
export function VersionsForm({ action, versions, from, to }: VersionsFormProps) {
  const options = versions.map((version, index) => (
    <option key={version} value={version}>
      {`Version ${version}${index === 0 ? ', in force' : ''}`}
    </option>
  ));
  return (
    <Panel title="Compare" pad>
      <form
        method="get"
        action={action}
        className="grid items-end gap-3 narrow:grid-cols-[200px_200px_auto] narrow:justify-start"
      >
        <SelectField label="From" name="from" defaultValue={from}>
          {options}
        </SelectField>
        <SelectField label="To" name="to" defaultValue={to}>
          {options}
        </SelectField>
        <Button type="submit" icon={<ArrowLeftRight />} className="mb-px">
          Compare
        </Button>
      </form>
    </Panel>
  );
}
