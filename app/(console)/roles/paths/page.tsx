import { CircleCheck, Route } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { inWords } from '#lib/command-words.ts';
import { listFindings } from '#lib/duties/queries.ts';
import { paths } from '#lib/paths.ts';
import { orNotFound } from '../../found.ts';

export const metadata: Metadata = { title: 'Paths to more power' };

const shown = 5;

export default async function Findings() {
  const viewer = await requireViewer(paths.powerPaths);
  if (!viewer.can('read', 'DutyRule')) notFound();
  const findings = await orNotFound(listFindings(viewer.reader));
  return (
    <Page>
      <PageHead
        title="Paths to more power"
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: 'Paths to more power' }]}
        detail="What one person alone could make of their rights, without anybody’s approval. It assumes that everybody has a second account at their provider."
      />
      <Panel label="Paths">
        {findings.length === 0 ? (
          <Empty title="Nobody can make themselves more" art={<CircleCheck />}>
            Every way to more power waits for somebody else.
          </Empty>
        ) : (
          <Rows label="Paths to more power">
            {findings.map(({ people, gain, steps }) => (
              <RowItem
                key={`${people[0]?.id} ${gain} ${steps.join()}`}
                mark={<Route />}
                title={
                  <>
                    {people.slice(0, shown).map(({ id, name }, at) => (
                      <span key={id}>
                        {at > 0 ? ', ' : ''}
                        <Link className="link" href={paths.operator(id)}>
                          {name}
                        </Link>
                      </span>
                    ))}
                    {people.length > shown ? ` and ${people.length - shown} others` : ''} could {gain}
                  </>
                }
                detail={steps.map(inWords).join(' → ')}
              />
            ))}
          </Rows>
        )}
      </Panel>
    </Page>
  );
}
