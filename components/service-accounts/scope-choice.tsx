import { Checkbox, Fieldset } from '#components/ui/choice.tsx';

export interface ScopeGroup {
  subject: string;
  scopes: {
    value: string;
    label: string /** False: the person may not do it here, so no token of theirs may. */;
    mayGive: boolean;
  }[];
}

interface ScopeChoiceProps {
  groups: ScopeGroup[];
  chosen?: readonly string[];
  error?: string;
}

/** Permissions in words, by what they are about. */
export function ScopeChoice({ groups, chosen = [], error }: ScopeChoiceProps) {
  return (
    <div className="grid gap-4">
      {groups.map(({ subject, scopes }, at) => (
        <Fieldset key={subject} label={subject} layout="two" {...(at === 0 && error && { error })}>
          {scopes.map(({ value, label, mayGive }) => (
            <Checkbox
              key={value}
              name="scopes[]"
              value={value}
              label={label}
              defaultChecked={chosen.includes(value) && mayGive}
              disabled={!mayGive}
              {...(!mayGive && { detail: 'You may not do this here yourself' })}
            />
          ))}
        </Fieldset>
      ))}
    </div>
  );
}
