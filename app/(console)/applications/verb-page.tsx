import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface VerbPageProps {
  application: { id: string; name: string };
  children: ReactNode;
}

/** Where a verb's form stands: under its application. */
export function VerbPage({ application: { id, name }, children }: VerbPageProps) {
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[
          { label: 'Applications', href: paths.applications },
          { label: name, href: paths.application(id) },
        ]}
      />
      {children}
    </Page>
  );
}

export interface VerbProps {
  params: Promise<{ id: string }>;
}
