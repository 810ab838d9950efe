import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { paths } from '#lib/paths.ts';

interface ScopeFormProps {
  roles: { slug: string; name: string }[];
  applications: { id: string; name: string }[];
}

/** What is reviewed. It only asks how many rights that is, so it has an address and needs no scripts. */
export function ScopeForm({ roles, applications }: ScopeFormProps) {
  return (
    <Panel title="What is reviewed" pad>
      <form action={paths.newReview} method="get" className="grid gap-4">
        <Fieldset label="Of what">
          <RadioCard name="kind" value="everything" defaultChecked label="Everything" />
          <RadioCard name="kind" value="roles" label="These roles" />
          <RadioCard name="kind" value="applications" label="Owners and deputies of these applications" />
        </Fieldset>
        <Fieldset label="Roles" layout="two">
          {roles.map(({ slug, name }) => (
            <Checkbox key={slug} name="roles" value={slug} label={name} />
          ))}
        </Fieldset>
        {applications.length > 0 ? (
          <Fieldset label="Applications" layout="two">
            {applications.map(({ id, name }) => (
              <Checkbox key={id} name="applicationIds" value={id} label={name} />
            ))}
          </Fieldset>
        ) : null}
        <div>
          <button type="submit" className="btn">
            Count the rights
          </button>
        </div>
      </form>
    </Panel>
  );
}
