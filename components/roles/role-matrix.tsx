import { Check, FlaskConical, ListFilter, Minus, Server } from 'lucide-react';
import Link from 'next/link';
import { Fragment } from 'react';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';

export interface MatrixGroup {
  subject: string;
  rows: {
    action: string;
    label: string;
    /** Null: not at all. */
    sandbox: string | null;
    production: string | null;
    whoHref: string;
  }[];
}

/** What a role may, by environment: always, under a condition in words, or not. */
export function RoleMatrix({ groups }: { groups: MatrixGroup[] }) {
  return (
    <Panel label="Permissions by environment">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="scroll wide-only" aria-label="Permissions, table" tabIndex={0}>
        <table className="matrix table-fixed min-w-[720px]" aria-label="Permissions">
          <colgroup>
            <col className="w-[252px]" />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Permission</th>
              <th scope="col">
                <span className="row">
                  <FlaskConical /> Sandbox
                </span>
              </th>
              <th scope="col" className="text-env">
                <span className="row">
                  <Server /> Production
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Fragment key={group.subject}>
                <tr className="group">
                  <th scope="rowgroup" colSpan={3}>
                    {group.subject} <span className="font-normal text-ink-3">{heldOf(group)}</span>
                  </th>
                </tr>
                {group.rows.map(({ action, label, sandbox, production, whoHref }) => (
                  <tr key={action}>
                    <td>
                      <Link className="name" href={whoHref} prefetch={false} title="Who can do this?">
                        {label}
                      </Link>{' '}
                      <span className="mono text-ink-3">{action}</span>
                    </td>
                    <td>
                      <Reach words={sandbox} />
                    </td>
                    <td>
                      <Reach words={production} />
                    </td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
      <div className="narrow-only">
        <NarrowRows groups={groups} />
      </div>
    </Panel>
  );
}

function Reach({ words }: { words: string | null }) {
  if (words === null)
    return (
      <span className="cell text-ink-3">
        <Minus /> No
      </span>
    );
  return (
    <span className="cell">
      {words === 'Always' ? <Check className="text-ok" /> : <ListFilter className="text-ink-3" />}
      {words}
    </span>
  );
}

/** One environment's words stand for both where they agree. */
function NarrowRows({ groups }: { groups: MatrixGroup[] }) {
  return groups.map(({ subject, rows }) => (
    <Fragment key={subject}>
      <h2 className="bg-sunken px-4 py-2 text-12 font-medium">{subject}</h2>
      <Rows label={subject}>
        {rows.map(({ action, label, sandbox, production, whoHref }) => (
          <RowItem
            key={action}
            title={
              <>
                <Link href={whoHref}>{label}</Link>{' '}
                <span className="mono font-normal text-ink-3 [overflow-wrap:anywhere]">{action}</span>
              </>
            }
            detail={
              <span className="whitespace-normal">
                {sandbox === production
                  ? (production ?? 'No')
                  : `Sandbox: ${sandbox ?? 'no'} · Production: ${production ?? 'no'}`}
              </span>
            }
          />
        ))}
      </Rows>
    </Fragment>
  ));
}

function heldOf({ rows }: MatrixGroup): string {
  const held = rows.filter(({ production }) => production !== null).length;
  return `${held} of ${rows.length} in production`;
}
