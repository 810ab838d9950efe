import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NameForm } from '#components/break-glass/name-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { candidates, listPeople } from '#lib/break-glass/queries.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../../../approvals/ahead.ts';
import { nameForBreakGlass } from '../../actions.ts';
import { breakGlassFrame, crumbs } from '../../frame.ts';

export const metadata: Metadata = { title: 'Name a person' };

export default async function NameAPerson() {
  const viewer = await requireViewer(paths.nameForBreakGlass);
  if (!viewer.can('break_glass.name_person', 'BreakGlassPerson')) notFound();
  const [people, operators] = await Promise.all([listPeople(viewer.reader), candidates(viewer.reader)]);
  const blocked = people.length >= 2 ? 'Two people are named already. Take one off the list first.' : null;
  return (
    <Page>
      <PageHead title="Break-glass" crumbs={[...crumbs, { label: 'Name a person' }]} />
      <NameForm
        frame={{
          ...breakGlassFrame(viewer, paths.nameForBreakGlass),
          ahead: await aheadOf(viewer, 'break_glass.name_person'),
          blocked,
        }}
        action={nameForBreakGlass}
        operators={operators}
        address={`${env().publicUrl}${paths.breakGlass}`}
      />
    </Page>
  );
}
