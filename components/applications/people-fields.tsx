import { SelectField } from '#components/ui/field.tsx';

export interface Person {
  id: string;
  name: string;
}

interface PeopleFieldsProps {
  people: Person[];
  ownerId?: string | undefined;
  deputyId?: string | undefined;
  errors: Record<string, string>;
}

/** Who answers for an application, and who stands in. */
export function PeopleFields({ people, ownerId, deputyId, errors }: PeopleFieldsProps) {
  const options = people.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
  return (
    <div className="grid gap-4 narrow:grid-cols-2">
      <SelectField
        label="Owner"
        name="ownerId"
        required
        defaultValue={ownerId ?? ''}
        hint="Answers for its keys and is told when they end."
        error={errors.ownerId}
      >
        {ownerId ? null : <option value="">Choose a person</option>}
        {options}
      </SelectField>
      <SelectField
        label="Deputy"
        aside="optional"
        name="deputyId"
        defaultValue={deputyId ?? ''}
        hint="Stands in, so that a key never has nobody."
        error={errors.deputyId}
      >
        <option value="">Nobody</option>
        {options}
      </SelectField>
    </div>
  );
}
