import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface PeoplePageProps {
  connection: { id: string; name: string };
  children: ReactNode;
}

/** Where the form stands: a page of its own under its connection. */
export function PeoplePage({ connection: { id, name }, children }: PeoplePageProps) {
  return (
    <Page>
      <PageHead
        title="People and roles"
        crumbs={[
          { label: 'Single sign-on', href: paths.connections },
          { label: name, href: paths.connection(id) },
          { label: 'People and roles' },
        ]}
        detail={`Who comes in through ${name}, and what its groups bring`}
      />
      {children}
    </Page>
  );
}
