import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { paths } from '#lib/paths.ts';

interface ScopeFormProps {
  roles: { slug: string; name: string }[];
  applications: { id: string; name: string }[];
  environments: { id: string; name: string }[];
  kind: string;
  /** Why it could not be counted. */
  error?: string | undefined;
}

/** What is reviewed. It only asks how many rights that is, so it has an address and needs no scripts. */
export function ScopeForm({ roles, applications, environments, kind, error }: ScopeFormProps) {
  const card = (value: string) => ({ name: 'kind', value, defaultChecked: kind === value });
  return (
    <Panel title="What is reviewed" pad>
      <form action={paths.newReview} method="get" className="group grid gap-4">
        <Fieldset label="Of what">
          <div className="grid gap-2">
            <RadioCard
              {...card('everything')}
              label="Everything"
              detail="Every role that people and groups hold, owners, deputies and service accounts."
            />
            <RadioCard {...card('roles')} label="These roles" />
            <RadioCard
              {...card('applications')}
              label="Owners, deputies and service accounts of these applications"
            />
          </div>
        </Fieldset>
        <div className="hidden group-has-[[value=roles]:checked]:block">
          <Fieldset label="Roles" layout="two" {...(kind === 'roles' && error && { error })}>
            {roles.map(({ slug, name }) => (
              <Checkbox key={slug} name="roles" value={slug} label={name} />
            ))}
          </Fieldset>
          <div className="mt-4 max-w-[320px]">
            <SelectField
              label="Where they are held"
              name="environmentId"
              hint="A role in every environment reaches into each."
            >
              <option value="">In any environment</option>
              {environments.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
        </div>
        <div className="hidden group-has-[[value=applications]:checked]:block">
          {applications.length > 0 ? (
            <Fieldset label="Applications" layout="two" {...(kind === 'applications' && error && { error })}>
              {applications.map(({ id, name }) => (
                <Checkbox key={id} name="applicationIds" value={id} label={name} />
              ))}
            </Fieldset>
          ) : (
            <p className="text-13 text-ink-2">There is no application yet.</p>
          )}
        </div>
        <div>
          <button type="submit" className="btn primary">
            Count the rights
          </button>
        </div>
      </form>
    </Panel>
  );
}
