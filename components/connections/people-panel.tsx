import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import type { MappingPage } from '#lib/connections/mapping-queries.ts';
import { paths } from '#lib/paths.ts';

const unknown: Record<string, string> = {
  off: 'Stay outside until somebody adds them',
  bare: 'Are let in without rights',
  mapped: 'Are let in with the roles of their groups',
};

/** Who comes in through it, and what its groups bring. */
export function PeoplePanel({ connection, mayEdit }: { connection: MappingPage; mayEdit: boolean }) {
  const { id, mapping, provisioning, ceilingNames, emailDomains, linksByEmail } = connection;
  const rows = mapping.roles.length;
  return (
    <Panel
      title="People and roles"
      end={
        mayEdit ? (
          <LinkButton size="sm" href={paths.connectionPeople(id)}>
            Change…<span className="sr-only"> people and roles</span>
          </LinkButton>
        ) : null
      }
    >
      <Facts
        items={[
          { label: 'Unknown people', value: unknown[provisioning] },
          {
            label: 'Groups',
            value:
              rows === 0
                ? 'Bring no role'
                : `${rows === 1 ? '1 row' : `${rows} rows`}${provisioning === 'mapped' ? '' : ', which bring nothing now'}`,
          },
          {
            label: 'Ceiling',
            value: ceilingNames.join(', ') || 'No role',
          },
          {
            label: 'E-mail domains',
            value:
              emailDomains.length === 0
                ? 'None'
                : emailDomains.map((domain) => (
                    <span key={domain} className="mono block [overflow-wrap:anywhere]">
                      {domain}
                    </span>
                  )),
          },
          { label: 'Linking', value: linksByEmail ? 'By e-mail address, once' : 'Off' },
        ]}
      />
    </Panel>
  );
}
