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
      <form action={paths.newReview} method="get" className="group grid gap-4">
        <Fieldset label="Of what">
          <div className="grid gap-2">
            <RadioCard
              name="kind"
              value="everything"
              defaultChecked
              label="Everything"
              detail="Every role that people and groups hold, owners and deputies."
            />
            <RadioCard name="kind" value="roles" label="These roles" />
            <RadioCard name="kind" value="applications" label="Owners and deputies of these applications" />
          </div>
        </Fieldset>
        <div className="hidden group-has-[[value=roles]:checked]:block">
          <Fieldset label="Roles" layout="two">
            {roles.map(({ slug, name }) => (
              <Checkbox key={slug} name="roles" value={slug} label={name} />
            ))}
          </Fieldset>
        </div>
        <div className="hidden group-has-[[value=applications]:checked]:block">
          {applications.length > 0 ? (
            <Fieldset label="Applications" layout="two">
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
