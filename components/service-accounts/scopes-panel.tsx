import { Note } from '#components/ui/note.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';

interface ScopesPanelProps {
  groups: { subject: string; scopes: { value: string; label: string }[] }[];
  inForce: readonly string[];
  /** Who stands behind it; null where the viewer may not see who. */
  behind: string | null;
  environmentName: string;
}

/** What it may do, in words; what the person behind it may no longer do themselves is struck out. */
export function ScopesPanel({ groups, inForce, behind, environmentName }: ScopesPanelProps) {
  const all = groups.flatMap(({ scopes }) => scopes);
  const held = all.filter(({ value }) => inForce.includes(value)).length;
  const who = behind ?? 'Who stands behind it';
  return (
    <Panel title="Permissions" aside={environmentName}>
      {held < all.length ? (
        <div className="p-4 pb-0">
          <Note
            tone="warn"
            title={held === 0 ? 'It may do nothing at the moment.' : 'Part of it is not in force.'}
          >
            {who} may not do this any more, so the account may not either. Whoever may do it all themselves
            can rotate it, and stands behind it then.
          </Note>
        </div>
      ) : null}
      <Facts
        items={groups.map(({ subject, scopes }) => ({
          label: subject,
          value: (
            <ul>
              {scopes.map(({ value, label }) => (
                <li key={value}>
                  {inForce.includes(value) ? (
                    label
                  ) : (
                    <>
                      <s className="text-ink-3">{label}</s>{' '}
                      <span className="text-12 text-ink-3">not in force</span>
                    </>
                  )}
                </li>
              ))}
            </ul>
          ),
        }))}
      />
    </Panel>
  );
}
