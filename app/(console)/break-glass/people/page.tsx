import { UserPlus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OpeningRows } from '#components/break-glass/opening-rows.tsx';
import { PeoplePanel } from '#components/break-glass/people-panel.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { breakGlassNeeds, lastDrill, listOpenings, listPeople } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Break-glass' };

export default async function BreakGlassPeople() {
  const viewer = await requireViewer(paths.breakGlassPeople);
  if (!viewer.can('read', 'BreakGlassPerson')) notFound();
  const { reader } = viewer;
  const [people, openings, drill, needs] = await Promise.all([
    listPeople(reader),
    listOpenings(reader),
    lastDrill(),
    breakGlassNeeds(reader),
  ]);
  const may = viewer.can('break_glass.name_person', 'BreakGlassPerson');
  return (
    <Page>
      <PageHead
        title="Break-glass"
        detail="Two named people who, together, can end sessions, revoke keys, widen a list or mend a provider when nobody can sign in."
        actions={
          may && people.length < 2 ? (
            <LinkButton variant="primary" icon={<UserPlus />} href={paths.nameForBreakGlass}>
              Name a person
            </LinkButton>
          ) : null
        }
      />
      <Stack>
        {needs
          .filter((need) => need.kind !== 'break-glass-review')
          .map((need) => (
            <Note key={need.id} tone="warn" title={need.title}>
              {need.detail}.
            </Note>
          ))}
        <PeoplePanel people={people} drill={drill} now={viewer.now} may={may} />
        <OpeningRows openings={openings} />
      </Stack>
    </Page>
  );
}
