import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface VerbPageProps {
  connection: { id: string; name: string };
  children: ReactNode;
}

/** Where a verb's form stands: under its connection. */
export function VerbPage({ connection: { id, name }, children }: VerbPageProps) {
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[
          { label: 'Single sign-on', href: paths.connections },
          { label: name, href: paths.connection(id) },
        ]}
      />
      {children}
    </Page>
  );
}

export interface VerbProps {
  params: Promise<{ id: string }>;
}
