import { CircleCheck, Pencil, Trash2, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';

export interface DutyShown {
  id: string;
  name: string;
  first: string;
  second: string;
  place: string;
  mode: 'warn' | 'forbid';
  note: string;
  alone: string[];
  broken: { operatorId: string; name: string; where: string; by: string; href: string }[];
  editHref: string | null;
  endHref: string | null;
}

/** One rule with who breaks it now. */
export function DutyPanel({ rule }: { rule: DutyShown }) {
  const { broken } = rule;
  const people = new Set(broken.map(({ operatorId }) => operatorId)).size;
  return (
    <Panel
      title={rule.name}
      aside={rule.mode === 'forbid' ? 'Refuses' : 'Warns'}
      end={
        <>
          {rule.editHref ? (
            <LinkButton size="sm" icon={<Pencil />} href={rule.editHref}>
              Edit
            </LinkButton>
          ) : null}
          {rule.endHref ? (
            <LinkButton size="sm" variant="text-red" icon={<Trash2 />} href={rule.endHref}>
              End…
            </LinkButton>
          ) : null}
        </>
      }
      footer={rule.note || undefined}
    >
      <Facts
        items={[
          { label: 'Whoever may', value: <span className="mono">{rule.first}</span> },
          { label: 'must not also', value: <span className="mono">{rule.second}</span> },
          { label: 'Where', value: rule.place },
          { label: 'Roles that hold both', value: rule.alone.join(', ') },
          {
            label: 'Broken now',
            value:
              people === 0 ? (
                <State tone="ok" icon={<CircleCheck />}>
                  By nobody
                </State>
              ) : (
                <State tone="warn" icon={<TriangleAlert />}>
                  {people === 1 ? 'By 1 person' : `By ${people} people`}
                </State>
              ),
          },
        ]}
      />
      {broken.length > 0 ? (
        <Rows label={`Who breaks ${rule.name} now`}>
          {broken.map((one) => (
            <RowItem
              key={`${one.operatorId} ${one.where}`}
              title={
                <Link className="name cut" href={one.href}>
                  {one.name}
                </Link>
              }
              detail={`${one.where}, by ${one.by}`}
            />
          ))}
        </Rows>
      ) : null}
    </Panel>
  );
}
